#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "nnlite/autograd/gradcheck.hpp"
#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/inline.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE std::string GradientCheck::text() const {
    return text_of("relative error ", relative_error, " at input ", input, ", position ", position,
                   ": backward() gives ", analytic, ", differences give ", numeric);
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Tensor<double> output_weights(const Shape& shape, std::uint64_t seed) {
    Tensor<double> weights = empty_tensor<double>(shape);
    std::uint64_t state = seed * 2862933555777941757U + 3037000493U;
    for (double& weight : weights) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const double unit = double(state >> 11) * 0x1p-53;
        weight = (state >> 63) != 0 ? 0.5 + unit : -0.5 - unit;
    }
    return weights;
}

NNLITE_INLINE double weighted_sum(const Tensor<double>& y, const Tensor<double>& weights) {
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) { sum += y.data()[i] * weights.data()[i]; }
    return sum;
}

NNLITE_INLINE GradientCheck check_gradient(const GradientCheckFunction& f,
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

}  // namespace nnlite::detail
