#include "nnlite/optimizers/choice.hpp"

#include <type_traits>

#include "support/catch.hpp"

using namespace nnlite;

namespace {

template <class Wanted, class T>
bool holds(const std::unique_ptr<Optimizer<T>>& optimizer) {
    return dynamic_cast<const Wanted*>(optimizer.get()) != nullptr;
}

}  // namespace

TEST_CASE("make_optimizer: the optimizer of the options, with their values") {
    REQUIRE(holds<Adam<float>>(make_optimizer(OptimizerChoice{})));
    REQUIRE(holds<Adam<double>>(make_optimizer<double>(OptimizerChoice(keras_adam()))));
    REQUIRE(holds<AdamW<float>>(make_optimizer(OptimizerChoice(AdamWOptions{}))));
    REQUIRE(holds<Adamax<float>>(make_optimizer(OptimizerChoice(AdamaxOptions{}))));
    REQUIRE(holds<Nadam<float>>(make_optimizer(OptimizerChoice(NadamOptions{}))));
    REQUIRE(holds<SGD<float>>(make_optimizer(OptimizerChoice(SGDOptions{}))));
    REQUIRE(holds<RMSprop<float>>(make_optimizer(OptimizerChoice(RMSpropOptions{}))));
    REQUIRE(holds<Adagrad<float>>(make_optimizer(OptimizerChoice(AdagradOptions{}))));
    const OptimizerChoice choice = SGDOptions{.learning_rate = 0.25};
    REQUIRE(make_optimizer(choice)->learning_rate() == 0.25);
    REQUIRE_ERROR(make_optimizer(OptimizerChoice(AdamOptions{.beta_1 = 1.5})), ValueError,
                  "Adam: expected beta_1 in [0, 1), got 1.5");
}

TEST_CASE("optimizers: the scalar type follows the parameters") {
    std::vector<Variable<double>> exact{Variable<double>(Tensor<double>({1.0}), true)};
    std::vector<Variable<float>> single{Variable<float>(Tensor<float>({1.0F}), true)};
    STATIC_REQUIRE(std::is_same_v<decltype(Adam(exact)), Adam<double>>);
    STATIC_REQUIRE(std::is_same_v<decltype(Adam(single, {.epsilon = 1e-7})), Adam<float>>);
    STATIC_REQUIRE(std::is_same_v<decltype(SGD(exact, {.momentum = 0.9})), SGD<double>>);
    STATIC_REQUIRE(std::is_same_v<decltype(Nadam(single)), Nadam<float>>);
}
