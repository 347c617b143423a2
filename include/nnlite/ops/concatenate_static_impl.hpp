#pragma once

#include <type_traits>

#include "nnlite/autograd/map.hpp"
#include "nnlite/ops/concatenate_static.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> concatenate_static(const Variable<T>& x,
                               const std::type_identity_t<Variable<T>>& covariates) {
    if (x.rank() != 3 || covariates.rank() != 2 || covariates.shape()[0] != x.shape()[0]) {
        fail<ShapeError>(
            "concatenate_static: expected x [batch, time, features] and covariates "
            "[batch, static], got ",
            x.shape(), " and ", covariates.shape());
    }
    const Variable<T> once = expand_dims(covariates, 1);
    const Shape shape{x.shape()[0], x.shape()[1], covariates.shape()[1]};
    const auto each_step =
        make_operation<T>("concatenate_static", detail::broadcast_to(once.value(), shape), {once},
                          [](const Tensor<T>& dy) { return dy; });
    return concatenate({x, each_step}, -1);
}

}  // namespace nnlite
