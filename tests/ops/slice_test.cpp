#include "nnlite/ops/slice.hpp"

#include "check.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "support/make_tensor.hpp"

using nnlite::concatenate;
using nnlite::Shape;
using nnlite::ShapeError;
using nnlite::stack;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;

TEST_CASE("slice, pad, concatenate, stack: known values") {
    const Variable<double> x(make_tensor<double>({2, 3}, {1, 2, 3, 4, 5, 6}));
    REQUIRE((slice(x, 1, 1).value() == make_tensor<double>({2, 2}, {2, 3, 5, 6})));
    REQUIRE((slice(x, -1, 0, 3, 2).value() == make_tensor<double>({2, 2}, {1, 3, 4, 6})));
    REQUIRE((slice(x, 0, -1).value() == make_tensor<double>({1, 3}, {4, 5, 6})));
    REQUIRE((slice(x, 1, 0, -1).value() == make_tensor<double>({2, 2}, {1, 2, 4, 5})));
    REQUIRE(
        (pad(x, 0, 0, 1, 9).value() == make_tensor<double>({3, 3}, {1, 2, 3, 4, 5, 6, 9, 9, 9})));
    REQUIRE((pad(x, 1, 1, 0).value() == make_tensor<double>({2, 4}, {0, 1, 2, 3, 0, 4, 5, 6})));
    const Variable<double> y(make_tensor<double>({2, 1}, {7, 8}));
    REQUIRE(
        (concatenate({x, y}, 1).value() == make_tensor<double>({2, 4}, {1, 2, 3, 7, 4, 5, 6, 8})));
    const std::vector<Variable<double>> list = {y, y};
    REQUIRE((concatenate(list).value() == make_tensor<double>({4, 1}, {7, 8, 7, 8})));
    REQUIRE((stack({y, y + 1}, -1).value() == make_tensor<double>({2, 1, 2}, {7, 8, 8, 9})));
    REQUIRE(stack(list).shape() == Shape{2, 2, 1});
}

TEST_CASE("slice, pad, concatenate, stack: gradients along every axis") {
    const auto x = numbers({3, 5, 2}), y = numbers({3, 5, 2}, 3);
    for (const int axis : {0, 1, -1}) {
        require_gradient([&](Inputs v) { return slice(v[0], axis, 1); }, {x});
        require_gradient([&](Inputs v) { return slice(v[0], axis, 0, -1, 2); }, {x});
        require_gradient([&](Inputs v) { return pad(v[0], axis, 2, 1, 7); }, {x});
        require_gradient([&](Inputs v) { return concatenate(v, axis); }, {x, y});
        require_gradient([&](Inputs v) { return stack({v[0], v[1], v[0]}, axis); }, {x, y});
    }
    require_gradient(
        [](Inputs v) {
            return concatenate({v[0], v[1], v[0]}, 1);
        },
        {numbers({2, 3, 2}), numbers({2, 1, 2}, 5)});
}

TEST_CASE("concatenate: constants get no gradient, and need none") {
    const Variable<double> x(Tensor<double>{1, 2}, true), c(Tensor<double>{3});
    concatenate({c, x, c}).backward_from(Tensor<double>{1, 2, 3, 4});
    REQUIRE((x.gradient() == Tensor<double>{2, 3}));
    REQUIRE(!c.has_gradient());
    REQUIRE(!concatenate({c, c}).requires_gradient());
}

