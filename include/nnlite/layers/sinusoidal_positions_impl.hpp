#pragma once

#include <cmath>
#include <cstddef>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/layers/sinusoidal_positions.hpp"
#include "nnlite/ops/arithmetic.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Tensor<T> sinusoidal_positions(std::size_t tokens, std::size_t width) {
    detail::count_of("sinusoidal_positions", "tokens", tokens);
    detail::count_of("sinusoidal_positions", "features", width);
    Tensor<T> table = empty_tensor<T>({1, tokens, width});
    for (std::size_t place = 0; place < tokens; ++place) {
        for (std::size_t j = 0; j < width; ++j) {
            const double angle = double(place) / std::pow(10000, double(j - j % 2) / double(width));
            table(0, place, j) = static_cast<T>(j % 2 == 0 ? std::sin(angle) : std::cos(angle));
        }
    }
    return table;
}

template <class T>
Shape SinusoidalPositions<T>::build(const Shape& input, Generator&) {
    detail::require_sequence("SinusoidalPositions", input);
    return input;  // forward() computes the table: a file may ask for any size
}

template <class T>
Variable<T> SinusoidalPositions<T>::forward(const Variable<T>& x) const {
    if (x.rank() != 3) {
        fail<ShapeError>("SinusoidalPositions: expected input [batch, tokens, width], got ",
                         x.shape());
    }
    const std::size_t tokens = x.shape()[1], width = x.shape()[2];
    Variable<T> table;
    {
        const std::lock_guard lock(table_.mutex);
        if (table_.values.shape() != Shape{1, tokens, width}) {
            table_.values = sinusoidal_positions<T>(tokens, width);
        }
        table = table_.values;
    }
    return x + table;
}

}  // namespace nnlite
