#include <cmath>
#include <limits>
#include <stdexcept>

#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

// A user-defined layer with a buffer and a counter that forward() changes, the latter with a name
// that is too long for a string without memory of its own.
struct Tally : Layer<> {
    mutable Tensor<> sum;
    mutable std::uint64_t calls = 0;
    Shape build(const Shape& input, Generator&) override {
        sum = full_tensor<float>({2}, 0);
        return input;
    }
    Variable<> forward(const Variable<>& x) const override {
        ++calls;
        sum(0) += x.value().data()[0];
        if (calls > 3) { sum = full_tensor<float>({3}, 7); }  // even another shape
        return x;
    }
    void visit(Visitor<float>& visitor) override {
        visitor.buffer("sum", sum);
        visitor.counter("calls_of_forward_so_far", calls);
    }
    std::string type() const override { return "Tally"; }
};

std::vector<std::uint64_t> counters(Layer<>& layer) {
    struct Collect : Visitor<float> {
        std::vector<std::uint64_t> found;
        void counter(const std::string&, std::uint64_t& value) override { found.push_back(value); }
    } collect;
    layer.visit(collect);
    return collect.found;
}

Batch<> batch(const Shape& sample, float factor = 1) {
    Shape shape = sample;
    shape.insert(shape.begin(), 6);
    return {numbers(shape) * factor, Labels{0, 1, 2, 0, 1, 2}, 6};
}

// What of a model a failed step must leave.
struct State {
    std::vector<Tensor<>> tensors;
    std::vector<std::uint64_t> counts;
    std::size_t steps;
    explicit State(Model<>& model)
        : tensors(nnlite::detail::state_of(model.network())),
          counts(counters(model.network())),
          steps(model.optimizer().steps()) {}
    bool operator==(const State&) const = default;
};

}  // namespace

TEST_CASE("model: a step whose loss is not finite leaves weights, buffers and counters") {
    const auto check = [](Sequential<> network, const Shape& sample) {
        network.add(Linear(3));
        Model model(network, 1);
        float factor = 1;
        model.compile({.loss = Loss<>([&](const Variable<>& y, const Targets<>& targets) {
                           return factor * cross_entropy(y, std::get<Labels>(targets));
                       })});
        model.build(sample);
        Batch<> good = batch(sample);
        REQUIRE(std::isfinite(model.train_step(good)));
        const State before(model);
        for (const float wrong :
             {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
            factor = wrong;
            Batch<> bad = batch(sample);
            REQUIRE_FALSE(std::isfinite(model.train_step(bad)));
            REQUIRE(State(model) == before);
        }
        factor = 1;
        Batch<> again = batch(sample);
        model.train_step(again);
        REQUIRE_FALSE(State(model) == before);
    };
    check(Sequential(Linear(5), BatchNorm1d{}, Dropout(0.5)), {4});
    check(Sequential(Tally{}, Sequential(Tally{}, Dropout(0.1))), {4});
    check(Sequential(TransformerEncoder(2, 2, {.feed_forward = 8}),
                     LSTM(4, {.layers = 2, .dropout = 0.5, .return_sequence = false})),
          {5, 4});
}

TEST_CASE("model: weights that overflow do not reach the running statistics") {
    Model model(Sequential(Linear(4, {.weight_init = Initializer::constant(3e38)}), BatchNorm1d{},
                           Linear(3)),
                1);
    model.compile({.loss = CrossEntropy{}});
    model.build({4});
    const State before(model);
    Batch<> large = batch({4}, 100);
    REQUIRE_FALSE(std::isfinite(model.train_step(large)));
    REQUIRE(State(model) == before);
}

TEST_CASE("model: a step that throws leaves weights, buffers and counters") {
    bool throws = false;
    Model model(Sequential(BatchNorm1d{}, Dropout(0.5), Tally{}, Linear(3)), 1);
    model.compile({.loss = Loss<>([&](const Variable<>& y, const Targets<>& targets) {
                       if (throws) { throw std::runtime_error("no"); }
                       return cross_entropy(y, std::get<Labels>(targets));
                   })});
    model.build({4});
    const State before(model);
    throws = true;
    Batch<> one = batch({4});
    REQUIRE_THROWS_AS(model.train_step(one), std::runtime_error);
    REQUIRE(State(model) == before);
    throws = false;
    Batch<> wrong = batch({4});
    wrong.targets = Labels{7, 7, 7, 7, 7, 7};
    REQUIRE_THROWS_AS(model.train_step(wrong), ValueError);
    REQUIRE(State(model) == before);
}
