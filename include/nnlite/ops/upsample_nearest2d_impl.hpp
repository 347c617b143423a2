#pragma once

#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/kernels/upsample_nearest2d.hpp"
#include "nnlite/ops/image_size.hpp"
#include "nnlite/ops/upsample_nearest2d.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> upsample_nearest2d(const Variable<T>& x, Size2d scale) {
    const char* name = "upsample_nearest2d";
    detail::require_positive(name, "scale", scale);
    detail::require_images(name, x.shape());
    const Shape& shape = x.shape();
    const kernels::Upsample2dShape s{shape[0], shape[1],     shape[2],
                                     shape[3], scale.height, scale.width};
    Tensor<T> y =
        empty_tensor<T>({s.batch, s.height * s.scale_height, s.width * s.scale_width, s.channels});
    kernels::upsample_nearest2d_forward(s, x.value().data(), y.data());
    return make_operation<T>(name, std::move(y), {x}, [s, shape](const Tensor<T>& dy) {
        Tensor<T> dx = empty_tensor<T>(shape);
        kernels::upsample_nearest2d_backward(s, dy.data(), dx.data());
        return dx;
    });
}

}  // namespace nnlite
