#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/autograd/gradcheck.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

// What a layer is expected to do with samples of shape `input`.
struct LayerExpectation {
    nnlite::Shape input;
    nnlite::Shape output;
    std::vector<std::string> parameters = {};  // dotted names, in order
    std::vector<std::string> buffers = {};
    bool same_in_evaluation = true;  // training and evaluation give the same
    nnlite::Shape wrong = {};        // samples build() must refuse ...
    std::string error = "";          // ... with this text; "": it takes any
    std::size_t indices = 0;         // not 0: the input is whole numbers below, without gradient
    std::size_t batch = 3;           // of the gradient check
    std::size_t large_batch = 1000;  // of the comparison of thread counts
};

namespace check_layer_detail {

using nnlite::Layer;
using nnlite::Shape;
using nnlite::Tensor;
using nnlite::Variable;

inline bool same_bits(const Tensor<double>& a, const Tensor<double>& b) {
    return a.shape() == b.shape() &&
           std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

inline Shape with_batch(std::size_t batch, const Shape& sample) {
    Shape shape(sample.size() + 1, batch);
    std::copy(sample.begin(), sample.end(), shape.begin() + 1);
    return shape;
}

// Numbers of both signs, none near 0; or indices.
inline Tensor<double> input_values(const LayerExpectation& expected, std::size_t batch) {
    auto values = nnlite::detail::output_weights(with_batch(batch, expected.input), 7);
    for (std::size_t i = 0; i < values.size() && expected.indices > 0; ++i) {
        values.data()[i] = double(7 * i * i % expected.indices);
    }
    return values;
}

struct State {
    std::vector<std::string> parameter_names, buffer_names;
    std::vector<Tensor<double>> values;

    explicit State(Layer<double>& layer) {
        struct Collect : nnlite::Visitor<double> {
            State* state = nullptr;
            void parameter(const std::string& name, Variable<double>& variable) override {
                state->parameter_names.push_back(path(name));
                state->values.push_back(variable.value());
            }
            void buffer(const std::string& name, Tensor<double>& tensor) override {
                state->buffer_names.push_back(path(name));
                state->values.push_back(tensor);
            }
        } collect;
        collect.state = this;
        layer.visit(collect);
    }

    bool operator==(const State& other) const {
        bool same = values.size() == other.values.size();
        for (std::size_t i = 0; same && i < values.size(); ++i) {
            same = same_bits(values[i], other.values[i]);
        }
        return same;
    }
};

// The result, the state after it and all gradients of one training step.
template <class Make>
std::vector<Tensor<double>> step(Make& make, const LayerExpectation& expected, int threads) {
    const int before = nnlite::num_threads();
    nnlite::set_num_threads(threads);
    auto layer = make();
    nnlite::CounterGenerator generator(3);
    layer.build(expected.input, generator);
    const Variable<double> x(input_values(expected, expected.large_batch), true);
    const Variable<double> y = layer.forward(x);
    y.backward_from(nnlite::detail::output_weights(y.shape(), 5));
    std::vector<Tensor<double>> result = State(layer).values;
    result.push_back(y.value());
    if (expected.indices == 0) { result.push_back(x.gradient()); }
    for (auto& parameter : nnlite::parameters(layer)) { result.push_back(parameter.gradient()); }
    nnlite::set_num_threads(before);
    return result;
}

inline void require_same(const std::vector<Tensor<double>>& a,
                         const std::vector<Tensor<double>>& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        INFO("tensor " << i);
        REQUIRE(same_bits(a[i], b[i]));
    }
}

// Parameters moved away from special start values (0, 1).
inline void perturb(Layer<double>& layer) {
    std::size_t which = 0;
    for (auto& parameter : nnlite::parameters(layer)) {
        const auto shift = nnlite::detail::output_weights(parameter.shape(), ++which);
        parameter.mutable_value() += 0.3 * shift;
    }
}

template <class L>
double gradient_error(L& layer, const Tensor<double>& x, bool input_too) {
    auto inputs = nnlite::parameters(layer);
    if (input_too) { inputs.insert(inputs.begin(), Variable<double>(x)); }
    const auto check = nnlite::check_gradient(
        [&](const auto& all) {
            L copy = layer;  // shares the parameters; its dropout position and statistics are new
            return copy.forward(input_too ? all[0] : Variable<double>(x));
        },
        inputs);
    INFO((layer.training ? "training: " : "evaluation: ") << check.text());
    REQUIRE(check.relative_error < 1e-6);
    return check.relative_error;
}

}  // namespace check_layer_detail

// Checks the laws every layer keeps: result's shape, names, gradients of input and parameters,
// same seed same bits, 1 thread = 2 threads, evaluation repeatable and without side effects,
// refusal of wrong samples. `make` returns a new, unbuilt layer in double. Returns the worst
// gradient error.
template <class Make>
double check_layer(Make make, const LayerExpectation& expected) {
    using namespace check_layer_detail;
    auto layer = make();
    nnlite::CounterGenerator generator(3);
    REQUIRE(nnlite::text_of(layer.build(expected.input, generator)) ==
            nnlite::text_of(expected.output));
    const State state(layer);
    REQUIRE(state.parameter_names == expected.parameters);
    REQUIRE(state.buffer_names == expected.buffers);

    auto twin = make();
    nnlite::CounterGenerator again(3);
    twin.build(expected.input, again);
    REQUIRE(State(twin) == state);

    const auto x = input_values(expected, expected.batch);
    if (!expected.parameters.empty()) {
        auto unbuilt = make();
        std::string got = "nothing was thrown";  // its type is that of a layer in it
        try {
            unbuilt.forward(x);
        } catch (const nnlite::ValueError& error) { got = error.what(); }
        INFO(got);
        REQUIRE(got.ends_with(": expected build() before forward(), got no parameters"));
    }
    const auto in_training = layer.forward(x);
    REQUIRE(nnlite::text_of(in_training.shape()) ==
            nnlite::text_of(with_batch(expected.batch, expected.output)));
    require_same({in_training.value()}, {twin.forward(x).value()});

    const State trained(layer);
    nnlite::set_training(layer, false);
    const auto in_evaluation = layer.forward(x);
    require_same({in_evaluation.value()}, {layer.forward(x).value()});
    REQUIRE(State(layer) == trained);
    REQUIRE(same_bits(in_evaluation.value(), in_training.value()) == expected.same_in_evaluation);

    perturb(layer);
    const bool input_too = expected.indices == 0;
    double worst = gradient_error(layer, x, input_too);
    nnlite::set_training(layer, true);
    worst = std::max(worst, gradient_error(layer, x, input_too));

    require_same(step(make, expected, 1), step(make, expected, 2));

    if (!expected.error.empty()) {
        auto refusing = make();
        REQUIRE_ERROR(refusing.build(expected.wrong, generator), nnlite::ShapeError,
                      expected.error);
    }
    return worst;
}
