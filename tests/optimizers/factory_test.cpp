#include "nnlite/optimizers/factory.hpp"

#include <string>
#include <type_traits>
#include <vector>

#include "nnlite/optimizers/known_optimizers_impl.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

template <class Wanted, class T>
bool holds(const std::unique_ptr<Optimizer<T>>& optimizer) {
    return dynamic_cast<const Wanted*>(optimizer.get()) != nullptr;
}

}  // namespace

TEST_CASE("OptimizerFactory: the optimizer of the options, with their values") {
    REQUIRE(holds<Adam<float>>(OptimizerFactory<>(AdamOptions{})()));
    REQUIRE(holds<Adam<double>>(OptimizerFactory<double>(keras_adam())()));
    REQUIRE(holds<AdamW<float>>(OptimizerFactory<>(AdamWOptions{})()));
    REQUIRE(holds<Adamax<float>>(OptimizerFactory<>(AdamaxOptions{})()));
    REQUIRE(holds<Nadam<float>>(OptimizerFactory<>(NadamOptions{})()));
    REQUIRE(holds<SGD<float>>(OptimizerFactory<>(SGDOptions{})()));
    REQUIRE(holds<RMSprop<float>>(OptimizerFactory<>(RMSpropOptions{})()));
    REQUIRE(holds<Adagrad<float>>(OptimizerFactory<>(AdagradOptions{})()));
    const OptimizerFactory<> factory = SGDOptions{.learning_rate = 0.25};
    REQUIRE(factory()->learning_rate() == 0.25);
    REQUIRE(factory.name() == std::string("SGD"));
    REQUIRE_ERROR(OptimizerFactory<>(AdamOptions{.beta_1 = 1.5})(), ValueError,
                  "Adam: expected beta_1 in [0, 1), got 1.5");
}

TEST_CASE("known_optimizer: each by its name, with the saved options") {
    std::vector<OptimizerFactory<>> factories;
    [&]<class... Options>(nnlite::detail::TypeList<Options...>) {
        (factories.emplace_back(Options{.learning_rate = 0.5}), ...);
    }(nnlite::detail::AllOptimizers{});
    for (const auto& factory : factories) {
        FieldVisitor writes;
        factory.visit_options(writes);
        const nnlite::detail::Json written = writes.result();
        FieldVisitor sets(written, "");
        const auto known = nnlite::detail::known_optimizer<float>(factory.name(), sets);
        REQUIRE(known.has_value());
        REQUIRE(known->name() == std::string(factory.name()));
        REQUIRE((*known)()->learning_rate() == 0.5);
    }
    const nnlite::detail::Json empty{nnlite::detail::Json::Object{}};
    FieldVisitor none(empty, "");
    REQUIRE(!nnlite::detail::known_optimizer<float>("Eve", none));
}

TEST_CASE("optimizers: the scalar type follows the parameters") {
    std::vector<Variable<double>> exact{Variable<double>(Tensor<double>({1.0}), true)};
    std::vector<Variable<float>> single{Variable<float>(Tensor<float>({1.0F}), true)};
    STATIC_REQUIRE(std::is_same_v<decltype(Adam(exact)), Adam<double>>);
    STATIC_REQUIRE(std::is_same_v<decltype(Adam(single, {.epsilon = 1e-7})), Adam<float>>);
    STATIC_REQUIRE(std::is_same_v<decltype(SGD(exact, {.momentum = 0.9})), SGD<double>>);
    STATIC_REQUIRE(std::is_same_v<decltype(Nadam(single)), Nadam<float>>);
}
