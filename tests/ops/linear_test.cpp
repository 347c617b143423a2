#include "nnlite/ops/linear.hpp"

#include <cmath>
#include <limits>

#include "check.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/matmul.hpp"
#include "support/make_tensor.hpp"

using nnlite::Shape;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::Variable;

TEST_CASE("linear: known values, with and without bias and relu") {
    const Variable<double> x(make_tensor<double>({2, 2}, {1, 2, 3, -4}));
    const Variable<double> w(make_tensor<double>({2, 3}, {1, 0, 2, -1, 1, 3}));
    const Tensor<double> b{1, -10, 0};
    REQUIRE((linear(x, w).value() == make_tensor<double>({2, 3}, {-1, 2, 8, 7, -4, -6})));
    REQUIRE((linear(x, w, b).value() == make_tensor<double>({2, 3}, {0, -8, 8, 8, -14, -6})));
    REQUIRE((linear(x, w, b, true).value() == make_tensor<double>({2, 3}, {0, 0, 8, 8, 0, 0})));
    REQUIRE((linear(x, w, true).value() == make_tensor<double>({2, 3}, {0, 2, 8, 7, 0, 0})));
    REQUIRE(
        (linear(Variable<double>(Tensor<double>{1, 2}), w).value() == Tensor<double>{-1, 2, 8}));
}

TEST_CASE("linear: gradients for every rank of x, with relu in the same pass") {
    for (const Shape& shape : {Shape{4}, Shape{1, 4}, Shape{5, 4}, Shape{2, 3, 4}}) {
        INFO(nnlite::text_of(shape));
        for (const bool relu : {false, true}) {
            require_gradient([&](Inputs v) { return linear(v[0], v[1], v[2], relu); },
                             {numbers(shape), numbers({4, 3}, 2), numbers({3}, 3)});
            require_gradient([&](Inputs v) { return linear(v[0], v[1], relu); },
                             {numbers(shape), numbers({4, 3}, 2)});
        }
    }
    require_gradient([](Inputs v) { return linear(v[0], v[0], v[1]); },
                     {numbers({3, 3}), numbers({3})});
}

TEST_CASE("linear: it is matmul, plus, relu") {
    const auto gradients = [](bool fused) {
        const Variable<double> x(numbers({6, 4}).value(), true);
        const Variable<double> w(numbers({4, 5}, 2).value(), true),
            b(numbers({5}, 3).value(), true);
        const auto y = fused ? linear(x, w, b, true) : relu(matmul(x, w) + b);
        y.backward_from(numbers({6, 5}, 4).value());
        return std::vector<Tensor<double>>{y.value(), x.gradient(), w.gradient(), b.gradient()};
    };
    const auto fused = gradients(true), separate = gradients(false);
    for (std::size_t i = 0; i < 4; ++i) {
        require_close(fused[i], separate[i].shape(), {separate[i].begin(), separate[i].end()});
    }
}

TEST_CASE("linear: constants get no gradient") {
    const Variable<double> x(numbers({2, 3}).value()), w(numbers({3, 2}).value(), true);
    const Variable<double> b(numbers({2}).value());
    linear(x, w, b).backward_from(numbers({2, 2}).value());
    REQUIRE(w.has_gradient());
    REQUIRE_FALSE(x.has_gradient());
    REQUIRE_FALSE(b.has_gradient());
}

TEST_CASE("linear: errors") {
    const auto w = numbers({4, 5});
    REQUIRE_ERROR(linear(numbers({2, 3}), w), ShapeError,
                  "linear: expected input [..., 4], got [2, 3]");
    REQUIRE_ERROR(linear(Variable<double>(1.0), w), ShapeError,
                  "linear: expected input [..., 4], got []");
    REQUIRE_ERROR(linear(numbers({2, 4}), numbers({4})), ShapeError,
                  "linear: expected weights [in, out], got [4]");
    REQUIRE_ERROR(linear(numbers({2, 4}), w, numbers({1, 5})), ShapeError,
                  "linear: expected bias [5], got [1, 5]");
}

TEST_CASE("linear: empty extents, and NaN stays NaN through relu") {
    const Variable<double> w(numbers({3, 2}).value(), true), b(numbers({2}).value(), true);
    linear(numbers({0, 3}), w, b).backward_from(nnlite::empty_tensor<double>({0, 2}));
    REQUIRE((w.gradient() == nnlite::full_tensor<double>({3, 2}, 0)));
    REQUIRE((b.gradient() == Tensor<double>{0, 0}));
    REQUIRE((linear(numbers({2, 0}), numbers({0, 2}), Tensor<double>{1, 2}).value() ==
             make_tensor<double>({2, 2}, {1, 2, 1, 2})));
    const Variable<double> x(make_tensor<double>({1, 1}, {std::nan("")}));
    REQUIRE(std::isnan(linear(x, numbers({1, 1}), true).item()));
}
