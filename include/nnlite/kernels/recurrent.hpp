#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/packed_matrix.hpp"
#include "nnlite/kernels/recurrent_block.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void copy_or_zero(std::size_t count, const T* from, T* to) {
    from == nullptr ? std::fill_n(to, count, T(0)) : std::copy_n(from, count, to);
}

// Row `row` of a matrix that may be null.
template <class T>
T* row_or_null(T* from, std::size_t row, std::size_t width) {
    return from == nullptr ? nullptr : from + row * width;
}

// f(row of all time steps, row of [batch, time], whether the sequence is that long).
template <class T, class F>
void for_inputs(const kernels::RecurrentBlock<T>& block, F f) {
    for (std::size_t s = 0; s < block.plan.time; ++s) {
        const std::size_t time = block.time_of(s);
        for (std::size_t row = 0; row < block.rows; ++row) {
            f(s * block.rows + row, (block.begin + row) * block.plan.time + time,
              block.is_active(row, time));
        }
    }
}

// The block's inputs, each followed by a 1; zeros after a sequence's end, whatever the values.
template <class T>
void gather_input(const kernels::RecurrentBlock<T>& block, T* to) {
    const std::size_t in = block.plan.in;
    for_inputs(block, [&](std::size_t position, std::size_t at, bool active) {
        T* row = to + position * (in + 1);
        if (active) {
            std::copy_n(block.plan.x + at * in, in, row);
            row[in] = T(1);
        } else {
            std::fill_n(row, in + 1, T(0));
        }
    });
}

// After the end of a sequence the state stays and the result is 0.
template <class T>
void keep_ended(const kernels::RecurrentBlock<T>& now) {
    const std::size_t width = now.plan.width, hidden = now.plan.hidden;
    for (std::size_t row = 0; row < now.rows && now.plan.lengths != nullptr; ++row) {
        if (now.is_active(row)) { continue; }
        std::copy_n(now.h_old + row * width, width, now.h + row * width);
        if (now.c != nullptr) {
            std::copy_n(now.c_old + row * hidden, hidden, now.c + row * hidden);
        }
        if (now.extra != nullptr) { std::fill_n(now.extra + row * hidden, hidden, T(0)); }
    }
}

template <class T>
void put_sequence(const kernels::RecurrentBlock<T>& now, T* y) {
    const std::size_t width = now.plan.width;
    for (std::size_t row = 0; row < now.rows; ++row) {
        copy_or_zero<T>(width, now.is_active(row) ? now.h + row * width : nullptr,
                        y + ((now.begin + row) * now.plan.time + now.time) * width);
    }
}

// dh += dy until the end of a sequence; after it the gates have no gradient.
template <class T>
void take_gradients(const kernels::RecurrentBlock<T>& now, const T* dy) {
    const std::size_t width = now.plan.width, hidden = now.plan.hidden, gates = now.plan.columns;
    for (std::size_t row = 0; row < now.rows; ++row) {
        if (!now.is_active(row)) {
            std::fill_n(now.dgates + row * gates, gates, T(0));
            std::fill_n(now.dextra + row * hidden, hidden, T(0));
        } else if (dy != nullptr) {
            const T* from = dy + ((now.begin + row) * now.plan.time + now.time) * width;
            T* to = now.dh + row * width;
            for_packs<T>(width, [&](std::size_t j, std::size_t part) {
                store(to + j, part, load(to + j, part) + load(from + j, part));
            });
        }
    }
}

// The pointers are to the rows of the whole batch.
template <class T, class Step>
void forward_block(const kernels::RecurrentBlock<T>& block, const Step& step,
                   const kernels::PackedMatrix<T>& weight_ih, T* y, T* h, T* c, T* room) {
    const kernels::RecurrentPlan<T>& of = block.plan;
    const std::size_t states = block.rows * of.width, cells = block.rows * of.hidden;
    gather_input(block, room);
    weight_ih.multiply(block.steps(), room, of.in + 1, block.gates, of.columns, {.bias = of.bias});
    copy_or_zero(states, row_or_null(h, block.begin, of.width), block.h_old);
    if (of.has_cell) { copy_or_zero(cells, row_or_null(c, block.begin, of.hidden), block.c_old); }
    for (std::size_t s = 0; s < of.time; ++s) {
        const kernels::RecurrentBlock<T> now = block.at(s);
        step.forward(now);
        keep_ended(now);
        if (y != nullptr) { put_sequence(now, y); }
    }
    const kernels::RecurrentBlock<T> end = block.at(of.time);
    if (h != nullptr) { std::copy_n(end.h_old, states, h + block.begin * of.width); }
    if (c != nullptr) { std::copy_n(end.c_old, cells, c + block.begin * of.hidden); }
}

