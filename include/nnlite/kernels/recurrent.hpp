#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/packed_matrix.hpp"
#include "nnlite/kernels/recurrent_step.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// How the rows of a batch are divided into blocks; it depends only on the sizes.
struct RecurrentBlocks {
    std::size_t rows;   // of a block, which one thread computes over all time steps
    std::size_t grain;  // rows of a chunk: blocks with their own sum of the weights' gradients
    std::size_t parts;

    template <class T>
    RecurrentBlocks(const kernels::RecurrentArguments<T>& of, std::size_t columns)
        : RecurrentBlocks(of.batch, (of.in + 1 + of.width) * columns) {}

    // Whole tiles of gemm, and enough blocks for the threads. Weights too large for the cache are
    // read for more rows at a time and have fewer chunks, because each chunk needs memory for them.
    RecurrentBlocks(std::size_t batch, std::size_t weights) : rows(batch < 96 ? 8 : 24) {
        constexpr std::size_t cached = 1 << 18, tile = 12;
        const std::size_t most = std::clamp<std::size_t>(16 * cached / (weights + 1), 2, 16);
        const std::size_t share = (batch + most - 1) / most;
        if (weights > cached) { rows = std::max(rows, (share + tile - 1) / tile * tile); }
        grain = (share + rows - 1) / rows * rows;
        parts = grain == 0 ? 0 : (batch + grain - 1) / grain;
    }
};

template <class T>
void copy_or_zero(std::size_t rows, std::size_t width, const T* from, std::size_t stride, T* to) {
    for (std::size_t row = 0; row < rows; ++row, to += width) {
        from == nullptr ? std::fill_n(to, width, T(0))
                        : std::copy_n(from + row * stride, width, to);
    }
}

template <class T, class Cell>
class RecurrentBlock {
   public:
    RecurrentBlock(const kernels::RecurrentArguments<T>& of, const Cell& cell,
                   const kernels::RecurrentTape<T>& tape, std::size_t begin, std::size_t end)
        : of_(of), cell_(cell), begin_(begin), rows_(end - begin), tape_(tape) {
        tape_.gates += begin * of.time * gates();
        tape_.hidden += begin * (of.time + 1) * of.width;
        if (tape.cell != nullptr) { tape_.cell += begin * (of.time + 1) * of.hidden; }
        if (tape.extra != nullptr) { tape_.extra += begin * of.time * of.hidden; }
    }

    void forward(const kernels::PackedMatrix<T>& weight_ih, const kernels::RecurrentResults<T>& y,
                 T* room) const {
        gather_input(room);
        weight_ih.multiply(steps(), room, x_stride(), tape_.gates, gates(), {.bias = of_.bias});
        copy_or_zero(rows_, of_.width, row_of(of_.h0, of_.h0_stride), of_.h0_stride, tape_.hidden);
        if (tape_.cell != nullptr) {
            copy_or_zero(rows_, of_.hidden, row_of(of_.c0, of_.c0_stride), of_.c0_stride,
                         tape_.cell);
        }
        for (std::size_t s = 0; s < of_.time; ++s) {
            const kernels::RecurrentStep<T> now = step(s);
            cell_.forward(now);
            for (std::size_t row = 0; row < rows_ && now.lengths != nullptr; ++row) {
                if (!now.is_active(row)) { keep_state(now, row); }
            }
            if (y.sequence != nullptr) { put_sequence(now, y.sequence); }
        }
        put_state(y.hidden, tape_.hidden, of_.width);
        put_state(y.cell, tape_.cell, of_.hidden);
    }

