#pragma once

#include <cstddef>

#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// One direction of one recurrent layer over whole sequences. Rows of the batch are independent, so
/// they are computed in blocks, each over all time steps; the values saved for a block are in the
/// order [time step, row].
template <class T>
struct RecurrentArguments {
    std::size_t batch, time, in, hidden;
    std::size_t width;           // of the state: hidden, or the size of the projection
    bool reverse;                // from the last time step to the first
    const std::size_t* lengths;  // [batch], null: all are `time`
    const T* x;                  // [batch, time, in]
    const T* weight_ih;          // [in, gates hidden]
    const T* bias;               // [gates hidden] or null
    const T* h0;                 // [batch, width], rows h0_stride apart; null: 0
    const T* c0;                 // [batch, hidden], rows c0_stride apart; null: 0
    std::size_t h0_stride, c0_stride;
};

/// What the forward pass saves for the backward pass.
template <class T>
struct RecurrentTape {
    T* gates;   // [time, batch, gates hidden] in blocks
    T* hidden;  // [time + 1, batch, width] in blocks: the initial state, then the state after each
                // time step
    T* cell;    // [time + 1, batch, hidden] in blocks, or null
    T* extra;   // [time, batch, hidden] in blocks, or null
};

/// Results, or gradients with respect to them; each may be null.
template <class T, class Pointer = T*>
struct RecurrentResults {
    Pointer sequence;  // [batch, time, width]
    Pointer hidden;    // [batch, width] after the last time step
    Pointer cell;      // [batch, hidden] after the last time step
};

/// Gradients computed by the backward pass; x, h0 and c0 may be null.
template <class T>
struct RecurrentGradients {
    T* x;        // [batch, time, in]
    T* h0;       // [batch, width]
    T* c0;       // [batch, hidden]
    T* weights;  // weight_ih [in, gates hidden], bias [gates hidden], weight_hh
                 // [width, gates hidden], then the cell's other weights, one after the other
};

/// One time step of a block, for a cell; matrices are [rows, ...], contiguous.
template <class T>
struct RecurrentStep {
    std::size_t rows, time;
    const std::size_t* lengths;  // [rows] or null
    const T *h_old, *c_old;
    T *h, *c;
    T* gates;  // sums over the input; a cell replaces them by the values of its gates
    T* extra;

    bool is_active(std::size_t row) const { return lengths == nullptr || time < lengths[row]; }

    /// f(row, j, part) for each pack of `hidden` units of the sequences that have not ended.
    template <class F>
    void for_units(std::size_t hidden, F f) const {
        for (std::size_t row = 0; row < rows; ++row) {
            if (!is_active(row)) { continue; }
            for_packs<T>(hidden, [&](std::size_t j, std::size_t part) { f(row, j, part); });
        }
    }
};

/// The gradients of one time step: a cell turns dh, dc with respect to the new state into those
/// with respect to the old one. Behind each matrix product_overread elements are readable.
template <class T>
struct RecurrentSlopes {
    T *dh, *dc;          // [rows, width], [rows, hidden]
    T *dgates, *dextra;  // [rows, gates hidden], [rows, hidden]
    T* scratch;          // [rows, hidden]
    T* own;              // the cell adds the gradients of its other weights here
};

}  // namespace nnlite::kernels
