#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "nnlite/core/parallel.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/transpose.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The axes of a result and their strides in the input; axes that stay adjacent are joined.
struct PermutedAxes {
    Shape extents, strides;

    PermutedAxes(const Shape& shape, const Shape& permutation) {
        Shape input_strides(shape.size(), 1);
        for (std::size_t axis = shape.size(); axis-- > 1;) {
            input_strides[axis - 1] = input_strides[axis] * shape[axis];
        }
        for (const std::size_t axis : permutation) {
            if (shape[axis] == 1) { continue; }
            const std::size_t stride = input_strides[axis];
            if (!extents.empty() && strides.back() == stride * shape[axis]) {
                extents.back() *= shape[axis];
                strides.back() = stride;
            } else {
                extents.push_back(shape[axis]);
                strides.push_back(stride);
            }
        }
    }

    std::size_t input_offset(std::size_t row, std::size_t axes) const {
        std::size_t offset = 0;
        for (std::size_t axis = axes; axis-- > 0;) {
            offset += row % extents[axis] * strides[axis];
            row /= extents[axis];
        }
        return offset;
    }
};

inline constexpr std::size_t permute_tile = 16;  // input columns per unit of work

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// out = x with its axes reordered: out's axis i is x's axis permutation[i]. x[shape] and out are
/// row-major.
template <class T>
void permute(const Shape& shape, const Shape& permutation, const T* x, T* out) {
    const std::size_t size = detail::element_count(shape);
    if (size == 0) { return; }
    const detail::PermutedAxes axes(shape, permutation);
    const std::size_t rank = axes.extents.size();
    if (rank <= 1) {
        std::copy_n(x, size, out);
        return;
    }
    const std::size_t inner = axes.extents[rank - 1];
    if (axes.strides[rank - 1] == 1) {  // contiguous blocks are copied
        parallel_for(size / inner, 1 + 16384 / inner, [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; ++row) {
                std::copy_n(x + axes.input_offset(row, rank - 1), inner, out + row * inner);
            }
        });
        return;
    }
    // The input's last axis is result axis `across`: [across, ..., last] is transposed in blocks.
    std::size_t across = 0;
    while (axes.strides[across] != 1) { ++across; }
    const std::size_t columns = axes.extents[across];
    const std::size_t out_stride = detail::element_count(axes.extents, across + 1, rank);
    const std::size_t between = out_stride / inner;
    const std::size_t blocks = (columns + detail::permute_tile - 1) / detail::permute_tile;
    const std::size_t units = size / (inner * columns) * blocks;
    const std::size_t grain = 1 + 16384 / (inner * detail::permute_tile);
    parallel_for(units, grain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t unit = begin; unit < end; ++unit) {
            const std::size_t first = unit % blocks * detail::permute_tile;
            const std::size_t outer = unit / blocks / between;
            const std::size_t middle = unit / blocks % between;
            const std::size_t row = (outer * columns + first) * between + middle;
            transpose(inner, std::min(detail::permute_tile, columns - first),
                      x + axes.input_offset(row, rank - 1), axes.strides[rank - 1],
                      out + row * inner, out_stride);
        }
    });
}

}  // namespace nnlite::kernels
