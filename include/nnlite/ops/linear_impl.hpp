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
                    const Tensor<T>& slope, GradientSink<T>& sink) {
        Tensor<T> masked;
        if (relu) { masked = relu_gradient(slope, sink.result()); }
        const Tensor<T>& dy = relu ? masked : slope;
        if (sink.needs(0)) {
            Tensor<T> dx = empty_tensor<T>(sink.shape(0));
            kernels::gemm<T>(rows, in, out, {dy.data(), out}, {weight.value().data(), out, true},
                             dx.data(), in);
            sink.add(0, std::move(dx));
        }
        if (sink.needs(1)) {
            Tensor<T> dw = empty_tensor<T>({in, out});
            kernels::gemm<T>(in, out, rows, {x.value().data(), in, true}, {dy.data(), out},
                             dw.data(), out);
            sink.add(1, std::move(dw));
        }
        if (sink.needs(2)) {
            Tensor<T> db = empty_tensor<T>({out});
            kernels::reduce<kernels::SumOf>(1, rows, out, dy.data(), db.data());
            sink.add(2, std::move(db));
        }
    };
    return make_operation<T>("linear", std::move(y), {x, weight, bias}, std::move(rule));
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