    // weight_ih is transposed here, and needed only for d.x.
    void backward(const kernels::PackedMatrix<T>& weight_ih,
                  const kernels::RecurrentResults<T, const T*>& dy,
                  const kernels::RecurrentGradients<T>& d, T* room) const {
        const auto take = [&](std::size_t count) { return std::exchange(room, room + count); };
        T* const dgates = take(steps() * gates());
        T* const dextra = take(steps() * of_.hidden);
        T* const x = take(steps() * x_stride());
        T* const dh = take(rows_ * of_.width);
        T* const dc = take(rows_ * of_.hidden);
        T* const scratch = take(rows_ * of_.hidden);
        copy_or_zero(rows_, of_.width, row_of(dy.hidden, of_.width), of_.width, dh);
        copy_or_zero(rows_, of_.hidden, row_of(dy.cell, of_.hidden), of_.hidden, dc);
        T* const dbias = d.weights + of_.in * gates();
        T* const dweight_hh = dbias + gates();
        T* const own = dweight_hh + of_.width * gates();
        for (std::size_t s = of_.time; s-- > 0;) {
            const kernels::RecurrentStep<T> now = step(s);
            const kernels::RecurrentSlopes<T> slopes{
                dh,      dc, dgates + s * rows_ * gates(), dextra + s * rows_ * of_.hidden,
                scratch, own};
            take_slopes(now, dy.sequence, slopes);
            cell_.backward(now, slopes);
        }
        // The bias is the weight of a feature that is always 1.
        gather_input(x);
        kernels::add_transposed_product(x_stride(), gates(), steps(), x, x_stride(), dgates,
                                        gates(), d.weights, gates());
        cell_.add_weight_gradients(steps(), tape_, dgates, dextra, dweight_hh, own);
        if (d.x != nullptr) {
            weight_ih.multiply(steps(), dgates, gates(), x, of_.in);
            for_inputs([&](std::size_t position, std::size_t at, bool) {
                std::copy_n(x + position * of_.in, of_.in, d.x + at * of_.in);
            });
        }
        if (d.h0 != nullptr) { std::copy_n(dh, rows_ * of_.width, d.h0 + begin_ * of_.width); }
        if (d.c0 != nullptr) { std::copy_n(dc, rows_ * of_.hidden, d.c0 + begin_ * of_.hidden); }
    }

   private:
    std::size_t gates() const { return Cell::gates * of_.hidden; }
    std::size_t steps() const { return of_.time * rows_; }
    std::size_t x_stride() const { return of_.in + 1; }
    const T* row_of(const T* from, std::size_t stride) const {
        return from == nullptr ? nullptr : from + begin_ * stride;
    }
    std::size_t time_of(std::size_t s) const { return of_.reverse ? of_.time - 1 - s : s; }

    kernels::RecurrentStep<T> step(std::size_t s) const {
        kernels::RecurrentStep<T> now{};
        now.rows = rows_;
        now.time = time_of(s);
        now.lengths = of_.lengths == nullptr ? nullptr : of_.lengths + begin_;
        now.h_old = tape_.hidden + s * rows_ * of_.width;
        now.h = tape_.hidden + (s + 1) * rows_ * of_.width;
        if (tape_.cell != nullptr) {
            now.c_old = tape_.cell + s * rows_ * of_.hidden;
            now.c = tape_.cell + (s + 1) * rows_ * of_.hidden;
        }
        now.gates = tape_.gates + s * rows_ * gates();
        if (tape_.extra != nullptr) { now.extra = tape_.extra + s * rows_ * of_.hidden; }
        return now;
    }

    // f(position in the block, position in [batch, time], whether the sequence is that long).
    template <class F>
    void for_inputs(F f) const {
        for (std::size_t s = 0; s < of_.time; ++s) {
            for (std::size_t row = 0; row < rows_; ++row) {
                const std::size_t sample = begin_ + row, time = time_of(s);
                f(s * rows_ + row, sample * of_.time + time,
                  of_.lengths == nullptr || time < of_.lengths[sample]);
            }
        }
    }

    // The block's inputs, each followed by a 1; zeros after a sequence's end, whatever the values.
    void gather_input(T* to) const {
        for_inputs([&](std::size_t position, std::size_t at, bool active) {
            T* row = to + position * x_stride();
            if (active) {
                std::copy_n(of_.x + at * of_.in, of_.in, row);
                row[of_.in] = T(1);
            } else {
                std::fill_n(row, x_stride(), T(0));
            }
        });
    }

    void keep_state(const kernels::RecurrentStep<T>& now, std::size_t row) const {
        std::copy_n(now.h_old + row * of_.width, of_.width, now.h + row * of_.width);
        if (now.c != nullptr) {
            std::copy_n(now.c_old + row * of_.hidden, of_.hidden, now.c + row * of_.hidden);
        }
        if (now.extra != nullptr) { std::fill_n(now.extra + row * of_.hidden, of_.hidden, T(0)); }
    }

