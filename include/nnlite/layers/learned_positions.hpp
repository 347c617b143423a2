#pragma once

#include <cstddef>
#include <string>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite {

/// y = x + positions: a trained vector for each place in the sequence.
/// Shapes: [batch, tokens, width], kept; positions [1, tokens, width]. A batch of shorter sequences
/// gets the first of them.
/// Start values: 0.
/// Throws: ShapeError from build() if the samples are no sequences, from forward() if x is longer.
template <class T = float>
class LearnedPositions : public Layer<T> {
   public:
    Variable<T> positions;

    Shape build(const Shape& input, Generator&) override {
        detail::require_sequence("LearnedPositions", input);
        positions = Variable<T>(full_tensor<T>({1, input[0], input[1]}, T(0)), true);
        return input;
    }

    Variable<T> forward(const Variable<T>& x) override {
        this->require_built(positions);
        const Shape &own = positions.shape(), &got = x.shape();
        if (got.size() != 3 || got[1] > own[1] || got[2] != own[2]) {
            fail<ShapeError>("LearnedPositions: expected input [batch, up to ", own[1], ", ",
                             own[2], "], got ", got);
        }
        if (got[1] == own[1]) { return x + positions; }
        return x + slice(positions, 1, 0, std::ptrdiff_t(got[1]));
    }

    void visit(Visitor<T>& visitor) override { visitor.parameter("positions", positions); }
    std::string type() const override { return "LearnedPositions"; }
};

}  // namespace nnlite
