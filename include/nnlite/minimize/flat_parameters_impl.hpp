#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/minimize/flat_parameters.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::size_t total_size(const std::vector<Variable<T>>& parameters) {
    std::size_t count = 0;
    for (const auto& parameter : parameters) { count += parameter.size(); }
    return count;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Tensor<T> flatten(const std::vector<Variable<T>>& parameters) {
    Tensor<T> flat = empty_tensor<T>({detail::total_size(parameters)});
    T* to = flat.data();
    for (const auto& parameter : parameters) {
        to = std::copy_n(parameter.value().data(), parameter.size(), to);
    }
    return flat;
}

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

template <class T>
void zero_gradients(const std::vector<Variable<T>>& parameters) {
    for (Variable<T> parameter : parameters) { parameter.zero_gradient(); }
}

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
