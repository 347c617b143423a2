#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// One direction of one recurrent layer over whole sequences. Sequences are independent, so a
/// thread computes a block of them over all time steps.
template <class T>
struct RecurrentPlan {
    std::size_t batch, time, in, hidden;
    std::size_t width;    // of the state: hidden, or the size of the projection
    std::size_t columns;  // of the weights: those of all gates
    bool has_cell = false, has_extra = false;  // what the tape has besides gates and states
    bool reverse = false;                      // from the last time step to the first
    const std::size_t* lengths = nullptr;      // [batch], null: all are `time`
    const T* x = nullptr;                      // [batch, time, in]
    const T* weight_ih = nullptr;              // [in, columns]
    const T* bias = nullptr;                   // [columns] or null

    /// The elements of weight_ih, a bias and weight_hh.
    std::size_t weights() const { return (in + 1 + width) * columns; }

    /// The tape is what the forward pass saves for the backward pass: block after block, and in a
    /// block in the order [time step, sequence] first all gates, then the initial state and that
    /// after each time step, then those of the cell, then `extra`, `hidden` numbers of a Step.
    std::size_t tape_of_sequence() const {
        return time * columns + (time + 1) * (width + (has_cell ? hidden : 0)) +
               (has_extra ? time * hidden : 0);
    }

    /// The sequences of a block: whole tiles of gemm, and enough blocks for the threads. Weights
    /// too large for the cache are read for more sequences at a time.
    std::size_t rows() const {
        constexpr std::size_t tile = 12;
        const std::size_t least = batch < 96 ? 8 : 24;
        if (weights() <= cached) { return least; }
        return std::max(least, (share() + tile - 1) / tile * tile);
    }
    /// The sequences of a chunk: blocks with their own sum of the weights' gradients.
    std::size_t grain() const { return (share() + rows() - 1) / rows() * rows(); }
    std::size_t parts() const { return batch == 0 ? 0 : (batch + grain() - 1) / grain(); }

   private:
    static constexpr std::size_t cached = 1 << 18;

    // Each chunk needs memory for the gradients, so larger weights have fewer.
    std::size_t share() const {
        const std::size_t most = std::clamp<std::size_t>(16 * cached / (weights() + 1), 2, 16);
        return (batch + most - 1) / most;
    }
};

/// A block of sequences at one of its time steps, for a Step; matrices are [rows, ...], contiguous.
template <class T>
struct RecurrentBlock {
    const RecurrentPlan<T>& plan;
    std::size_t begin, rows;  // its sequences
    std::size_t time = 0;     // the position in the sequences
    T* gates;  // sums over the input; a Step replaces them by the values of its gates
    T *h_old, *h;
    T *c_old = nullptr, *c = nullptr, *extra = nullptr;
    // In the backward pass, the gradients of: the new state, replaced by those of the old one; the
    // gates and `extra`; a Step's other weights, added to what is there. Behind each matrix
    // product_overread elements are readable.
    T *dh = nullptr, *dc = nullptr, *dgates = nullptr, *dextra = nullptr, *own = nullptr;
    T* scratch = nullptr;  // [rows, hidden]

    /// The first time step of sequences [first, end).
    RecurrentBlock(const RecurrentPlan<T>& of, std::size_t first, std::size_t end, T* tape)
        : plan(of),
          begin(first),
          rows(end - first),
          gates(tape + first * of.tape_of_sequence()),
          h_old(gates + steps() * of.columns),
          h(h_old + rows * of.width) {
        T* next = h + steps() * of.width;
        if (of.has_cell) {
            c_old = next;
            c = c_old + rows * of.hidden;
            next = c + steps() * of.hidden;
        }
        if (of.has_extra) { extra = next; }
        time = time_of(0);
    }

    /// The rows of all time steps.
    std::size_t steps() const { return plan.time * rows; }
    /// The position of time step s in the order of the computation.
    std::size_t time_of(std::size_t s) const { return plan.reverse ? plan.time - 1 - s : s; }
    bool is_active(std::size_t row, std::size_t position) const {
        return plan.lengths == nullptr || position < plan.lengths[begin + row];
    }
    bool is_active(std::size_t row) const { return is_active(row, time); }

    /// This block, which is at time step 0, at time step s.
    RecurrentBlock at(std::size_t s) const {
        RecurrentBlock now = *this;
        const std::size_t passed = s * rows;
        now.time = time_of(s);
        now.gates += passed * plan.columns;
        now.h_old += passed * plan.width;
        now.h += passed * plan.width;
        if (c != nullptr) {
            now.c_old += passed * plan.hidden;
            now.c += passed * plan.hidden;
        }
        if (extra != nullptr) { now.extra += passed * plan.hidden; }
        if (dgates != nullptr) {
            now.dgates += passed * plan.columns;
            now.dextra += passed * plan.hidden;
        }
        return now;
    }

    /// f(row, j, part) for each pack of `count` units of the sequences that have not ended.
    template <class F>
    void for_units(std::size_t count, F f) const {
        for (std::size_t row = 0; row < rows; ++row) {
            if (!is_active(row)) { continue; }
            for_packs<T>(count, [&](std::size_t j, std::size_t part) { f(row, j, part); });
        }
    }
};

}  // namespace nnlite::kernels
