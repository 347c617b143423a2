#include "nnlite/ops/arithmetic.hpp"

#include "check.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"

using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::Variable;

TEST_CASE("arithmetic: operators take Variables, tensors, expressions and scalars") {
    const Variable<float> x(Tensor<float>{1, 2}, true);
    Tensor<float> t{3, 4};
    const Tensor<float> fixed = t;
    REQUIRE((x + x).value() == Tensor<float>{2, 4});
    REQUIRE((x + t).value() == Tensor<float>{4, 6});
    REQUIRE((fixed + x).value() == Tensor<float>{4, 6});
    REQUIRE((x + Tensor<float>{3, 4}).value() == Tensor<float>{4, 6});
    REQUIRE((t - x).value() == Tensor<float>{2, 2});
    REQUIRE((t * 2.0F * x).value() == Tensor<float>{6, 16});
    REQUIRE((2 / x).value() == Tensor<float>{2, 1});
    REQUIRE((x / 2.0).value() == Tensor<float>{0.5, 1});
    REQUIRE((-x).value() == Tensor<float>{-1, -2});
    REQUIRE((x + t).requires_gradient());
}

TEST_CASE("arithmetic: known values") {
    const Variable<double> x(Tensor<double>{-2, 0, 0.5, 3});
    require_close(exp(x).value(), {4},
                  {0.1353352832366127, 1, 1.6487212707001282, 20.085536923187668});
    require_close(expm1(x).value(), {4},
                  {-0.8646647167633873, 0, 0.6487212707001282, 19.085536923187668});
    require_close(sin(x).value(), {4},
                  {-0.9092974268256817, 0, 0.479425538604203, 0.1411200080598672});
    require_close(cos(x).value(), {4},
                  {-0.4161468365471424, 1, 0.8775825618903728, -0.9899924966004454});
    require_close(erf(x).value(), {4},
                  {-0.9953222650189527, 0, 0.5204998778130465, 0.9999779095030014});
    REQUIRE((abs(x).value() == Tensor<double>{2, 0, 0.5, 3}));
    REQUIRE((square(x).value() == Tensor<double>{4, 0, 0.25, 9}));
    REQUIRE((clip(x, -1, 0.5).value() == Tensor<double>{-1, 0, 0.5, 0.5}));
    const Variable<double> y(Tensor<double>{0.25, 1, 4});
    REQUIRE((sqrt(y).value() == Tensor<double>{0.5, 1, 2}));
    require_close(log(y).value(), {3}, {-1.3862943611198906, 0, 1.3862943611198906});
    require_close(log1p(y).value(), {3},
                  {0.22314355131420976, 0.6931471805599453, 1.6094379124341003});
}

TEST_CASE("arithmetic: pow, maximum, minimum and where have known values") {
    const Variable<double> x(Tensor<double>{-2, 0, 0.5, 3});
    REQUIRE((pow(x, 2).value() == Tensor<double>{4, 0, 0.25, 9}));
    REQUIRE((pow(x, 3).value() == Tensor<double>{-8, 0, 0.125, 27}));
    REQUIRE((pow(x, -1).value() == Tensor<double>{-0.5, infinity, 2, 1.0 / 3}));
    REQUIRE((pow(x, 0).value() == Tensor<double>{1, 1, 1, 1}));
    require_close(pow(x, x).value(), {4}, {0.25, 1, 0.7071067811865476, 27});
    require_close(pow(2, x).value(), {4}, {0.25, 1, 1.4142135623730951, 8});
    require_close(pow(x, 17).value(), {4}, {-131072, 0, 7.62939453125e-06, 129140163});
    REQUIRE((maximum(x, 0.5).value() == Tensor<double>{0.5, 0.5, 0.5, 3}));
    REQUIRE((minimum(Tensor<double>{1, -1, 1, 1}, x).value() == Tensor<double>{-2, -1, 0.5, 1}));
    const Tensor<bool> condition{true, false, false, true};
    REQUIRE((where(condition, x, 7).value() == Tensor<double>{-2, 7, 7, 3}));
    REQUIRE((where(x.value() > 0, 1, x).value() == Tensor<double>{-2, 0, 1, 1}));
}

TEST_CASE("arithmetic: gradients of functions of two, broadcast and of one input twice") {
    const auto check = [](const auto& f) {
        require_gradient([&](Inputs x) { return f(x[0], x[1]); },
                         {numbers({2, 3, 4}), numbers({3, 1}, 2)});
        require_gradient([&](Inputs x) { return f(x[0], x[1]); }, {numbers({4}), numbers({}, 3)});
        require_gradient([&](Inputs x) { return f(x[0], x[0]); }, {numbers({1, 5})});
    };
    check([](const auto& a, const auto& b) { return a + b; });
    check([](const auto& a, const auto& b) { return a - b; });
    check([](const auto& a, const auto& b) { return a * b; });
    check([](const auto& a, const auto& b) { return a / b; });
    check([](const auto& a, const auto& b) { return maximum(a, b); });
    check([](const auto& a, const auto& b) { return minimum(a, b); });
    check([](const auto& a, const auto& b) { return pow(square(a), b); });
    const auto mask = make_tensor<bool>({3, 1}, {true, false, true});
    check([&](const auto& a, const auto& b) { return where(mask, a, b); });
}

