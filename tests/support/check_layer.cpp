#include "support/check_layer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "nnlite/autograd/gradcheck.hpp"
#include "nnlite/core/parallel.hpp"

namespace {

using nnlite::Layer;
using nnlite::Shape;
using nnlite::Tensor;
using nnlite::Variable;

bool same_bits(const Tensor<double>& a, const Tensor<double>& b) {
    return a.shape() == b.shape() &&
           std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

Shape with_batch(std::size_t batch, const Shape& sample) {
    Shape shape(sample.size() + 1, batch);
    std::copy(sample.begin(), sample.end(), shape.begin() + 1);
    return shape;
}

// Numbers of both signs, none near 0; or indices.
Tensor<double> input_values(const LayerExpectation& expected, std::size_t batch) {
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
std::vector<Tensor<double>> step(const LayerFactory& factory, const LayerExpectation& expected,
                                 int threads) {
    const int before = nnlite::num_threads();
    nnlite::set_num_threads(threads);
    const auto layer = factory.make();
    nnlite::CounterGenerator generator(3);
    layer->build(expected.input, generator);
    const Variable<double> x(input_values(expected, expected.large_batch), true);
    const Variable<double> y = layer->forward(x);
    y.backward_from(nnlite::detail::output_weights(y.shape(), 5));
    std::vector<Tensor<double>> result = State(*layer).values;
    result.push_back(y.value());
    if (expected.indices == 0) { result.push_back(x.gradient()); }
    for (auto& parameter : nnlite::parameters(*layer)) { result.push_back(parameter.gradient()); }
    nnlite::set_num_threads(before);
    return result;
}

void require_same(const std::vector<Tensor<double>>& a, const std::vector<Tensor<double>>& b) {
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        INFO("tensor " << i);
        REQUIRE(same_bits(a[i], b[i]));
    }
}

// Parameters changed from special initial values (0, 1).
void perturb(Layer<double>& layer) {
    std::size_t which = 0;
    for (auto& parameter : nnlite::parameters(layer)) {
        const auto shift = nnlite::detail::output_weights(parameter.shape(), ++which);
        parameter.mutable_value() += 0.3 * shift;
    }
}

double gradient_error(const LayerFactory& factory, Layer<double>& layer, const Tensor<double>& x,
                      bool input_too) {
    auto inputs = nnlite::parameters(layer);
    if (input_too) { inputs.insert(inputs.begin(), Variable<double>(x)); }
    const auto check = nnlite::check_gradient(
        [&](const auto& all) {
            // a copy, for the same dropout and statistics each time
            return factory.copy(layer)->forward(input_too ? all[0] : Variable<double>(x));
        },
        inputs);
    INFO((layer.training ? "training: " : "evaluation: ") << check.text());
    REQUIRE(check.relative_error < 1e-6);
    return check.relative_error;
}

}  // namespace

double check_layer(const LayerFactory& factory, const LayerExpectation& expected) {
    const auto own = factory.make();
    Layer<double>& layer = *own;
    nnlite::CounterGenerator generator(3);
    REQUIRE(nnlite::text_of(layer.build(expected.input, generator)) ==
            nnlite::text_of(expected.output));
    const State state(layer);
    REQUIRE(state.parameter_names == expected.parameters);
    REQUIRE(state.buffer_names == expected.buffers);

    const auto twin = factory.make();
    nnlite::CounterGenerator again(3);
    twin->build(expected.input, again);
    REQUIRE(State(*twin) == state);

    const auto x = input_values(expected, expected.batch);
    if (!expected.parameters.empty()) {
        const auto unbuilt = factory.make();
        std::string got = "nothing was thrown";  // its type is that of a layer in it
        try {
            unbuilt->forward(x);
        } catch (const nnlite::ValueError& error) { got = error.what(); }
        INFO(got);
        REQUIRE(got.ends_with(": expected build() before forward(), got no parameters"));
    }
    const auto in_training = layer.forward(x);
    REQUIRE(nnlite::text_of(in_training.shape()) ==
            nnlite::text_of(with_batch(expected.batch, expected.output)));
    require_same({in_training.value()}, {twin->forward(x).value()});

    const State trained(layer);
    nnlite::set_training(layer, false);
    const auto in_evaluation = layer.forward(x);
    require_same({in_evaluation.value()}, {layer.forward(x).value()});
    REQUIRE(State(layer) == trained);
    REQUIRE(same_bits(in_evaluation.value(), in_training.value()) == expected.same_in_evaluation);

    perturb(layer);
    const bool input_too = expected.indices == 0;
    double worst = gradient_error(factory, layer, x, input_too);
    nnlite::set_training(layer, true);
    worst = std::max(worst, gradient_error(factory, layer, x, input_too));

    require_same(step(factory, expected, 1), step(factory, expected, 2));

    if (!expected.error.empty()) {
        const auto refusing = factory.make();
        REQUIRE_ERROR(refusing->build(expected.wrong, generator), nnlite::ShapeError,
                      expected.error);
    }
    return worst;
}