    void put_sequence(const kernels::RecurrentStep<T>& now, T* sequence) const {
        for (std::size_t row = 0; row < rows_; ++row) {
            T* to = sequence + ((begin_ + row) * of_.time + now.time) * of_.width;
            copy_or_zero(1, of_.width, now.is_active(row) ? now.h + row * of_.width : nullptr, 0,
                         to);
        }
    }

    void put_state(T* to, const T* states, std::size_t width) const {
        if (to == nullptr) { return; }
        std::copy_n(states + steps() * width, rows_ * width, to + begin_ * width);
    }

    // dh += d(result) until the end of a sequence; after it the gates have no gradient.
    void take_slopes(const kernels::RecurrentStep<T>& now, const T* dsequence,
                     const kernels::RecurrentSlopes<T>& slopes) const {
        for (std::size_t row = 0; row < rows_; ++row) {
            if (!now.is_active(row)) {
                std::fill_n(slopes.dgates + row * gates(), gates(), T(0));
                std::fill_n(slopes.dextra + row * of_.hidden, of_.hidden, T(0));
            } else if (dsequence != nullptr) {
                const T* from = dsequence + ((begin_ + row) * of_.time + now.time) * of_.width;
                T* to = slopes.dh + row * of_.width;
                for_packs<T>(of_.width, [&](std::size_t j, std::size_t part) {
                    store(to + j, part, load(to + j, part) + load(from + j, part));
                });
            }
        }
    }

    const kernels::RecurrentArguments<T>& of_;
    const Cell& cell_;
    std::size_t begin_, rows_;
    kernels::RecurrentTape<T> tape_;
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// Computes the recurrent layer for the sequences of x. After the end of a sequence its result is 0
/// and its state does not change; the tape is filled for recurrent_gradients().
template <class T, class Cell>
void recurrent(const RecurrentArguments<T>& of, const Cell& cell, const RecurrentTape<T>& tape,
               const RecurrentResults<T>& y) {
    const std::size_t columns = Cell::gates * of.hidden;
    const std::size_t rows = detail::RecurrentBlocks(of, columns).rows;
    const PackedMatrix<T> weight_ih(of.in, columns, {of.weight_ih, columns}, of.batch * of.time);
    const detail::ThreadRooms<T> rooms(of.time * rows * (of.in + 1));
    parallel_for(of.batch, rows, [&](std::size_t begin, std::size_t end) {
        detail::RecurrentBlock<T, Cell>(of, cell, tape, begin, end)
            .forward(weight_ih, y, rooms.own());
    });
}

/// The gradients, by backpropagation through time. d.weights holds `weights` elements, summed over
/// fixed chunks of the batch, so their bits do not depend on the thread count.
template <class T, class Cell>
void recurrent_gradients(const RecurrentArguments<T>& of, const Cell& cell,
                         const RecurrentTape<T>& tape, const RecurrentResults<T, const T*>& dy,
                         const RecurrentGradients<T>& d, std::size_t weights) {
    const std::size_t columns = Cell::gates * of.hidden;
    const detail::RecurrentBlocks blocks(of, columns);
    PackedMatrix<T> weight_ih;
    if (d.x != nullptr) {
        weight_ih = {columns, of.in, {of.weight_ih, columns, true}, of.batch * of.time};
    }
    const detail::Workspace<T> partial(blocks.parts * weights);
    const detail::ThreadRooms<T> rooms(of.time * blocks.rows * (columns + of.hidden + of.in + 1) +
                                       blocks.rows * (of.width + 2 * of.hidden) +
                                       product_overread<T>);
    parallel_for(of.batch, blocks.grain, [&](std::size_t begin, std::size_t end) {
        RecurrentGradients<T> own = d;
        own.weights = partial.data() + begin / blocks.grain * weights;
        std::fill_n(own.weights, weights, T(0));
        for (std::size_t row = begin; row < end; row += blocks.rows) {
            detail::RecurrentBlock<T, Cell>(of, cell, tape, row, std::min(end, row + blocks.rows))
                .backward(weight_ih, dy, own, rooms.own());
        }
    });
    reduce<SumOf>(1, blocks.parts, weights, partial.data(), d.weights);
}

}  // namespace nnlite::kernels
