#pragma once

#include <type_traits>
#include <variant>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The targets of a network: class numbers or dense values.
template <class T = float>
using Targets = std::variant<Labels, Tensor<T>>;

namespace detail {

// Parameters from which T is not deduced.
template <class T>
using DenseParameter = typename std::type_identity<ArrayParameter<Tensor<T>>>::type;
template <class T>
using TargetsParameter = typename std::type_identity<ArrayParameter<Targets<T>>>::type;

}  // namespace detail

}  // namespace nnlite
