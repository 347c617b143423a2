#pragma once

#include <concepts>
#include <type_traits>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The part of a filtered image: all pixels that the kernel reaches, as many as the image has, or
/// those whose window lies in the image.
enum class ConvolveMode { full, same, valid };

/// The image filtered by the kernel rotated by 180 degrees, with zeros around the image: y[i, j] =
/// sum over p, q of x[i - p, j - q] w[p, q].
/// Shapes: image [height, width], kernel [kernel height, kernel width]; the result has the image's
/// shape (same), plus the kernel's - 1 (full) or minus the kernel's + 1 (valid).
/// Throws: ShapeError if either has another rank or no pixels; with valid, if the kernel is larger.
/// Source: scipy.signal.convolve2d, which would swap image and kernel in that last case.
template <std::floating_point T>
Tensor<T> convolve2d(const Tensor<T>& image, const std::type_identity_t<Tensor<T>>& kernel,
                     ConvolveMode mode = ConvolveMode::full);

/// The image filtered by the kernel, not rotated, with zeros around the image: y[i, j] = sum over
/// p, q of x[i + p, j + q] w[p, q].
/// Shapes, Throws: as convolve2d.
/// Source: scipy.signal.correlate2d.
template <std::floating_point T>
Tensor<T> correlate2d(const Tensor<T>& image, const std::type_identity_t<Tensor<T>>& kernel,
                      ConvolveMode mode = ConvolveMode::full);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/convolve2d_impl.hpp"
#endif
