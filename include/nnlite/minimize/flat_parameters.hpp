#pragma once

#include <cstddef>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/tensor.hpp"

// A model's parameters as one vector for a minimiser:
//     const auto f = [&](const Tensor<double>& x) {
//         assign(parameters, x);
//         zero_gradients(parameters);
//         const Variable<double> loss = ...;
//         loss.backward();
//         return std::pair(loss.item(), flatten_gradients(parameters));
//     };
//     assign(parameters, conjugate_gradient(f, flatten(parameters)).x);

namespace nnlite::inline NNLITE_ABI {

namespace detail {

template <class T>
std::size_t total_size(const std::vector<Variable<T>>& parameters);

}  // namespace detail

/// The values of all parameters, one after the other, each in row-major order.
/// Shapes: [parameter elements].
template <class T>
Tensor<T> flatten(const std::vector<Variable<T>>& parameters);

/// The gradients of all parameters in the order of flatten(); 0 where there is no gradient.
/// Shapes: [parameter elements].
template <class T>
Tensor<T> flatten_gradients(const std::vector<Variable<T>>& parameters);

/// Forgets the gradients of all parameters.
template <class T>
void zero_gradients(const std::vector<Variable<T>>& parameters);

/// Sets the parameters to the values of a vector in the order of flatten().
/// Shapes: flat [parameter elements].
/// Throws: ShapeError if `flat` has another shape; then the parameters do not change.
template <class T>
void assign(const std::vector<Variable<T>>& parameters, const Tensor<T>& flat);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/minimize/flat_parameters_impl.hpp"
#endif
