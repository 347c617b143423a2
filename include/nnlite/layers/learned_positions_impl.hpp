#pragma once

#include <cstddef>

#include "nnlite/layers/learned_positions.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape LearnedPositions<T>::build(const Shape& input, Generator&) {
    detail::require_sequence("LearnedPositions", input);
    positions = Variable<T>(full_tensor<T>({1, input[0], input[1]}, T(0)), true);
    return input;
}

template <class T>
Variable<T> LearnedPositions<T>::forward(const Variable<T>& x) const {
    this->require_built(positions);
    const Shape &own = positions.shape(), &got = x.shape();
    if (got.size() != 3 || got[1] > own[1] || got[2] != own[2]) {
        fail<ShapeError>("LearnedPositions: expected input [batch, up to ", own[1], ", ", own[2],
                         "], got ", got);
    }
    if (got[1] == own[1]) { return x + positions; }
    return x + slice(positions, 1, 0, std::ptrdiff_t(got[1]));
}

}  // namespace nnlite
