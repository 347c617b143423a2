#pragma once

#include <cstddef>
#include <cstdint>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace kernels {
class KeptNumbers;
}

namespace detail {

// How far a dropout of `count` numbers moves the position on: count, rounded up to whole groups.
std::uint64_t dropout_advance(std::size_t count);

// Throws unless it is a probability to drop.
void require_rate(const char* place, double rate);

template <class T>
Tensor<T> keep_numbers(const kernels::KeptNumbers& kept, const Tensor<T>& from);

}  // namespace detail

/// Inverted dropout: each number is 0 with probability `rate`, else x / (1 - rate). Which ones
/// depends on (seed, position) and the place in x alone; the next call's position is
/// position + x.size(), rounded up to a multiple of 64.
/// Units or ranges: rate in [0, 1), rounded to a multiple of 2^-16; position a multiple of 64.
/// Throws: ValueError if rate is out of range.
/// Source: Srivastava et al. 2014, scaled in training as Keras and PyTorch do.
/// Elsewhere: torch.nn.functional.dropout; keras.random.dropout.
template <class T>
Variable<T> dropout(const Variable<T>& x, double rate, std::uint64_t seed,
                    std::uint64_t position = 0);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/dropout_impl.hpp"
#endif
