#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/dropout.hpp"
#include "nnlite/kernels/packed_matrix.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// The strides of heads and tokens: element (b, h, t, i) is
/// data[b * batch_step + h * head_step + t * token_step + i].
struct HeadSteps {
    std::size_t batch_step, head_step, token_step;

    template <class T>
    T* head(T* data, std::size_t b, std::size_t h) const {
        return data + b * batch_step + h * head_step;
    }
};

/// Attention of `heads` heads: queries [batch, heads, targets, width], keys [batch, heads, sources,
/// width], values [batch, heads, sources, value_width], result [batch, heads, targets,
/// value_width].
template <class T>
struct AttentionArguments {
    std::size_t batch, heads, targets, sources, width, value_width;
    HeadSteps query_steps, key_steps, value_steps, result_steps;
    const T *query = nullptr, *key = nullptr, *value = nullptr;
    T scale = 1;
    bool causal = false;                         // target t sees the sources 0 ... t
    const T* mask = nullptr;                     // null: none
    std::array<std::size_t, 4> mask_steps = {};  // along batch, heads, targets and sources
    Keep<T> keep = {};                           // of [batch, heads, targets, sources]
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::size_t attention_block =
    64;  // number of targets whose scores are in memory at a time

// One head's scores row by row. Rows of a block are `stride` apart, which is not a multiple of a
// page.
template <class T>
struct AttentionRows {
    const kernels::AttentionArguments<T>& of;
    std::size_t b, h;

    static std::size_t stride(std::size_t sources) {
        constexpr std::size_t line = 16;
        return (sources + line - 1) / line * line + line;
    }

    // The number of sources that target t attends to.
    std::size_t seen(std::size_t t) const {
        return of.causal ? std::min(of.sources, t + 1) : of.sources;
    }
    // The position of target t's weights in [batch, heads, targets, sources].
    std::size_t place(std::size_t t) const {
        return ((b * of.heads + h) * of.targets + t) * of.sources;
    }

    // The scores of target t, scaled and masked.
    Pack<T> score(std::size_t t, std::size_t j, std::size_t part, const T* products) const {
        const Pack<T> score = load(products + j, part) * Pack<T>(of.scale);
        if (of.mask == nullptr) { return score; }
        const auto& [batch, head, target, source] = of.mask_steps;
        const T* const row = of.mask + b * batch + h * head + t * target;
        return score + (source == 0 ? Pack<T>(*row) : load(row + j, part));
    }

    // row = softmax of the scores, moments = the values that it subtracts and multiplies with. All
    // 0 if all sources are masked.
    void softmax(std::size_t t, T* row, T* moments) const {
        constexpr T lowest = -std::numeric_limits<T>::infinity();
        const std::size_t count = seen(t);
        Pack<T> top(lowest), total(T(0));
        for_packs<T>(count, [&](std::size_t j, std::size_t part) {
            const Pack<T> value = score(t, j, part, row);
            store(row + j, part, value);
            top = max(top, load(row + j, part, lowest));
        });
        const T largest = reduce_max(top);
        moments[0] = largest == lowest ? T(0) : largest;
        for_packs<T>(count, [&](std::size_t j, std::size_t part) {
            const Pack<T> power = exp(load(row + j, part, lowest) - Pack<T>(moments[0]));
            total += power;
            store(row + j, part, power);
        });
        const T sum = reduce_add(total);
        moments[1] = sum == T(0) ? T(0) : T(1) / sum;
        for_packs<T>(count, [&](std::size_t j, std::size_t part) {
            store(row + j, part, load(row + j, part) * Pack<T>(moments[1]));
        });
        std::fill(row + count, row + of.sources, T(0));
    }

    void drop(std::size_t t, T* row) const {
        if (of.keep.all()) { return; }
        for_packs<T>(seen(t), [&](std::size_t j, std::size_t part) {
            store(row + j, part, of.keep(place(t) + j, load(row + j, part)));
        });
    }

