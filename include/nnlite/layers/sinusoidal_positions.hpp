#pragma once

#include <cstddef>
#include <mutex>
#include <string>

#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The vectors of positions 0, 1, ..., tokens - 1: sin(position / 10000^(2i / width)) in column 2i,
/// cos in column 2i + 1.
/// Shapes: [1, tokens, width].
/// Source: Vaswani et al. 2017, section 3.5.
template <class T = float>
Tensor<T> sinusoidal_positions(std::size_t tokens, std::size_t width);

/// y = x + sinusoidal_positions.
/// Shapes: [batch, tokens, width], kept.
/// Throws: ShapeError from build() and forward() if x is not a batch of sequences.
template <class T = float>
class SinusoidalPositions : public Layer<T> {
   public:
    Shape build(const Shape& input, Generator&) override;

    Variable<T> forward(const Variable<T>& x) const override;

    void visit_options(OptionVisitor<T>&) override {}
    std::string type() const override { return "SinusoidalPositions"; }

   private:
    // Of the last batch's size; several threads may call forward().
    struct Table {
        std::mutex mutex;
        Variable<T> values;
        Table() = default;
        Table(const Table&) {}
        Table& operator=(const Table&) { return *this; }
    };
    mutable Table table_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/sinusoidal_positions_impl.hpp"
#endif
