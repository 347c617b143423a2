#include "nnlite/layers/function_layer.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/ops/matmul.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

TensorDataset<> six_rows() { return {numbers({6, 4}), Labels{0, 1, 2, 0, 1, 2}}; }

// A user-defined layer whose visit() lists nothing.
struct Forgets : Layer<> {
    Variable<> weight;
    Shape build(const Shape& input, Generator&) override {
        weight = Variable<>(numbers({input.back(), 3}), true);
        return {3};
    }
    Variable<> forward(const Variable<>& x) const override { return matmul(x, weight); }
    std::string type() const override { return "Forgets"; }
};

const FitOptions<> quiet_fit{.verbose = Verbose::silent};
const std::string unowned =
    "that no optimizer updates; a layer's visit() does not list it, or the layer was built again";

}  // namespace

TEST_CASE("model: a parameter that no layer shows is an error at the first step") {
    const auto fit = [](Sequential<> network) {
        Model model(std::move(network), 1);
        model.compile({.loss = CrossEntropy{}});
        return model.fit(six_rows(), quiet_fit).epochs();
    };
    const std::string message =
        "backward: a gradient reaches a parameter of shape [4, 3] " + unowned;
    REQUIRE_ERROR(fit(Sequential(Forgets{})), GradientError, message);
    REQUIRE_ERROR(fit(Sequential(Linear(4), Forgets{})), GradientError, message);
    REQUIRE(fit(Sequential(Linear(3))) == 1);
}

TEST_CASE("model: a layer that is built again without the model") {
    Model model(Sequential(Linear(5), Linear(3)), 1);
    model.compile({.loss = CrossEntropy{}});
    model.fit(six_rows(), quiet_fit);
    model.network()[1].build({5}, model.generator());
    REQUIRE_ERROR(model.fit(six_rows(), quiet_fit), GradientError,
                  "backward: a gradient reaches a parameter of shape [5, 3] " + unowned);
    model.build({4});
    REQUIRE(model.fit(six_rows(), quiet_fit).epochs() == 1);
}

TEST_CASE("model: a parameter of another optimizer is left to that one") {
    Variable<> scale(Tensor<>{1, 1, 1}, true);
    SGD<> other({scale}, {.learning_rate = 0.1});
    Model model(
        Sequential(Linear(3), FunctionLayer("Scale", [&](const auto& x) { return x * scale; })), 1);
    model.compile({.loss = CrossEntropy{}});
    REQUIRE(model.fit(six_rows(), quiet_fit).epochs() == 1);
    other.step();
    REQUIRE((scale.value() != Tensor<>{1, 1, 1}));
}

TEST_CASE("model: nothing to train is said in words") {
    Model model(Sequential(Linear(3)), 1);
    model.compile({.loss = CrossEntropy{}});
    model.build({4});
    set_trainable(model.network(), false);
    REQUIRE_ERROR(model.fit(six_rows(), quiet_fit), ValueError,
                  "fit: there is nothing to train: all parameters are frozen; set_trainable() "
                  "unfreezes them");
    set_trainable(model.network(), true);
    {
        const NoGrad no_grad;
        REQUIRE_ERROR(model.fit(six_rows(), quiet_fit), ValueError,
                      "fit: there is nothing to train: NoGrad is active");
    }
    Model none(Sequential(FunctionLayer("Same", [](const auto& x) { return x; })), 1);
    none.compile({.loss = CrossEntropy{}});
    REQUIRE_ERROR(none.fit(six_rows(), quiet_fit), ValueError,
                  "fit: there is nothing to train: no layer lists parameters in visit()");
    model.compile({.loss = [](const Variable<>&, const Targets<>&) { return Variable<>(1.0F); }});
    REQUIRE_ERROR(model.fit(six_rows(), quiet_fit), ValueError,
                  "fit: there is nothing to train: the loss depends on no parameter");
}

TEST_CASE("optimizer: parameters before build() and after another build()") {
    Sequential network(Linear(4), Linear(1));
    REQUIRE_ERROR(SGD<>(parameters(network)), ValueError,
                  "Sequential: expected build() before its parameters are used, got no 0.weight");
    REQUIRE_THROWS_AS(set_trainable(network, false), ValueError);
    REQUIRE_ERROR(SGD<>({Variable<>()}), ValueError,
                  "SGD: expected parameters with values, got one without; call build() before "
                  "creating the optimizer");
    REQUIRE(parameter_count(network) == 0);
    CounterGenerator generator(0);
    network.build({4}, generator);
    SGD<> optimizer(parameters(network));
    const auto step = [&] {
        optimizer.zero_gradients();
        sum(network(numbers({6, 4}))).backward();
        optimizer.step();
        return optimizer.steps();
    };
    REQUIRE(step() == 1);
    network.build({4}, generator);
    REQUIRE_ERROR(step(), ValueError,
                  "SGD: step: no parameter has a gradient; call backward() first; after another "
                  "build() create a new optimizer");
    REQUIRE(optimizer.steps() == 1);
    LSTM<> lstm(3);  // shows nothing before build()
    SGD<> early(parameters(lstm));
    REQUIRE_ERROR(early.step(), ValueError,
                  "SGD: step: expected parameters, got none; call build() before creating the "
                  "optimizer, and list the parameters in visit()");
    SGD<> frozen({Variable<>(Tensor<>{1})});
    REQUIRE_ERROR(frozen.step(), ValueError,
                  "SGD: step: all parameters are frozen; set_trainable() unfreezes them");
}

TEST_CASE("optimizer: two of them, frozen scalars and inputs with gradients are no errors") {
    Variable<> gain(Tensor<>(1.0F), true);  // no axes
    struct Gain : Layer<> {
        Variable<> gain;
        explicit Gain(Variable<> value) : gain(std::move(value)) {}
        Shape build(const Shape& input, Generator&) override { return input; }
        Variable<> forward(const Variable<>& x) const override { return x * gain; }
        void visit(Visitor<float>& visitor) override { visitor.parameter("gain", gain); }
        std::string type() const override { return "Gain"; }
    } layer(gain);
    set_trainable(layer, false);
    REQUIRE(parameters(layer).size() == 1);
    set_trainable(layer, true);
    SGD<> one(parameters(layer)), two(parameters(layer));
    const Variable<> x(numbers({3}), true);
    sum(layer(x)).backward();
    one.step();
    two.step();
    REQUIRE(x.has_gradient());
}

TEST_CASE("layer: one in two places counts once") {
    const auto tied = std::make_shared<Linear<>>(4, 4);
    Sequential<> network;
    network.add("a", tied).add(Linear(4)).add("b", tied).add("out", Linear(3));
    Model model(network, 1);
    model.build({4});
    // As PyTorch, it draws initial weights once.
    Sequential<> apart(Linear(4), Linear(4), Linear(3));
    CounterGenerator generator(1);
    apart.build({4}, generator);
    REQUIRE(
        (parameter(model.network(), "out.weight").value() == parameter(apart, "2.weight").value()));
    REQUIRE(parameter_count(model.network()) == 20 + 20 + 15);
    REQUIRE(named_parameters(model.network()).size() == 6);
    REQUIRE(parameter(model.network(), "b.weight").node() ==
            parameter(model.network(), "a.weight").node());
    REQUIRE(model.summary_text().find("Total params: 55") != std::string::npos);
    model.compile({.loss = CrossEntropy{}});
    REQUIRE(model.fit(six_rows(), quiet_fit).epochs() == 1);
    REQUIRE(model.optimizer().parameters().size() == 6);
}
