#pragma once

#include <cmath>
#include <cstddef>
#include <string>

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/arithmetic.hpp"

namespace nnlite {

/// The vectors of places 0, 1, ..., tokens - 1: sin(place / 10000^(2i / width)) in column 2i, cos
/// in column 2i + 1.
/// Shapes: [1, tokens, width].
/// Source: Vaswani et al. 2017, section 3.5.
template <class T = float>
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

/// y = x + sinusoidal_positions.
/// Shapes: [batch, tokens, width], kept.
/// Throws: ShapeError from build() and forward() if x is no batch of sequences.
template <class T = float>
class SinusoidalPositions : public Layer<T> {
   public:
    Shape build(const Shape& input, Generator&) override {
        detail::require_sequence("SinusoidalPositions", input);
        return input;  // forward() makes the table: a file may ask for any size
    }

    Variable<T> forward(const Variable<T>& x) override {
        if (x.rank() != 3) {
            fail<ShapeError>("SinusoidalPositions: expected input [batch, tokens, width], got ",
                             x.shape());
        }
        const std::size_t tokens = x.shape()[1], width = x.shape()[2];
        if (table_.value().shape() != Shape{1, tokens, width}) {
            table_ = sinusoidal_positions<T>(tokens, width);
        }
        return x + table_;
    }

    std::string type() const override { return "SinusoidalPositions"; }

   private:
    Variable<T> table_;
};

}  // namespace nnlite
