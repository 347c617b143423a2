#include "support/every_container.hpp"

using namespace nnlite;
using test::Results;
using test::same_for_all_labels;
using test::same_for_every_container;

namespace {

const Variable<> w(Tensor<>{{1, 2, 3}, {4, 5, 6}}), left(Tensor<>{{1, 2}, {3, 4}}),
    right(Tensor<>{{1, 2}, {3, 4}, {5, 6}});

}  // namespace

TEST_CASE("every container: Variables and operations") {
    same_for_every_container([](const auto& x) {
        Variable<> variable(x);
        variable.mutable_value() = x;
        return Results(variable, Variable(x), w + x, x + w, w - x, x - w, w * x, x * w, w / x,
                       x / w, pow(w, x), pow(x, w), maximum(w, x), maximum(x, w), minimum(x, w),
                       where(x > 1.0F, x, w), where(w.value() > x, w, x), matmul(left, x),
                       matmul(x, right), matmul(left + 0, x), concatenate({w, Variable<>(x)}, 1));
    });
}

TEST_CASE("every container: losses' targets") {
    same_for_every_container([](const auto& x) {
        return Results(mse(w, x), mae(w, x), huber(w, x), cross_entropy(w, x),
                       binary_cross_entropy(w, x / 5.0F), MeanSquaredError{}(w, x),
                       CrossEntropy{}(w, x), Loss<>(MeanAbsoluteError{})(w, Tensor<>(x)));
    });
    same_for_all_labels([](const auto& y) {
        const Variable<> scores(xt::ones<float>({2, 3, 3}) * Tensor<>{1, 3, 2});
        return Results(cross_entropy(scores, y), CrossEntropy{}(scores, y));
    });
}

TEST_CASE("Variable, targets: numbers that do not fit") {
    const xt::xarray<double> huge{1e300, 0};
    REQUIRE_ERROR(Variable<>(huge), ValueError,
                  "Variable: expected values that float can hold, got 1e+300 at position 0");
    REQUIRE_ERROR(Variable<>(xt::xarray<int>{16777217}), ValueError,
                  "Variable: expected values that float can hold, got 16777217 at position 0");
    REQUIRE_ERROR(mse(Variable<>(Tensor<>{1, 2}), huge), ValueError,
                  "Variable: expected values that float can hold, got 1e+300 at position 0");
    REQUIRE((Variable<>(xt::xarray<double>{0.1, INFINITY}).value() ==
             Tensor<>{0.1F, std::numeric_limits<float>::infinity()}));
}