TEST_CASE("slice, concatenate, stack: errors") {
    const auto x = numbers({2, 3}), y = numbers({3, 3});
    const std::vector<Variable<double>> none;
    REQUIRE_ERROR(slice(x, 2, 0), ShapeError, "slice: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(slice(x, 1, 0, 4), ValueError,
                  "slice: expected 0 <= begin <= end <= 3, got 0 and 4");
    REQUIRE_ERROR(slice(x, 1, 2, 1), ValueError,
                  "slice: expected 0 <= begin <= end <= 3, got 2 and 1");
    REQUIRE_ERROR(slice(x, 1, 0, 3, 0), ValueError, "slice: expected a step of at least 1, got 0");
    REQUIRE_ERROR(pad(x, 2, 0, 0), ShapeError, "pad: expected an axis from -2 to 1, got 2");
    const char *before = "pad: expected 0 to 2147483647 positions before, got -1",
               *after = "pad: expected 0 to 2147483647 positions after, got -100000";
    REQUIRE_ERROR(pad(x, 0, -1, 1), ValueError, before);
    REQUIRE_ERROR(pad(x, 1, -1, 0), ValueError, before);
    REQUIRE_ERROR(pad(x, 0, 100000, -100000), ValueError, after);
    REQUIRE_ERROR(concatenate({x, y}, 1), ShapeError,
                  "concatenate: expected equal shapes except along axis 1, got [2, 3] and [3, 3]");
    REQUIRE_ERROR(concatenate({x, numbers({3})}), ShapeError,
                  "concatenate: expected equal shapes except along axis 0, got [2, 3] and [3]");
    REQUIRE_ERROR(concatenate(none), ValueError, "concatenate: expected at least one tensor");
    REQUIRE_ERROR(stack({x, y}), ShapeError, "stack: expected equal shapes, got [2, 3] and [3, 3]");
    REQUIRE_ERROR(concatenate({x, y}, 2), ShapeError,
                  "concatenate: expected an axis from -2 to 1, got 2");
    REQUIRE_ERROR(stack({x, x}, 3), ShapeError, "stack: expected an axis from -3 to 2, got 3");
    REQUIRE_ERROR(slice(x, 1, -4), ValueError,
                  "slice: expected 0 <= begin <= end <= 3, got -4 and 3");
    REQUIRE_ERROR(stack(none), ValueError, "stack: expected at least one tensor");
}

TEST_CASE("slice, concatenate: empty parts") {
    const auto x = numbers({2, 3});
    REQUIRE(slice(x, 0, 1, 1).shape() == Shape{0, 3});
    REQUIRE((concatenate({slice(x, 0, 0, 0), x}).value() == x.value()));
    REQUIRE((pad(numbers({0}), 0, 1, 1, 4).value() == Tensor<double>{4, 4}));
    REQUIRE(concatenate({numbers({0, 2}), numbers({0, 1})}, 1).shape() == Shape{0, 3});
    const Variable<double> whole(x.value(), true);
    slice(whole, 0, 1, 1).backward_from(nnlite::empty_tensor<double>({0, 3}));
    REQUIRE((whole.gradient() == nnlite::full_tensor<double>({2, 3}, 0)));
    REQUIRE((slice(x, 1, 0, 3, 100).value() == slice(x, 1, 0, 1).value()));
    const auto largest = std::numeric_limits<std::ptrdiff_t>::max();
    const auto smallest = std::numeric_limits<std::ptrdiff_t>::min();
    REQUIRE((slice(x, 1, 0, 3, largest).value() == slice(x, 1, 0, 1).value()));
    REQUIRE((slice(x, 1, -1, nnlite::to_end, largest - 1).value() == slice(x, 1, 2).value()));
    REQUIRE(slice(x, 1, 3, 3, largest).shape() == Shape{2, 0});
    REQUIRE_THROWS_AS(slice(x, 1, 0, 3, smallest), ValueError);
    REQUIRE_THROWS_AS(slice(x, 1, smallest), ValueError);
    REQUIRE_THROWS_AS(slice(x, 1, 0, smallest), ValueError);
    REQUIRE((slice(x, 0, 0).value() == x.value()));
    REQUIRE((concatenate({x}, 1).value() == x.value()));
    REQUIRE(stack({Variable<double>(1.0), Variable<double>(2.0)}).shape() == Shape{2});
}

TEST_CASE("slice: parts of one input that overlap") {
    require_gradient([](Inputs v) { return slice(v[0], 1, 1) * slice(v[0], 1, 0, -1); },
                     {numbers({2, 5})});
}