TEST_CASE("arithmetic: gradients with constants on either side") {
    const auto x = numbers({4, 5});
    const Tensor<double> t = numbers({5}, 3).value();
    require_gradient([&](Inputs v) { return v[0] + t - (t - v[0]) * 3; }, {x});
    require_gradient([&](Inputs v) { return t / v[0] - v[0] / t + 2 / v[0] - v[0] / 4; }, {x});
    require_gradient([](Inputs v) { return pow(1.5, v[0]); }, {x});
    for (const double y : {-3.0, -1.0, 0.0, 1.0, 2.0, 3.0, 17.0}) {
        INFO(y);
        require_gradient([y](Inputs v) { return pow(v[0], y); }, {x});
    }
    require_gradient([](Inputs v) { return maximum(v[0], 0.1) + 2 * minimum(-0.1, v[0]); }, {x});
    require_gradient([&](Inputs v) { return where(x.value() > 0, 3, v[0]); }, {x});
}

TEST_CASE("arithmetic: gradients of functions of one number") {
    const auto x = numbers({3, 7});
    const Variable<double> positive(Tensor<double>(xt::square(x.value())));
    const auto check = [](const auto& f, const Variable<double>& at) {
        require_gradient([&](Inputs v) { return f(v[0]); }, {at});
    };
    check([](const auto& v) { return -v; }, x);
    check([](const auto& v) { return exp(v); }, x);
    check([](const auto& v) { return expm1(v); }, x);
    check([](const auto& v) { return square(v); }, x);
    check([](const auto& v) { return abs(v); }, x);
    check([](const auto& v) { return sin(v); }, x);
    check([](const auto& v) { return cos(v); }, x);
    check([](const auto& v) { return erf(v); }, x);
    check([](const auto& v) { return clip(v, -0.7, 0.8); }, x);
    check([](const auto& v) { return log(v); }, positive);
    check([](const auto& v) { return log1p(v); }, positive);
    check([](const auto& v) { return sqrt(v); }, positive);
}

TEST_CASE("arithmetic: equal numbers share the gradient; abs has none at 0") {
    const Variable<double> x(Tensor<double>{1, 0}, true), y(Tensor<double>{1, 5}, true);
    maximum(x, y).backward_from(Tensor<double>{1, 1});
    REQUIRE((x.gradient() == Tensor<double>{0.5, 0}));
    REQUIRE((y.gradient() == Tensor<double>{0.5, 1}));
    const Variable<double> zero(Tensor<double>{0, 2}, true);
    (abs(zero) + pow(zero, 0) + pow(zero, 1)).backward_from(Tensor<double>{1, 1});
    REQUIRE((zero.gradient() == Tensor<double>{1, 2}));
    const Variable<double> edge(Tensor<double>{-1, 1, 1.5}, true);
    clip(edge, -1, 1).backward_from(Tensor<double>{1, 1, 1});
    REQUIRE((edge.gradient() == Tensor<double>{1, 1, 0}));
}

TEST_CASE("arithmetic: a sum needs no input for its gradient, a product does") {
    Variable<double> x(Tensor<double>{1, 2}, true), y(Tensor<double>{3, 4}, true);
    const auto s = x + y;
    x.mutable_value().fill(9);
    s.backward_from(Tensor<double>{1, 1});
    REQUIRE((y.gradient() == Tensor<double>{1, 1}));
    const auto p = x * y;
    x.mutable_value().fill(8);
    REQUIRE_ERROR(p.backward_from(Tensor<double>{1, 1}), nnlite::GradientError,
                  "backward: a value of shape [2] that a gradient needs was changed in place after "
                  "its use");
}

TEST_CASE("arithmetic: errors name the function and the shapes") {
    const auto a = numbers({2, 3}), b = numbers({4});
    REQUIRE_ERROR(a + b, ShapeError, "operator +: shapes [2, 3] and [4] do not broadcast");
    REQUIRE_ERROR(a - b, ShapeError, "operator -: shapes [2, 3] and [4] do not broadcast");
    REQUIRE_ERROR(a * b, ShapeError, "operator *: shapes [2, 3] and [4] do not broadcast");
    REQUIRE_ERROR(a / b, ShapeError, "operator /: shapes [2, 3] and [4] do not broadcast");
    REQUIRE_ERROR(pow(a, b), ShapeError, "pow: shapes [2, 3] and [4] do not broadcast");
    REQUIRE_ERROR(maximum(a, b), ShapeError, "maximum: shapes [2, 3] and [4] do not broadcast");
    REQUIRE_ERROR(minimum(a, b), ShapeError, "minimum: shapes [2, 3] and [4] do not broadcast");
    REQUIRE_ERROR(where(Tensor<bool>{true}, a, b), ShapeError,
                  "where: shapes [2, 3] and [4] do not broadcast");
    REQUIRE_ERROR(clip(a, 2, 1), ValueError, "clip: expected low <= high, got 2 and 1");
    REQUIRE_ERROR(clip(a, not_a_number, 1), ValueError,
                  "clip: expected low <= high, got nan and 1");
}

