#include "nnlite/ops/gather.hpp"

#include "check.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reshape.hpp"
#include "support/make_tensor.hpp"

using nnlite::Labels;
using nnlite::Shape;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;

TEST_CASE("gather and take_along: known values") {
    const Variable<double> table(make_tensor<double>({3, 2}, {1, 2, 3, 4, 5, 6}), true);
    const auto y = gather(table, make_tensor<std::int32_t>({2, 2}, {2, 0, 2, 2}));
    REQUIRE((y.value() == make_tensor<double>({2, 2, 2}, {5, 6, 1, 2, 5, 6, 5, 6})));
    y.backward_from(make_tensor<double>({2, 2, 2}, {1, 2, 3, 4, 10, 20, 100, 200}));
    REQUIRE((table.gradient() == make_tensor<double>({3, 2}, {3, 4, 0, 0, 111, 222})));
    REQUIRE((take_along(table, Labels{1, 0, 1}).value() == Tensor<double>{2, 3, 6}));
    REQUIRE(gather(numbers({4}), Labels{1, 1}).shape() == Shape{2});
    REQUIRE(gather(numbers({4, 2, 3}), Labels{1}).shape() == Shape{1, 2, 3});
}

TEST_CASE("gather and take_along: gradients") {
    require_gradient(
        [](Inputs x) {
            return gather(x[0], make_tensor<std::int32_t>({2, 3}, {1, 0, 1, 2, 2, 1}));
        },
        {numbers({4, 3})});
    require_gradient(
        [](Inputs x) {
            return take_along(x[0], make_tensor<std::int32_t>({2, 2}, {1, 0, 2, 2}));
        },
        {numbers({2, 2, 3})});
}

TEST_CASE("gather and take_along: one table used twice") {
    require_gradient(
        [](Inputs x) {
            return gather(x[0], Labels{2, 0, 2}) *
                   expand_dims(take_along(x[0], Labels{1, 0, 1}), 1);
        },
        {numbers({3, 2})});
}

TEST_CASE("gather: 1 thread and 2 threads add up the same bits") {
    const int before = nnlite::num_threads();
    auto indices = nnlite::empty_tensor<std::int32_t>({5000});
    for (std::size_t i = 0; i < indices.size(); ++i) {
        indices.data()[i] = std::int32_t(i * i % 701);
    }
    const auto gradient = [&](int threads) {
        nnlite::set_num_threads(threads);
        const Variable<double> table(numbers({701, 37}).value(), true);
        gather(table, indices).backward_from(numbers({5000, 37}, 4).value());
        return table.gradient();
    };
    const auto one = gradient(1), two = gradient(2);
    nnlite::set_num_threads(before);
    REQUIRE((one == two));
}

TEST_CASE("gather and take_along: errors") {
    const auto x = numbers({2, 3});
    REQUIRE_ERROR(gather(x, Labels{0, 2}), ValueError,
                  "gather: expected indices from 0 to 2 - 1, got 2 at position 1");
    REQUIRE_ERROR(gather(x, Labels{-1}), ValueError,
                  "gather: expected indices from 0 to 2 - 1, got -1 at position 0");
    REQUIRE_ERROR(gather(Variable<double>(1), Labels{0}), ShapeError,
                  "gather: expected a table [rows, ...], got []");
    REQUIRE_ERROR(take_along(x, Labels{0, 3}), ValueError,
                  "take_along: expected indices from 0 to 3 - 1, got 3 at position 1");
    REQUIRE_ERROR(take_along(Variable<double>(1.0), Labels(0)), ShapeError,
                  "take_along: expected indices of shape [] for x [], got []");
    REQUIRE_ERROR(gather(numbers({0, 2}), Labels{0}), ValueError,
                  "gather: expected indices from 0 to 0 - 1, got 0 at position 0");
    REQUIRE_ERROR(take_along(x, Labels{0}), ShapeError,
                  "take_along: expected indices of shape [2] for x [2, 3], got [1]");
}

TEST_CASE("gather: no indices, and indices of one number") {
    const Variable<double> table(numbers({3, 2}).value(), true);
    const auto y = gather(table, nnlite::empty_tensor<std::int32_t>({0}));
    REQUIRE(y.shape() == Shape{0, 2});
    y.backward_from(nnlite::empty_tensor<double>({0, 2}));
    REQUIRE((table.gradient() == nnlite::full_tensor<double>({3, 2}, 0)));
    REQUIRE(gather(table, Labels(1)).shape() == Shape{2});
    REQUIRE(take_along(numbers({0, 3}), nnlite::empty_tensor<std::int32_t>({0})).shape() ==
            Shape{0});
    REQUIRE(take_along(Variable<double>(Tensor<double>{4, 5}), Labels(1)).item() == 5);
    REQUIRE(gather(numbers({2, 0}), Labels{1, 1, 0}).shape() == Shape{3, 0});
}
