#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "nnlite/autograd/variable.hpp"

namespace nnlite {

struct GradientCheckOptions {
    double step = 1e-4;      // relative to max(1, |x|)
    double floor = 1e-3;     // gradients smaller than this are compared absolutely, divided by it
    std::uint64_t seed = 0;  // of the random output weights
};

/// The worst disagreement check_gradient() found.
struct GradientCheck {
    double relative_error = 0;
    std::size_t input = 0;     // which input
    std::size_t position = 0;  // which number of it
    double analytic = 0;       // from backward()
    double numeric = 0;        // from differences

    /// One line for a test's failure message.
    std::string text() const {
        return text_of("relative error ", relative_error, " at input ", input, ", position ",
                       position, ": backward() gives ", analytic, ", differences give ", numeric);
    }
};

namespace detail {

// Irregular numbers in +-[0.5, 1.5]: no two outputs count alike, so errors cannot cancel.
inline Tensor<double> output_weights(const Shape& shape, std::uint64_t seed) {
    Tensor<double> weights = empty_tensor<double>(shape);
    std::uint64_t state = seed * 2862933555777941757U + 3037000493U;
    for (double& weight : weights) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const double unit = double(state >> 11) * 0x1p-53;
        weight = (state >> 63) != 0 ? 0.5 + unit : -0.5 - unit;
    }
    return weights;
}

inline double weighted_sum(const Tensor<double>& y, const Tensor<double>& weights) {
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) { sum += y.data()[i] * weights.data()[i]; }
    return sum;
}

// The public one calls this, which is compiled once.
using GradientCheckFunction = std::function<Variable<double>(const std::vector<Variable<double>>&)>;

inline GradientCheck check_gradient(const GradientCheckFunction& f,
                                    std::vector<Variable<double>>& inputs,
                                    const GradientCheckOptions& options) {
    for (auto& input : inputs) {
        if (input.node()->is_leaf()) { input.set_requires_gradient(true); }
        input.zero_gradient();
    }
    const Variable<double> y = f(inputs);
    const Tensor<double> weights = output_weights(y.shape(), options.seed);
    y.backward_from(weights);
    const NoGrad no_grad;
    GradientCheck worst;
    for (std::size_t which = 0; which < inputs.size(); ++which) {
        auto& input = inputs[which];
        for (std::size_t i = 0; i < input.size(); ++i) {
            const double x = input.value().data()[i];
            const double h = options.step * std::max(1.0, std::abs(x));
            const auto at = [&](double value) {
                input.mutable_value().data()[i] = value;
                return weighted_sum(f(inputs).value(), weights);
            };
            const double near = at(x + h) - at(x - h);
            const double far = at(x + 2 * h) - at(x - 2 * h);
            input.mutable_value().data()[i] = x;
            const double numeric = (8 * near - far) / (12 * h);
            const double analytic = input.has_gradient() ? input.gradient().data()[i] : 0.0;
            const double scale = std::max({std::abs(numeric), std::abs(analytic), options.floor});
            const double error = std::abs(numeric - analytic) / scale;
            if (!(error <= worst.relative_error)) { worst = {error, which, i, analytic, numeric}; }
        }
    }
    return worst;
}

}  // namespace detail

/// Compares the gradients of sum(w f(inputs)), w random, with fourth-order differences
/// (8 (f(x+h) - f(x-h)) - (f(x+2h) - f(x-2h))) / 12h. `f` takes the vector of inputs, or nothing if
/// it holds them itself (a layer's parameters), and must give the same value each time.
/// Every input is checked and is left with its value unchanged.
template <class F>
GradientCheck check_gradient(F&& f, std::vector<Variable<double>> inputs,
                             const GradientCheckOptions& options = {}) {
    if constexpr (std::is_invocable_v<F&, const std::vector<Variable<double>>&>) {
        return detail::check_gradient(std::ref(f), inputs, options);
    } else {
        return detail::check_gradient([&f](const auto&) { return f(); }, inputs, options);
    }
}

}  // namespace nnlite
