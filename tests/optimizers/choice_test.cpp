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
    REQUIRE(holds<Adam<float>>(nnlite::detail::make_optimizer(nnlite::detail::OptimizerChoice{})));
    REQUIRE(holds<Adam<double>>(
        nnlite::detail::make_optimizer<double>(nnlite::detail::OptimizerChoice(keras_adam()))));
    REQUIRE(holds<AdamW<float>>(
        nnlite::detail::make_optimizer(nnlite::detail::OptimizerChoice(AdamWOptions{}))));
    REQUIRE(holds<Adamax<float>>(
        nnlite::detail::make_optimizer(nnlite::detail::OptimizerChoice(AdamaxOptions{}))));
    REQUIRE(holds<Nadam<float>>(
        nnlite::detail::make_optimizer(nnlite::detail::OptimizerChoice(NadamOptions{}))));
    REQUIRE(holds<SGD<float>>(
        nnlite::detail::make_optimizer(nnlite::detail::OptimizerChoice(SGDOptions{}))));
    REQUIRE(holds<RMSprop<float>>(
        nnlite::detail::make_optimizer(nnlite::detail::OptimizerChoice(RMSpropOptions{}))));
    REQUIRE(holds<Adagrad<float>>(
        nnlite::detail::make_optimizer(nnlite::detail::OptimizerChoice(AdagradOptions{}))));
    const nnlite::detail::OptimizerChoice choice = SGDOptions{.learning_rate = 0.25};
    REQUIRE(nnlite::detail::make_optimizer(choice)->learning_rate() == 0.25);
    REQUIRE_ERROR(
        nnlite::detail::make_optimizer(nnlite::detail::OptimizerChoice(AdamOptions{.beta_1 = 1.5})),
        ValueError, "Adam: expected beta_1 in [0, 1), got 1.5");
}

TEST_CASE("optimizers: the scalar type follows the parameters") {
    std::vector<Variable<double>> exact{Variable<double>(Tensor<double>({1.0}), true)};
    std::vector<Variable<float>> single{Variable<float>(Tensor<float>({1.0F}), true)};
    STATIC_REQUIRE(std::is_same_v<decltype(Adam(exact)), Adam<double>>);
    STATIC_REQUIRE(std::is_same_v<decltype(Adam(single, {.epsilon = 1e-7})), Adam<float>>);
    STATIC_REQUIRE(std::is_same_v<decltype(SGD(exact, {.momentum = 0.9})), SGD<double>>);
    STATIC_REQUIRE(std::is_same_v<decltype(Nadam(single)), Nadam<float>>);
}
