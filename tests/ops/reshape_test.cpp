#include "nnlite/ops/reshape.hpp"

#include "check.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "support/make_tensor.hpp"

using nnlite::Shape;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::Variable;
using nnlite::detail::IndexList;

TEST_CASE("reshape: known values") {
    const Variable<double> x(make_tensor<double>({2, 3}, {1, 2, 3, 4, 5, 6}));
    REQUIRE((reshape(x, {3, 2}).value() == make_tensor<double>({3, 2}, {1, 2, 3, 4, 5, 6})));
    REQUIRE(reshape(x, {-1, 1}).shape() == Shape{6, 1});
    REQUIRE(reshape(x, Shape{6}).shape() == Shape{6});
    REQUIRE(flatten(numbers({2, 3, 4}), 1).shape() == Shape{2, 12});
    REQUIRE(flatten(numbers({2, 3, 4})).shape() == Shape{24});
    REQUIRE((transpose(x).value() == make_tensor<double>({3, 2}, {1, 4, 2, 5, 3, 6})));
    REQUIRE((swap_axes(x).value() == transpose(x).value()));
    REQUIRE(expand_dims(x, 1).shape() == Shape{2, 1, 3});
    REQUIRE(expand_dims(x, -1).shape() == Shape{2, 3, 1});
    REQUIRE(squeeze(numbers({2, 1, 3}), 1).shape() == Shape{2, 3});
}

TEST_CASE("transpose: every permutation of large and odd extents") {
    const std::vector<std::size_t> extents = {20, 18, 33};
    const auto x = numbers({20, 18, 33});
    for (const nnlite::detail::IndexList& order :
         {nnlite::detail::IndexList{0, 1, 2}, nnlite::detail::IndexList{0, 2, 1},
          nnlite::detail::IndexList{1, 0, 2}, nnlite::detail::IndexList{1, 2, 0},
          nnlite::detail::IndexList{2, 0, 1}, nnlite::detail::IndexList{2, 1, 0}}) {
        const auto y = transpose(x, order);
        bool equal = true;
        std::size_t at[3];
        for (at[0] = 0; at[0] < 20; ++at[0]) {
            for (at[1] = 0; at[1] < 18; ++at[1]) {
                for (at[2] = 0; at[2] < 33; ++at[2]) {
                    equal = equal && y.value()(at[order[0]], at[order[1]], at[order[2]]) ==
                                         x.value()(at[0], at[1], at[2]);
                }
            }
        }
        INFO(order.text());
        REQUIRE(equal);
        require_gradient([&](Inputs v) { return transpose(v[0], order); }, {numbers({2, 3, 4})});
    }
    require_gradient(
        [](Inputs v) {
            return transpose(v[0], {2, 0, 3, 1});
        },
        {numbers({2, 3, 1, 4})});
}

TEST_CASE("reshape: gradients") {
    const auto x = numbers({2, 1, 3});
    require_gradient([](Inputs v) { return reshape(v[0], {3, -1}); }, {x});
    require_gradient([](Inputs v) { return flatten(v[0], 1); }, {x});
    require_gradient([](Inputs v) { return swap_axes(v[0], 0); }, {x});
    require_gradient([](Inputs v) { return squeeze(v[0], -2); }, {x});
    require_gradient([](Inputs v) { return expand_dims(v[0], 0); }, {x});
}

TEST_CASE("reshape: the same input in two shapes") {
    require_gradient(
        [](Inputs v) {
            return transpose(v[0]) * reshape(v[0], {4, 3});
        },
        {numbers({3, 4})});
    require_gradient([](Inputs v) { return expand_dims(v[0], 1) * squeeze(v[0], 0); },
                     {numbers({1, 4})});
}

TEST_CASE("reshape: errors") {
    const auto x = numbers({2, 3});
    REQUIRE_ERROR(flatten(Variable<double>(1.0), 1), ShapeError,
                  "flatten: expected an axis from 0 to -1, got 1");
    REQUIRE_ERROR(transpose(x, {0, 2}), ShapeError,
                  "transpose: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(swap_axes(numbers({3})), ShapeError,
                  "swap_axes: expected an axis from -1 to 0, got -2");
    REQUIRE_ERROR(squeeze(x, 2), ShapeError, "squeeze: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(reshape(x, {4, 2}), ShapeError, "reshape: shape [2, 3] does not fit into [4, 2]");
    const std::ptrdiff_t half = std::ptrdiff_t{1} << 32;  // half x half wraps around to 0
    REQUIRE_ERROR(reshape(numbers({0}), {half, half}), ShapeError,
                  "reshape: shape [0] does not fit into [4294967296, 4294967296]");
    REQUIRE_ERROR(reshape(numbers({0}), nnlite::detail::IndexList{half, half, std::ptrdiff_t{-1}}),
                  ShapeError, "reshape: shape [0] does not fit into [4294967296, 4294967296, -1]");
    REQUIRE_ERROR(
        reshape(numbers({1}), nnlite::detail::IndexList{std::ptrdiff_t{274177}, 67280421310721}),
        ShapeError, "reshape: shape [1] does not fit into [274177, 67280421310721]");
    REQUIRE_ERROR(reshape(x, {-1, 4}), ShapeError,
                  "reshape: shape [2, 3] does not fit into [-1, 4]");
    REQUIRE_ERROR(reshape(x, {-1, -1}), ShapeError,
                  "reshape: shape [2, 3] does not fit into [-1, -1]");
    REQUIRE_ERROR(reshape(x, {-2, 3}), ShapeError,
                  "reshape: shape [2, 3] does not fit into [-2, 3]");
    REQUIRE_ERROR(flatten(x, 2), ShapeError, "flatten: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(transpose(x, {0, 0}), ShapeError,
                  "transpose: expected each of 2 axes once, got [0, 0]");
    REQUIRE_ERROR(transpose(x, {0}), ShapeError,
                  "transpose: expected each of 2 axes once, got [0]");
    REQUIRE_ERROR(swap_axes(x, 0, 2), ShapeError,
                  "swap_axes: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(squeeze(x, 0), ShapeError,
                  "squeeze: expected extent 1 at axis 0, got shape [2, 3]");
    REQUIRE_ERROR(expand_dims(x, 3), ShapeError,
                  "expand_dims: expected an axis from -3 to 2, got 3");
}

TEST_CASE("reshape: scalars and empty tensors") {
    const Variable<double> scalar(3.0);
    REQUIRE(reshape(scalar, {1, 1}).shape() == Shape{1, 1});
    REQUIRE(reshape(numbers({1}), Shape()).shape() == Shape());
    REQUIRE(flatten(scalar).shape() == Shape{1});
    REQUIRE(transpose(scalar).item() == 3);
    REQUIRE(reshape(numbers({0, 3}), {3, -1}).shape() == Shape{3, 0});
    REQUIRE(transpose(numbers({0, 3})).shape() == Shape{3, 0});
}
