#include "nnlite/autograd/dual.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/not_finite.hpp"

using namespace nnlite;
using kernels::Dual;
using kernels::Pack;

namespace {

template <class T>
T first_of(Pack<T> x) {
    T values[Pack<T>::width];
    x.store(values);
    return values[0];
}

template <class T>
Dual<Pack<T>> input(T x) {
    return {Pack<T>(x), Pack<T>(1)};
}

// f and its derivative by Duals against plain numbers, f on Packs too.
template <class T, class F, class Value, class Slope>
void require_at(F f, Value value, Slope slope, const std::vector<double>& numbers,
                double tolerance) {
    for (const double number : numbers) {
        const auto x = static_cast<T>(number);
        INFO("at " << number);
        const double wanted = value(double(x)), wanted_slope = slope(double(x));
        const auto y = f(input(x));
        const double margin = tolerance * std::max(1.0, std::abs(wanted));
        REQUIRE(std::abs(double(first_of(y.value)) - wanted) <= margin);
        REQUIRE(std::abs(double(first_of(f(Pack<T>(x)))) - wanted) <= margin);
        REQUIRE(std::abs(double(first_of(y.derivative)) - wanted_slope) <=
                tolerance * std::max(1.0, std::abs(wanted_slope)));
    }
}

template <class F, class Value, class Slope>
void require_derivative(F f, Value value, Slope slope, const std::vector<double>& numbers) {
    require_at<double>(f, value, slope, numbers, 1e-13);
    require_at<float>(f, value, slope, numbers, 3e-6);
}

template <class F>
double slope_at(F f, double x) {
    return first_of(f(input(x)).derivative);
}
template <class F>
double value_at(F f, double x) {
    return first_of(f(input(x)).value);
}

const std::vector<double> any = {-3.5, -1, -0.25, 0, 0.5, 1, 2.75};
const std::vector<double> positive_numbers = {0.125, 0.5, 1, 2.75, 30};

}  // namespace

TEST_CASE("Dual: functions of one number have their derivatives") {
    using std::exp, std::cos, std::sin, std::sqrt;
    require_derivative([](auto x) { return exp(x); }, [](double x) { return exp(x); },
                       [](double x) { return exp(x); }, any);
    require_derivative([](auto x) { return expm1(x); }, [](double x) { return std::expm1(x); },
                       [](double x) { return exp(x); }, any);
    require_derivative([](auto x) { return log(x); }, [](double x) { return std::log(x); },
                       [](double x) { return 1 / x; }, positive_numbers);
    require_derivative([](auto x) { return log1p(x); }, [](double x) { return std::log1p(x); },
                       [](double x) { return 1 / (1 + x); }, positive_numbers);
    require_derivative([](auto x) { return sqrt(x); }, [](double x) { return sqrt(x); },
                       [](double x) { return 0.5 / sqrt(x); }, positive_numbers);
    require_derivative([](auto x) { return tanh(x); }, [](double x) { return std::tanh(x); },
                       [](double x) { return 1 / std::pow(std::cosh(x), 2); }, any);
    require_derivative([](auto x) { return erf(x); }, [](double x) { return std::erf(x); },
                       [](double x) { return 2 / sqrt(std::acos(-1.0)) * exp(-x * x); }, any);
    require_derivative([](auto x) { return sin(x); }, [](double x) { return sin(x); },
                       [](double x) { return cos(x); }, any);
    require_derivative([](auto x) { return cos(x); }, [](double x) { return cos(x); },
                       [](double x) { return -sin(x); }, any);
    require_derivative([](auto x) { return sigmoid(x); },
                       [](double x) { return 1 / (1 + exp(-x)); },
                       [](double x) { return 0.25 / std::pow(std::cosh(x / 2), 2); }, any);
    require_derivative([](auto x) { return abs(x); }, [](double x) { return std::abs(x); },
                       [](double x) { return double(x > 0) - double(x < 0); }, any);
}

