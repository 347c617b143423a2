#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "nnlite/core/shape.hpp"

// The input of tests/reference/layers.py: (37 i mod 101) / 50 - 1.
template <class T = double>
nnlite::Tensor<T> irregular_values(const nnlite::Shape& shape) {
    auto values = nnlite::empty_tensor<T>(shape);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values.data()[i] = static_cast<T>(double(37 * i % 101) / 50 - 1);
    }
    return values;
}

// The largest distance of two numbers at the same place; NaN if there are not as many of both.
template <class T, class Expected = T>
double max_difference(const nnlite::Tensor<T>& got, const std::vector<Expected>& expected) {
    if (got.size() != expected.size()) { return std::numeric_limits<double>::quiet_NaN(); }
    double worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double difference = std::abs(double(got.data()[i]) - double(expected[i]));
        if (!(difference <= worst)) { worst = difference; }
    }
    return worst;
}
