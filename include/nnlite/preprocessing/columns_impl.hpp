#pragma once

#include <cmath>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/preprocessing/columns.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void check_fit(std::string_view place, const Tensor<T>& data) {
    const Shape& shape = data.shape();
    if (shape.size() != 2) { fail<ShapeError>(place, ": expected [rows, columns], got ", shape); }
    if (data.size() == 0) { fail<ValueError>(place, ": expected data, got shape ", shape); }
    check_numbers(place, data, [](T x) { return std::isfinite(x); });
}

}  // namespace nnlite::detail