TEST_CASE("Dual: + - * / of Duals, Packs and plain numbers") {
    require_derivative([](auto x) { return 3 - (x + 2) * x * 0.5 + (x - x * x) - (1 + x); },
                       [](double x) { return 2 - x - 1.5 * x * x; },
                       [](double x) { return -1 - 3 * x; }, any);
    require_derivative([](auto x) { return -x / 4 + 2 / x + (x + 1) / (x * x) - (x - 3) * 2; },
                       [](double x) { return -2.25 * x + 3 / x + 1 / (x * x) + 6; },
                       [](double x) { return -2.25 - 3 / (x * x) - 2 / (x * x * x); },
                       positive_numbers);
    const Pack<double> c(4);
    REQUIRE(slope_at([&](auto x) { return c * x + x * c; }, 3) == 8);
    REQUIRE(slope_at([&](auto x) { return c / x; }, 2) == -1);
    REQUIRE(slope_at([&](auto x) { return x / c; }, 2) == 0.25);
    REQUIRE(slope_at([&](auto x) { return (c - x) + (x - c) + (c + x) + (x + c); }, 2) == 2);
    REQUIRE(value_at([&](auto x) { return (c - x) + (x - c) + (c + x) + (x + c); }, 2) == 12);
}

TEST_CASE("Dual: the derivative of the input is carried along") {
    const Dual<Pack<double>> x{Pack<double>(2), Pack<double>(10)};
    REQUIRE(first_of((x * x).derivative) == 40);
    REQUIRE(first_of((1 / x).derivative) == -2.5);
    REQUIRE(first_of(log(x).derivative) == 5);
    REQUIRE(first_of(pow(x, 3).derivative) == 120);
}

TEST_CASE("Dual: comparisons look at the value, where chooses both parts") {
    const auto count = [](auto x, double c) {
        const Pack<double> p(c);
        const auto d = input(c);
        const auto one = [](auto mask) {
            return first_of(where(mask, Pack<double>(1), Pack<double>(0)));
        };
        std::vector<double> truths = {one(x < d),  one(x < p),  one(p < x),  one(x <= d),
                                      one(x <= p), one(p <= x), one(x > d),  one(x > p),
                                      one(p > x),  one(x >= d), one(x >= p), one(p >= x),
                                      one(x == d), one(x == p), one(x != d), one(x != p)};
        return truths;
    };
    REQUIRE(count(input(1.0), 2) ==
            std::vector<double>{1, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1});
    REQUIRE(count(input(2.0), 1) ==
            std::vector<double>{0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1});
    REQUIRE(count(input(2.0), 2) ==
            std::vector<double>{0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0});
    REQUIRE(slope_at([](auto x) { return where(x > 0, x * x, -x); }, 3) == 6);
    REQUIRE(slope_at([](auto x) { return where(x > 0, x * x, -x); }, -3) == -1);
    REQUIRE(slope_at([](auto x) { return where(x > 0, 7, x * 2); }, 3) == 0);
    REQUIRE(value_at([](auto x) { return where(x > 0, 7, x * 2); }, 3) == 7);
    REQUIRE(slope_at([](auto x) { return where(x > 0, Pack<double>(7), x); }, -1) == 1);
    REQUIRE(first_of(where(Pack<double>(1) > 0, 7, 8)) == 7);
}

TEST_CASE("Dual: pow with constant, Pack and Dual exponents") {
    for (const int n : {-3, -1, 1, 2, 3, 16}) {
        INFO("exponent " << n);
        require_derivative(
            [n](auto x) { return pow(x, n); }, [n](double x) { return std::pow(x, n); },
            [n](double x) { return n * std::pow(x, n - 1); }, {-1.25, -0.75, 0.5, 1, 1.25});
    }
    require_derivative([](auto x) { return pow(x, 2.5); },
                       [](double x) { return std::pow(x, 2.5); },
                       [](double x) { return 2.5 * std::pow(x, 1.5); }, {0, 0.5, 1, 2.75});
    const Pack<double> c(1.5);
    for (const double x : {0.5, 1.0, 2.0}) {
        REQUIRE(slope_at([&](auto v) { return pow(v, c); }, x) == Approx(1.5 * std::sqrt(x)));
        REQUIRE(slope_at([&](auto v) { return pow(c, v); }, x) ==
                Approx(std::pow(1.5, x) * std::log(1.5)));
        REQUIRE(slope_at([](auto v) { return pow(v, v); }, x) ==
                Approx(std::pow(x, x) * (std::log(x) + 1)));
    }
}

