#pragma once

#include <concepts>
#include <cstddef>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// 1 at each label's class and 0 elsewhere.
/// Shapes: labels [...], result [..., classes].
/// Throws: ValueError if a label is not in 0 ... classes - 1.
/// Elsewhere: torch.nn.functional.one_hot; keras.ops.one_hot.
template <std::floating_point T = float>
Tensor<T> one_hot(const detail::LabelsParameter& given, std::size_t classes);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/one_hot_impl.hpp"
#endif
