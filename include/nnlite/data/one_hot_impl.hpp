#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/one_hot.hpp"

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
Tensor<T> one_hot(const detail::LabelsParameter& given, std::size_t classes) {
    const Labels& labels = *given;
    Shape shape = labels.shape();
    shape.push_back(classes);
    Tensor<T> result = full_tensor<T>(shape, T(0));
    for (std::size_t row = 0; row < labels.size(); ++row) {
        const auto label = labels.data()[row];
        if (label < 0 || static_cast<std::size_t>(label) >= classes) {
            fail<ValueError>("one_hot: expected labels from 0 to below ", classes, ", got ", label,
                             " at row ", row);
        }
        result.data()[row * classes + static_cast<std::size_t>(label)] = T(1);
    }
    return result;
}

}  // namespace nnlite