TEST_CASE("Dual: pow at 0") {
    const Pack<double> zero(0), one(1);
    REQUIRE(value_at([](auto x) { return pow(x, 0); }, 0) == 1);
    REQUIRE(slope_at([](auto x) { return pow(x, 0); }, 0) == 0);
    REQUIRE(slope_at([](auto x) { return pow(x, 1); }, 0) == 1);
    REQUIRE(slope_at([](auto x) { return pow(x, 2); }, 0) == 0);
    REQUIRE(slope_at([](auto x) { return pow(x, 0.5); }, 0) == infinity);
    REQUIRE(value_at([&](auto x) { return pow(x, zero); }, 0) == 1);
    REQUIRE(slope_at([&](auto x) { return pow(x, zero); }, 0) == 0);
    REQUIRE(slope_at([&](auto x) { return pow(x, one); }, 0) == 1);
    REQUIRE(slope_at([&](auto y) { return pow(zero, y); }, 2) == 0);
    REQUIRE(slope_at([&](auto y) { return pow(zero, y); }, 0) == 0);
    REQUIRE(std::isnan(slope_at([](auto y) { return pow(Pack<double>(-2), y); }, 2)));
}

TEST_CASE("Dual: max and min; equal numbers share the derivative") {
    for (const double x : {1.0, 3.0}) {
        const bool larger = x > 2;
        REQUIRE(value_at([](auto v) { return max(v, 2); }, x) == std::max(x, 2.0));
        REQUIRE(value_at([](auto v) { return min(2, v); }, x) == std::min(x, 2.0));
        REQUIRE(slope_at([](auto v) { return max(v, 2); }, x) == (larger ? 1 : 0));
        REQUIRE(slope_at([](auto v) { return max(2, v); }, x) == (larger ? 1 : 0));
        REQUIRE(slope_at([](auto v) { return min(v, Pack<double>(2)); }, x) == (larger ? 0 : 1));
        REQUIRE(slope_at([](auto v) { return max(v * v, v + 2); }, x) == (larger ? 2 * x : 1));
        REQUIRE(slope_at([](auto v) { return min(v * v, v + 2); }, x) == (larger ? 1 : 2 * x));
        REQUIRE(first_of(max(Pack<double>(x), 2)) == std::max(x, 2.0));
        REQUIRE(first_of(max(2, Pack<double>(x))) == std::max(x, 2.0));
        REQUIRE(first_of(min(Pack<double>(x), 2)) == std::min(x, 2.0));
        REQUIRE(first_of(min(2, Pack<double>(x))) == std::min(x, 2.0));
    }
    REQUIRE(slope_at([](auto v) { return max(v, 2); }, 2) == 0.5);
    REQUIRE(slope_at([](auto v) { return min(2, v); }, 2) == 0.5);
    REQUIRE(value_at([](auto v) { return max(v, v); }, 2) == 2);
    REQUIRE(slope_at([](auto v) { return max(v, v); }, 2) == 1);
}

TEST_CASE("Dual: NaN, infinities and saturation") {
    for (const auto value : {value_at([](auto x) { return max(x, 0); }, not_a_number),
                             value_at([](auto x) { return min(0, x); }, not_a_number),
                             value_at([](auto x) { return abs(x); }, not_a_number),
                             slope_at([](auto x) { return abs(x); }, not_a_number)}) {
        REQUIRE(std::isnan(value));
    }
    REQUIRE(value_at([](auto x) { return max(x, 0); }, infinity) == infinity);
    REQUIRE(slope_at([](auto x) { return max(x, 0); }, infinity) == 1);
    for (const double x : {-1000.0, 1000.0}) {
        REQUIRE(value_at([](auto v) { return sigmoid(v); }, x) == (x > 0 ? 1 : 0));
        REQUIRE(slope_at([](auto v) { return sigmoid(v); }, x) == 0);
        REQUIRE(value_at([](auto v) { return tanh(v); }, x) == (x > 0 ? 1 : -1));
        REQUIRE(slope_at([](auto v) { return tanh(v); }, x) == 0);
        REQUIRE(slope_at([](auto v) { return erf(v); }, x) == 0);
    }
    REQUIRE(slope_at([](auto v) { return sqrt(v); }, 0) == infinity);
    REQUIRE(slope_at([](auto v) { return log(v); }, 0) == infinity);
}
