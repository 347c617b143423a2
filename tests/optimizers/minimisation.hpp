#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "nnlite/core/tensor.hpp"
#include "nnlite/minimize/minimize_result.hpp"
#include "reference/minimisers.hpp"
#include "support/catch.hpp"
#include "support/reference_tensor.hpp"

// The functions of tests/reference/minimisers.py.

struct ValueAndGradient {
    double value;
    nnlite::Tensor<double> gradient;
};

inline ValueAndGradient rosenbrock(const nnlite::Tensor<double>& x) {
    ValueAndGradient result{0, nnlite::full_tensor<double>(x.shape(), 0.0)};
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double off = x(i + 1) - x(i) * x(i), rest = 1 - x(i);
        result.value += 100 * off * off + rest * rest;
        result.gradient(i) -= 400 * x(i) * off + 2 * rest;
        result.gradient(i + 1) += 200 * off;
    }
    return result;
}

inline ValueAndGradient quadratic(const nnlite::Tensor<double>& x, double condition) {
    ValueAndGradient result{0, nnlite::empty_tensor<double>(x.shape())};
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double weight = std::pow(condition, double(i) / double(x.size() - 1));
        const double off = x(i) - std::cos(double(i));
        result.value += weight * off * off / 2;
        result.gradient(i) = weight * off;
    }
    return result;
}

inline ValueAndGradient test_function(const std::string& name, const nnlite::Tensor<double>& x) {
    if (name == "rosenbrock") { return rosenbrock(x); }
    if (name == "quadratic_1e2") { return quadratic(x, 1e2); }
    if (name == "quadratic_1e4") { return quadratic(x, 1e4); }
    ValueAndGradient result{0, nnlite::empty_tensor<double>(x.shape())};
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double number = x(i), sign = double(number > 0) - double(number < 0);
        double value = -number, slope = -1;  // "falling"
        if (name == "quartic") {
            value = number * number * number * number;
            slope = 4 * number * number * number;
        } else if (name == "absolute") {
            value = std::abs(number);
            slope = sign;
        } else if (name == "uphill") {
            value = number * number;
            slope = -2 * number;
        }
        result.value += value;
        result.gradient(i) = slope;
    }
    return result;
}

// sum (x - 3)^4, but `outside`, value and gradient, where an x is 2 or more.
inline auto walled(double outside) {
    return [outside](const nnlite::Tensor<double>& x) {
        ValueAndGradient result{0, nnlite::empty_tensor<double>(x.shape())};
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double off = x(i) - 3;
            result.value += off * off * off * off;
            result.gradient(i) = 4 * off * off * off;
        }
        if (*std::max_element(x.begin(), x.end()) < 2) { return result; }
        return ValueAndGradient{outside, nnlite::full_tensor<double>(x.shape(), outside)};
    };
}

// minimise(f, x0, most_iterations) must do as SciPy did.
template <class Minimise>
void compare_with_scipy(const std::vector<reference::Minimisation>& cases, Minimise&& minimise) {
    for (const auto& wanted : cases) {
        const auto f = [&](const auto& x) { return test_function(wanted.function, x); };
        const auto x0 = reference_tensor<double>({wanted.x0.size()}, wanted.x0);
        const nnlite::MinimizeResult<double> got = minimise(f, x0, wanted.most_iterations);
        INFO(wanted.function << " in " << wanted.x0.size() << " dimensions from " << wanted.x0[0]
                             << ", at most " << wanted.most_iterations);
        const double margin = wanted.steady ? 1e-8 : 1e-7;
        REQUIRE(got.value == Approx(wanted.value).epsilon(1e-8).margin(margin));
        REQUIRE(int(got.status) == wanted.status);
        REQUIRE(got.value == f(got.x).value);
        REQUIRE((got.gradient == f(got.x).gradient));
        if (!wanted.steady) { continue; }
        REQUIRE(got.iterations == wanted.iterations);
        REQUIRE(got.function_calls == wanted.function_calls);
        REQUIRE(got.gradient_calls == wanted.gradient_calls);
    }
}
