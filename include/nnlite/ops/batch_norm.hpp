#pragma once

#include <type_traits>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// What batch_norm normalises with: per channel, mean and biased variance.
template <class T>
struct ChannelStatistics {
    Tensor<T> mean;
    Tensor<T> variance;
};

// The statistics of each channel (last axis) over all other axes.
// Throws: ShapeError if there are no values.
template <class T>
ChannelStatistics<T> channel_statistics(const Tensor<T>& x);

// What batch_norm() takes besides its tensors.
struct BatchNormFunctionOptions {
    double eps = 1e-5;
    bool of_this_batch = true;  // the statistics depend on x: gradients flow through them
};

template <class T>
Variable<T> batch_norm(const Variable<T>& x, const Variable<T>* weight, const Variable<T>* bias,
                       const ChannelStatistics<T>& statistics,
                       const BatchNormFunctionOptions& options);

}  // namespace detail

/// y = (x - mean) / sqrt(variance + eps) weight + bias for each channel (last axis), with
/// statistics {mean, variance}.
/// Shapes: x [..., channels], all else [channels] -> x's.
/// Throws: ShapeError if they do not fit.
/// Source: Ioffe and Szegedy 2015, algorithm 1.
/// Elsewhere: torch.nn.functional.batch_norm; keras.ops.batch_normalization.
template <class T>
Variable<T> batch_norm(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                       const std::type_identity_t<Variable<T>>& bias,
                       const detail::ChannelStatistics<T>& statistics,
                       const detail::BatchNormFunctionOptions& options = {});
/// The same without weight and bias.
template <class T>
Variable<T> batch_norm(const Variable<T>& x, const detail::ChannelStatistics<T>& statistics,
                       const detail::BatchNormFunctionOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/batch_norm_impl.hpp"
#endif