    // From products and moments of target t and from d(dropped weights): row = dropped weights,
    // slope = d(products).
    void softmax_gradient(std::size_t t, const T* moments, T* row, T* slope) const {
        const std::size_t count = seen(t);
        Pack<T> total(T(0));
        for_packs<T>(count, [&](std::size_t j, std::size_t part) {
            const Pack<T> gap = score(t, j, part, row) - Pack<T>(moments[0]);
            // Not 0 only past the end of the row.
            const Pack<T> weight = exp(where(gap > T(0), Pack<T>(T(0)), gap)) * Pack<T>(moments[1]);
            Pack<T> own = load(slope + j, part);
            if (!of.keep.all()) { own = of.keep(place(t) + j, own); }
            store(row + j, part, weight);
            store(slope + j, part, own);
            total = fma(load(row + j, part), own, total);
        });
        const Pack<T> mean(reduce_add(total)), scale(of.scale);
        for_packs<T>(count, [&](std::size_t j, std::size_t part) {
            const Pack<T> weight = load(row + j, part);
            store(slope + j, part, weight * (load(slope + j, part) - mean) * scale);
        });
        std::fill(row + count, row + of.sources, T(0));
        std::fill(slope + count, slope + of.sources, T(0));
        drop(t, row);
    }
};

// Calls f(b, h) for every head; neighbouring heads run in one thread.
template <class T, class F>
void for_each_head(const kernels::AttentionArguments<T>& of, F f) {
    const std::size_t work = of.targets * of.sources * (of.width + of.value_width + 16);
    parallel_for(of.batch * of.heads, 1 + gemm_chunk_work / (1 + work),
                 [&](std::size_t begin, std::size_t end) {
                     for (std::size_t i = begin; i < end; ++i) { f(i / of.heads, i % of.heads); }
                 });
}

// Calls f(first target, count) for each block of targets.
template <class F>
void for_blocks(std::size_t targets, F f) {
    for (std::size_t t = 0; t < targets; t += attention_block) {
        f(t, std::min(attention_block, targets - t));
    }
}

// Copies rows that are `from_stride` apart to contiguous memory.
template <class T>
void gather_rows(std::size_t rows, std::size_t width, const T* from, std::size_t from_stride,
                 T* to) {
    for (std::size_t i = 0; i < rows; ++i) {
        std::copy_n(from + i * from_stride, width, to + i * width);
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// result = dropped(softmax(Q K^T scale + mask)) V for each head; a target without a source gets 0.
/// moments [batch, heads, targets, 2] is for the gradients; weights [batch, heads, targets,
/// sources], those before dropout, may be null. No extent is 0.
template <class T>
void attention(const AttentionArguments<T>& of, T* result, T* moments, T* weights) {
    using namespace detail;
    const std::size_t stride = AttentionRows<T>::stride(of.sources);
    const PackedLayout<T> keys{of.width, of.sources}, values{of.sources, of.value_width};
    const detail::ThreadRooms<T> rooms(attention_block * stride + keys.size() + values.size());
    for_each_head(of, [&](std::size_t b, std::size_t h) {
        const AttentionRows<T> rows{of, b, h};
        const T* const q = of.query_steps.head(of.query, b, h);
        T *const scores = rooms.own(), *const k = scores + attention_block * stride,
                 *const v = k + keys.size();
        keys.pack({of.key_steps.head(of.key, b, h), of.key_steps.token_step, true}, k);
        values.pack({of.value_steps.head(of.value, b, h), of.value_steps.token_step}, v);
        for_blocks(of.targets, [&](std::size_t first, std::size_t count) {
            const std::size_t q_step = of.query_steps.token_step, step = of.result_steps.token_step;
            keys.multiply(count, q + first * q_step, q_step, k, scores, stride);
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t t = first + i;
                T* const row = scores + i * stride;
                rows.softmax(t, row, moments + 2 * ((b * of.heads + h) * of.targets + t));
                if (weights != nullptr) { std::copy_n(row, of.sources, weights + rows.place(t)); }
                rows.drop(t, row);
            }
            values.multiply(count, scores, stride, v,
                            of.result_steps.head(result, b, h) + first * step, step);
        });
    });
}

/// The gradients of attention for dy, which has the layout of the result. dquery, dkey and dvalue
/// have the layouts of query, key and value and must be 0 before. No extent is 0.
template <class T>
void attention_gradients(const AttentionArguments<T>& of, const T* moments, const T* dy, T* dquery,
                         T* dkey, T* dvalue) {
    using namespace detail;
    const std::size_t stride = AttentionRows<T>::stride(of.sources);
    const PackedLayout<T> keys{of.width, of.sources}, keys_back{of.sources, of.width},
        values_back{of.value_width, of.sources};
    const std::size_t area = attention_block * stride, q_size = attention_block * of.width,
                      dy_size = attention_block * of.value_width;
    const detail::ThreadRooms<T> rooms(2 * area + q_size + dy_size + keys.size() +
                                       keys_back.size() + values_back.size() + product_overread<T>);
    for_each_head(of, [&](std::size_t b, std::size_t h) {
        const AttentionRows<T> rows{of, b, h};
        T *const weights = rooms.own(), *const slopes = weights + area, *const q = slopes + area,
                 *const own_dy = q + q_size, *const k = own_dy + dy_size,
                 *const k_back = k + keys.size(), *const v_back = k_back + keys_back.size();
        const std::size_t k_step = of.key_steps.token_step, v_step = of.value_steps.token_step;
        keys.pack({of.key_steps.head(of.key, b, h), k_step, true}, k);
        keys_back.pack({of.key_steps.head(of.key, b, h), k_step}, k_back);
        values_back.pack({of.value_steps.head(of.value, b, h), v_step, true}, v_back);
        for_blocks(of.targets, [&](std::size_t first, std::size_t count) {
            const std::size_t q_step = of.query_steps.token_step,
                              dy_step = of.result_steps.token_step;
            gather_rows(count, of.width, of.query_steps.head(of.query, b, h) + first * q_step,
                        q_step, q);
            gather_rows(count, of.value_width, of.result_steps.head(dy, b, h) + first * dy_step,
                        dy_step, own_dy);
            keys.multiply(count, q, of.width, k, weights, stride);
            values_back.multiply(count, own_dy, of.value_width, v_back, slopes, stride);
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t t = first + i;
                rows.softmax_gradient(t, moments + 2 * ((b * of.heads + h) * of.targets + t),
                                      weights + i * stride, slopes + i * stride);
            }
            add_transposed_product(of.sources, of.value_width, count, weights, stride, own_dy,
                                   of.value_width, of.value_steps.head(dvalue, b, h), v_step);
            add_transposed_product(of.sources, of.width, count, slopes, stride, q, of.width,
                                   of.key_steps.head(dkey, b, h), k_step);
            keys_back.multiply(count, slopes, stride, k_back,
                               of.query_steps.head(dquery, b, h) + first * q_step, q_step);
        });
    });
}

}  // namespace nnlite::kernels
