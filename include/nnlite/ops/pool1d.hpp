#pragma once

#include <optional>
#include <string_view>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/ops/sequence_size.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace kernels {
struct Pool2dShape;
}

/// Options of pooling functions on sequences.
struct Pool1dOptions {
    std::optional<std::size_t> stride = {};  // else the window's size
    detail::Padding1d padding = Padding::valid();
};

namespace detail {

kernels::Pool2dShape pool1d_shape(std::string_view place, const Shape& x, std::size_t size,
                                  const Pool1dOptions& options);

}  // namespace detail

/// The largest value of each window; windows that do not fit are skipped.
/// Shapes: [batch, time, channels] -> [batch, out time, channels].
/// Throws: ShapeError if the window is longer than the padded sequence; ValueError on a size or
/// stride of 0, padding as long as the window, or a window of more than 256 elements.
/// Elsewhere: torch.nn.functional.max_pool1d; keras.ops.max_pool.
template <class T>
Variable<T> max_pool1d(const Variable<T>& x, std::size_t size, const Pool1dOptions& options = {});

/// The mean of each window, without the padding.
/// Shapes: [batch, time, channels] -> [batch, out time, channels].
/// Throws: as max_pool1d, except for the window of 256 elements.
/// Elsewhere: torch.nn.functional.avg_pool1d; keras.ops.average_pool.
template <class T>
Variable<T> avg_pool1d(const Variable<T>& x, std::size_t size, const Pool1dOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/pool1d_impl.hpp"
#endif
