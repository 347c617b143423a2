#pragma once

#include <utility>

#include "nnlite/core/tensor.hpp"

// x^2 of one value, and its derivative.
inline std::pair<double, nnlite::Tensor<double>> parabola(const nnlite::Tensor<double>& x) {
    return {double(x(0) * x(0)), nnlite::Tensor<double>(2 * x)};
}