// weight_ih is transposed here, and needed only for dx.
template <class T, class Step>
void backward_block(kernels::RecurrentBlock<T> block, const Step& step,
                    const kernels::PackedMatrix<T>& weight_ih, const T* dy, T* dx, T* dh, T* dc,
                    T* dweights, T* room) {
    const kernels::RecurrentPlan<T>& of = block.plan;
    const auto take = [&](std::size_t count) { return std::exchange(room, room + count); };
    const std::size_t states = block.rows * of.width, cells = block.rows * of.hidden;
    block.dgates = take(block.steps() * of.columns);
    block.dextra = take(block.steps() * of.hidden);
    T* const x = take(block.steps() * (of.in + 1));
    block.dh = take(states);
    block.dc = take(cells);
    block.scratch = take(cells);
    block.own = dweights + of.weights();
    copy_or_zero(states, row_or_null(dh, block.begin, of.width), block.dh);
    copy_or_zero(cells, row_or_null(dc, block.begin, of.hidden), block.dc);
    for (std::size_t s = of.time; s-- > 0;) {
        const kernels::RecurrentBlock<T> now = block.at(s);
        take_gradients(now, dy);
        step.backward(now);
    }
    // The bias is the weight of a feature that is always 1.
    gather_input(block, x);
    kernels::add_transposed_product(of.in + 1, of.columns, block.steps(), x, of.in + 1,
                                    block.dgates, of.columns, dweights, of.columns);
    step.add_weight_gradients(block, dweights + (of.in + 1) * of.columns);
    if (dx != nullptr) {
        weight_ih.multiply(block.steps(), block.dgates, of.columns, x, of.in);
        for_inputs(block, [&](std::size_t position, std::size_t at, bool) {
            std::copy_n(x + position * of.in, of.in, dx + at * of.in);
        });
    }
    if (dh != nullptr) { std::copy_n(block.dh, states, dh + block.begin * of.width); }
    if (dc != nullptr) { std::copy_n(block.dc, cells, dc + block.begin * of.hidden); }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// Computes the recurrent layer for the sequences of x, with the formulas of a Step, and fills the
/// tape. After the end of a sequence its result is 0 and its state does not change.
/// Shapes: tape [batch, tape_of_sequence()]; y [batch, time, width] or null; h [batch, width] and
/// c [batch, hidden], the state, initial before and final after, or null: it starts from 0.
template <class T, class Step>
void recurrent(const RecurrentPlan<T>& of, const Step& step, T* tape, T* y, T* h, T* c) {
    const std::size_t rows = of.rows();
    const PackedMatrix<T> weight_ih(of.in, of.columns, {of.weight_ih, of.columns},
                                    of.batch * of.time);
    const detail::ThreadRooms<T> rooms(of.time * rows * (of.in + 1));
    parallel_for(of.batch, rows, [&](std::size_t begin, std::size_t end) {
        detail::forward_block<T>({of, begin, end, tape}, step, weight_ih, y, h, c, rooms.own());
    });
}

/// The gradients, by backpropagation through time, of what recurrent() read with this tape.
/// Shapes: dy as y, or null; dx as x, or null; dh and dc as h and c, the gradient of the final
/// state before and of the initial one after, or null: it starts from 0; dweights: weight_ih [in,
/// columns], bias [columns], weight_hh [width, columns], and `own` elements, the Step's other
/// weights. They are summed over fixed chunks of the batch, so their bits do not depend on the
/// thread count.
template <class T, class Step>
void recurrent_gradients(const RecurrentPlan<T>& of, const Step& step, T* tape, const T* dy, T* dx,
                         T* dh, T* dc, T* dweights, std::size_t own) {
    const std::size_t rows = of.rows(), grain = of.grain(), parts = of.parts();
    const std::size_t weights = of.weights() + own;
    PackedMatrix<T> weight_ih;
    if (dx != nullptr) {
        weight_ih = {of.columns, of.in, {of.weight_ih, of.columns, true}, of.batch * of.time};
    }
    const detail::Workspace<T> partial(parts * weights);
    const detail::ThreadRooms<T> rooms(of.time * rows * (of.columns + of.hidden + of.in + 1) +
                                       rows * (of.width + 2 * of.hidden) + product_overread<T>);
    parallel_for(of.batch, grain, [&](std::size_t begin, std::size_t end) {
        T* const sums = partial.data() + begin / grain * weights;
        std::fill_n(sums, weights, T(0));
        for (std::size_t row = begin; row < end; row += rows) {
            detail::backward_block<T>({of, row, std::min(end, row + rows), tape}, step, weight_ih,
                                      dy, dx, dh, dc, sums, rooms.own());
        }
    });
    reduce<SumOf>(1, parts, weights, partial.data(), dweights);
}

}  // namespace nnlite::kernels
