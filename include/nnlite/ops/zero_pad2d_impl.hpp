#pragma once

#include <string_view>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/kernels/zero_pad2d.hpp"
#include "nnlite/ops/image_size.hpp"
#include "nnlite/ops/zero_pad2d.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void require_given(std::string_view place, const Padding& padding) {
    if (padding.is_same) {
        fail<ValueError>(place, ": expected a number of zeros at each side, got same padding");
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> zero_pad2d(const Variable<T>& x, const Padding& padding) {
    detail::require_images("zero_pad2d", x.shape());
    detail::require_given("zero_pad2d", padding);
    const Shape& shape = x.shape();
    const kernels::ZeroPad2dShape s{shape[0],    shape[1],       shape[2],     shape[3],
                                    padding.top, padding.bottom, padding.left, padding.right};
    Tensor<T> y = empty_tensor<T>({s.batch, s.out_height(), s.out_width(), s.channels});
    kernels::zero_pad2d_forward(s, x.value().data(), y.data());
    return make_operation<T>("zero_pad2d", std::move(y), {x}, [s, shape](const Tensor<T>& dy) {
        Tensor<T> dx = empty_tensor<T>(shape);
        kernels::zero_pad2d_backward(s, dy.data(), dx.data());
        return dx;
    });
}

}  // namespace nnlite
