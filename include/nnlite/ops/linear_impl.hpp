#pragma once

#include <array>

#include "nnlite/autograd/dual.hpp"
#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/gemm.hpp"
#include "nnlite/kernels/reduce.hpp"
#include "nnlite/ops/linear.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Tensor<T> relu_gradient(const Tensor<T>& dy, const Tensor<T>& y) {
    return map<T>([](auto slope, auto result) { return where(result <= 0, 0, slope); }, dy.shape(),
                  dy, y);
}

template <class T>
void check_linear(const Shape& x, const Shape& weight, const Variable<T>* bias) {
    if (weight.size() != 2) {
        fail<ShapeError>("linear: expected weights [in, out], got ", weight);
    }
    if (x.empty() || x.back() != weight[0]) {
        fail<ShapeError>("linear: expected input [..., ", weight[0], "], got ", x);
    }
    if (bias != nullptr && bias->shape() != Shape{weight[1]}) {
        fail<ShapeError>("linear: expected bias [", weight[1], "], got ", bias->shape());
    }
}

template <class T>
Variable<T> linear(const Variable<T>& x, const Variable<T>& weight, const Variable<T>* bias,
                   bool relu) {
    check_linear(x.shape(), weight.shape(), bias);
    const std::size_t in = weight.shape()[0], out = weight.shape()[1];
    const std::size_t rows = element_count(x.shape(), 0, x.rank() - 1);
    Shape shape = x.shape();
    shape.back() = out;
    Tensor<T> y = empty_tensor<T>(shape);
    kernels::gemm<T>(rows, out, in, {x.value().data(), in}, {weight.value().data(), out}, y.data(),
                     out, {.bias = bias != nullptr ? bias->value().data() : nullptr, .relu = relu});
    auto rule = [in, out, rows, relu, x = Saved<T>(x), weight = Saved<T>(weight)](
                    const Tensor<T>& slope, const Tensor<T>& result,
                    const std::array<bool, 3>& needed) {
        Tensor<T> masked;
        if (relu) { masked = relu_gradient(slope, result); }
        const Tensor<T>& dy = relu ? masked : slope;
        std::array<Tensor<T>, 3> gradients;
        auto& [dx, dw, db] = gradients;
        if (needed[0]) {
            dx = empty_tensor<T>(x.value().shape());
            kernels::gemm<T>(rows, in, out, {dy.data(), out}, {weight.value().data(), out, true},
                             dx.data(), in);
        }
        if (needed[1]) {
            dw = empty_tensor<T>({in, out});
            kernels::gemm<T>(in, out, rows, {x.value().data(), in, true}, {dy.data(), out},
                             dw.data(), out);
        }
        if (needed[2]) {
            db = empty_tensor<T>({out});
            kernels::reduce<kernels::SumOf>(1, rows, out, dy.data(), db.data());
        }
        return gradients;
    };
    return make_joint_operation<T, 3>("linear", std::move(y),
                                      {x, weight, bias != nullptr ? *bias : Variable<T>()},
                                      std::move(rule));
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> linear(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   const std::type_identity_t<Variable<T>>& bias, bool relu) {
    return detail::linear(x, weight, &bias, relu);
}

template <class T>
Variable<T> linear(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                   bool relu) {
    return detail::linear<T>(x, weight, nullptr, relu);
}

}  // namespace nnlite
