#pragma once

#include <string>

#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// y = x + positions: a trained vector for each position in the sequence.
/// Shapes: [batch, tokens, width], kept; positions [1, tokens, width]. A batch of shorter sequences
/// uses the first of them.
/// Initialization: 0.
/// Throws: ShapeError from build() if the samples are not sequences, from forward() if x is longer.
template <class T = float>
class LearnedPositions : public Layer<T> {
   public:
    Variable<T> positions;

    Shape build(const Shape& input, Generator&) override;

    Variable<T> forward(const Variable<T>& x) const override;

    void visit(Visitor<T>& visitor) override { visitor.parameter("positions", positions); }
    void visit_options(OptionVisitor<T>&) override {}
    std::string type() const override { return "LearnedPositions"; }
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/learned_positions_impl.hpp"
#endif
