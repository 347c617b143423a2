#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"

// A model's parameters as the one vector that a minimiser works on:
//     const auto f = [&](const Tensor<double>& x) {
//         assign(parameters, x);
//         zero_gradients(parameters);
//         const Variable<double> loss = ...;
//         loss.backward();
//         return std::pair(loss.item(), flatten_gradients(parameters));
//     };
//     assign(parameters, conjugate_gradient(f, flatten(parameters)).x);

namespace nnlite {

namespace detail {

template <class T>
std::size_t total_size(const std::vector<Variable<T>>& parameters) {
    std::size_t count = 0;
    for (const auto& parameter : parameters) { count += parameter.size(); }
    return count;
}

}  // namespace detail

/// The values of all parameters, one after the other, each in row-major order.
/// Shapes: [parameter elements].
template <class T>
Tensor<T> flatten(const std::vector<Variable<T>>& parameters) {
    Tensor<T> flat = empty_tensor<T>({detail::total_size(parameters)});
    T* to = flat.data();
    for (const auto& parameter : parameters) {
        to = std::copy_n(parameter.value().data(), parameter.size(), to);
    }
    return flat;
}

/// The gradients of all parameters in the order of flatten(); 0 where backward() left none.
/// Shapes: [parameter elements].
template <class T>
Tensor<T> flatten_gradients(const std::vector<Variable<T>>& parameters) {
    Tensor<T> flat = empty_tensor<T>({detail::total_size(parameters)});
    T* to = flat.data();
    for (const auto& parameter : parameters) {
        to = parameter.has_gradient()
                 ? std::copy_n(parameter.gradient().data(), parameter.size(), to)
                 : std::fill_n(to, parameter.size(), T(0));
    }
    return flat;
}

/// Forgets the gradients of all parameters.
template <class T>
void zero_gradients(const std::vector<Variable<T>>& parameters) {
    for (Variable<T> parameter : parameters) { parameter.zero_gradient(); }
}

/// Gives the parameters the values of a vector in the order of flatten().
/// Shapes: flat [parameter elements].
/// Throws: ShapeError if `flat` has another shape; the parameters stay as they are.
template <class T>
void assign(const std::vector<Variable<T>>& parameters, const Tensor<T>& flat) {
    const Shape wanted{detail::total_size(parameters)};
    if (flat.shape() != wanted) {
        fail<ShapeError>("assign: expected ", wanted, " for ", parameters.size(),
                         " parameters, got ", flat.shape());
    }
    const T* from = flat.data();
    for (Variable<T> parameter : parameters) {
        std::copy_n(from, parameter.size(), parameter.mutable_value().data());
        from += parameter.size();
    }
}

}  // namespace nnlite