TEST_CASE("arithmetic: empty, scalar and extreme values") {
    const auto empty = numbers({0, 3});
    REQUIRE((empty + numbers({3})).shape() == nnlite::Shape{0, 3});
    const Variable<double> scalar(3.0);
    REQUIRE((scalar * scalar).item() == 9);
    const Variable<double> x(Tensor<double>{-infinity, infinity, not_a_number});
    REQUIRE(exp(x).value()(0) == 0);
    REQUIRE(std::isnan(maximum(x, 0).value()(2)));
    REQUIRE(std::isnan(clip(x, 0, 1).value()(2)));
    REQUIRE(std::isnan(log(Variable<double>(-1)).item()));
    REQUIRE(log(Variable<double>(0)).item() == -infinity);
    REQUIRE(std::isnan(pow(Variable<double>(-2), 0.5).item()));
    REQUIRE(std::isnan(maximum(0, x).value()(2)));
    REQUIRE(std::isnan(minimum(x, 0).value()(2)));
    REQUIRE(std::isnan(minimum(0, x).value()(2)));
    REQUIRE(std::isnan(sqrt(Variable<double>(-1)).item()));
    REQUIRE(log1p(Variable<double>(-1)).item() == -infinity);
    REQUIRE(expm1(Variable<double>(1e-20)).item() == 1e-20);
    REQUIRE(log1p(Variable<double>(1e-20)).item() == 1e-20);
    REQUIRE((erf(x).value()(0) == -1 && erf(x).value()(1) == 1));
    const auto none = numbers({0, 3});
    for (const auto& y : {none + 1, none * none, exp(none), sqrt(none), pow(none, 2), -none,
                          maximum(none, 1), clip(none, 0, 1)}) {
        REQUIRE(y.shape() == nnlite::Shape{0, 3});
    }
}

TEST_CASE("arithmetic: gradients at the ends of the range") {
    const auto slope = [](const auto& f, double at) {
        const Variable<double> x(at, true);
        f(x).backward();
        return x.gradient()();
    };
    REQUIRE(slope([](const auto& x) { return sqrt(x); }, 0) == infinity);
    REQUIRE(slope([](const auto& x) { return log(x); }, 0) == infinity);
    REQUIRE(slope([](const auto& x) { return pow(x, Variable<double>(0)); }, 0) == 0);
    REQUIRE(slope([](const auto& y) { return pow(Tensor<double>(0.0), y); }, 2) == 0);
    REQUIRE(slope([](const auto& y) { return pow(Tensor<double>(0.0), y); }, 0) == 0);
    REQUIRE(std::isnan(slope([](const auto& y) { return pow(Tensor<double>(-2.0), y); }, 2)));
    REQUIRE(slope([](const auto& x) { return clip(x, 0, 1); }, infinity) == 0);
    REQUIRE(slope([](const auto& x) { return exp(x); }, -infinity) == 0);
    // NaN of the side that was not chosen does not come back.
    const Variable<double> x(Tensor<double>{-1, 4}, true);
    where(x.value() > 0, x, 0).backward_from(Tensor<double>{not_a_number, 3});
    REQUIRE((x.gradient() == Tensor<double>{0, 3}));
}

TEST_CASE("+=, -=, *=, /=: a new result under the old name") {
    const nnlite::Variable<double> x(nnlite::Tensor<double>{3, -2}, true),
        w(nnlite::Tensor<double>{5, 7});
    auto y = x * 1;
    const auto old = y;
    y += x;
    y -= nnlite::Tensor<double>{1, 1};
    y *= w;
    y /= 4;
    (y *= 2) += xt::ones<double>({2});
    REQUIRE((y.value() == nnlite::Tensor<double>{13.5, -16.5}));
    REQUIRE((old.value() == x.value()));
    y.backward_from({1, 1});
    REQUIRE((x.gradient() == nnlite::Tensor<double>{5, 7}));
    nnlite::Variable<double> column(nnlite::full_tensor<double>({2, 1}, 1));
    column += w;  // broadcasts, as column + w
    REQUIRE(column.shape() == nnlite::Shape{2, 2});
    REQUIRE_THROWS_AS(column += nnlite::full_tensor<double>({3}, 1), nnlite::ShapeError);
}
