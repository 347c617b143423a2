#pragma once

#include <type_traits>
#include <variant>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// What a network is to answer: class numbers, or dense values.
template <class T = float>
using Targets = std::variant<Labels, Tensor<T>>;

namespace detail {

// Parameters that do not say what T is.
template <class T>
using DenseParameter = typename std::type_identity<ArrayParameter<Tensor<T>>>::type;
template <class T>
using TargetsParameter = typename std::type_identity<ArrayParameter<Targets<T>>>::type;

}  // namespace detail

}  // namespace nnlite
