#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/kernels/conv2d_direct.hpp"
#include "nnlite/kernels/conv2d_direct_weights.hpp"
#include "nnlite/kernels/conv2d_winograd.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline bool winograd_fits(const kernels::Conv2dShape& s) {
    return s.kernel_height == 3 && s.kernel_width == 3 && s.stride_height == 1 &&
           s.stride_width == 1 && s.dilation_height == 1 && s.dilation_width == 1 && s.groups == 1;
}

// The estimated time of Winograd's F(m x m, 3 x 3), in multiplications of the direct algorithm: the
// products, the transforms of each tile's inputs and results (10 per element), and that of the
// kernels (8).
inline double winograd_cost(const kernels::Conv2dShape& s, std::size_t m) {
    const auto tiles = [&](std::size_t extent) { return double((extent + m - 1) / m); };
    const double in = double(s.in), out = double(s.out), size = double(m + 2);
    const double count = double(s.batch) * tiles(s.out_height()) * tiles(s.out_width());
    return size * size * (count * (in * out + 10 * (in + out)) + 8 * in * out);
}

// The algorithm for `fastest` and `precise`: the one with the least estimated time.
inline Conv2dAlgorithm chosen_algorithm(const kernels::Conv2dShape& s, Conv2dAlgorithm wanted) {
    const bool fastest = wanted == Conv2dAlgorithm::fastest;
    if (!fastest && wanted != Conv2dAlgorithm::precise) { return wanted; }
    if (!winograd_fits(s)) { return Conv2dAlgorithm::direct; }
    const double direct =
        double(s.batch) * double(s.out_height() * s.out_width()) * double(s.kernel_size());
    const double small = winograd_cost(s, 2), large = winograd_cost(s, 4);
    if (fastest && large < std::min(small, direct)) { return Conv2dAlgorithm::winograd_4x4; }
    return small < direct ? Conv2dAlgorithm::winograd_2x2 : Conv2dAlgorithm::direct;
}

template <class T>
void conv2d_forward(const kernels::Conv2dShape& s, const T* x, const T* w, const T* bias, bool relu,
                    const ConvResult<T>& result, Conv2dAlgorithm algorithm) {
    switch (chosen_algorithm(s, algorithm)) {
        case Conv2dAlgorithm::winograd_2x2:
            return winograd_forward<T, 2>(s, x, w, bias, relu, result);
        case Conv2dAlgorithm::winograd_4x4:
            return winograd_forward<T, 4>(s, x, w, bias, relu, result);
        default:
            return direct_forward(s, x, w, bias, relu, result);
    }
}

// dx and dw, each unless it is null.
template <class T>
void conv2d_backward(const kernels::Conv2dShape& s, const T* x, const ConvSlope<T>& slope,
                     const T* w, T* dx, T* dw, Conv2dAlgorithm algorithm) {
    switch (chosen_algorithm(s, algorithm)) {
        case Conv2dAlgorithm::winograd_2x2:
            return winograd_backward<T, 2>(s, x, slope, w, dx, dw);
        case Conv2dAlgorithm::winograd_4x4:
            return winograd_backward<T, 4>(s, x, slope, w, dx, dw);
        default:
            if (dx != nullptr) { direct_backward_data(s, slope, w, dx); }
            if (dw != nullptr) { direct_backward_weights(s, x, slope, dw); }
    }
}

template <class T>
void conv2d_backward_bias(const kernels::Conv2dShape& s, const ConvSlope<T>& slope, T* dbias) {
    if (slope.position == nullptr) {
        return kernels::reduce<kernels::SumOf>(1, s.batch * s.out_height() * s.out_width(), s.out,
                                               slope.dy, dbias);
    }
    const std::size_t pixels = s.batch * (s.out_height() / 2) * (s.out_width() / 2);
    const std::size_t chunk = 1 + reduce_chunk / s.out, chunks = (pixels + chunk - 1) / chunk;
    const Workspace<T> sums(chunks * s.out);
    parallel_for(pixels, chunk, [&](std::size_t begin, std::size_t end) {
        for_packs<T>(s.out, [&](std::size_t k, std::size_t part) {
            Pack<T> sum(T(0));
            for (std::size_t i = begin * s.out + k; i < end * s.out; i += s.out) {
                const Pack<T> at = load_bytes<T>(slope.position + i, part);
                sum += where(at == Pack<T>(no_pixel), Pack<T>(T(0)), load(slope.dy + i, part));
            }
            store(sums.data() + begin / chunk * s.out + k, part, sum);
        });
    });
    kernels::reduce<kernels::SumOf>(1, chunks, s.out, sums.data(), dbias);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// y = x * w (cross-correlation) + bias, then max(., 0) if `relu`.
/// Shapes: see Conv2dShape; bias [out] or null.
template <class T>
void conv2d_forward(const Conv2dShape& s, const T* x, const T* w, const T* bias, bool relu, T* y,
                    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest) {
    detail::conv2d_forward<T>(s, x, w, bias, relu, {y}, algorithm);
}

/// dx = d(loss)/dx of conv2d_forward, from dy.
/// Shapes: dx as x, dy as y.
template <class T>
void conv2d_backward_data(const Conv2dShape& s, const T* dy, const T* w, T* dx,
                          Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest) {
    detail::conv2d_backward<T>(s, nullptr, {dy}, w, dx, nullptr, algorithm);
}
/// dw = d(loss)/dw of conv2d_forward, from dy. Images are summed in at most 8 chunks, fixed by the
/// sizes.
/// Shapes: dy as y, dw as w.
template <class T>
void conv2d_backward_weights(const Conv2dShape& s, const T* x, const T* dy, T* dw,
                             Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest) {
    detail::conv2d_backward<T>(s, x, {dy}, nullptr, nullptr, dw, algorithm);
}
/// Both, which share work; each may be null.
template <class T>
void conv2d_backward(const Conv2dShape& s, const T* x, const T* dy, const T* w, T* dx, T* dw,
                     Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest) {
    detail::conv2d_backward<T>(s, x, {dy}, w, dx, dw, algorithm);
}

/// y = the largest of each 2x2 pixels of max(x * w + bias, 0), and its position: the same values as
/// conv2d_forward and max_pool2d_forward, without intermediate images in memory. `position` is for
/// the backward kernels only: it also marks windows without a pixel above 0.
/// Shapes: y and position [batch, out_height / 2, out_width / 2, out].
template <class T>
void conv2d_pool_forward(const Conv2dShape& s, const T* x, const T* w, const T* bias, T* y,
                         std::uint8_t* position,
                         Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest) {
    detail::conv2d_forward<T>(s, x, w, bias, true, {y, position}, algorithm);
}

/// dx, dw and dbias of conv2d_pool_forward, from dy and the positions; dx and dw may be null.
template <class T>
void conv2d_pool_backward(const Conv2dShape& s, const T* x, const T* dy,
                          const std::uint8_t* position, const T* w, T* dx, T* dw, T* dbias,
                          Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest) {
    detail::conv2d_backward<T>(s, x, {dy, position}, w, dx, dw, algorithm);
    detail::conv2d_backward_bias<T>(s, {dy, position}, dbias);
}

}  // namespace nnlite::kernels
