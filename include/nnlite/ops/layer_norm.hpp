#pragma once

#include <algorithm>
#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/kernels/layer_norm.hpp"

namespace nnlite {

namespace detail {

// Splits sums[2, width] = dbias, dweight into two tensors.
template <class T>
std::pair<Tensor<T>, Tensor<T>> split_parameter_gradients(const Vector<T>& sums) {
    const std::size_t width = sums.size() / 2;
    Tensor<T> dbias = empty_tensor<T>({width}), dweight = empty_tensor<T>({width});
    std::copy_n(sums.data(), width, dbias.data());
    std::copy_n(sums.data() + width, width, dweight.data());
    return {std::move(dbias), std::move(dweight)};
}

template <class T>
void check_layer_norm(const Shape& x, const Variable<T>* weight, const Variable<T>* bias) {
    if (x.empty() || x.back() == 0) {
        fail<ShapeError>("layer_norm: expected input [..., features], got ", x);
    }
    for (const auto* parameter : {weight, bias}) {
        if (parameter != nullptr && parameter->shape() != Shape{x.back()}) {
            fail<ShapeError>("layer_norm: expected weight and bias [", x.back(), "], got ",
                             parameter->shape());
        }
    }
}

template <class T>
Variable<T> layer_norm(const Variable<T>& x, const Variable<T>* weight, const Variable<T>* bias,
                       double eps) {
    check_layer_norm(x.shape(), weight, bias);
    const std::size_t width = x.shape().back(), rows = x.size() / width;
    Tensor<T> y = empty_tensor<T>(x.shape());
    Vector<T> moments(2 * rows);
    nnlite::layer_norm<T>(
        {rows, width, x.value().data(), weight != nullptr ? weight->value().data() : nullptr,
         bias != nullptr ? bias->value().data() : nullptr},
        static_cast<T>(eps), y.data(), moments.data());
    const Variable<T> none;
    const Variable<T>& scale = weight != nullptr ? *weight : none;
    auto rule = [rows, width, scaled = weight != nullptr, x = Saved<T>(x), scale = Saved<T>(scale),
                 moments = std::move(moments)](const Tensor<T>& dy, const Tensor<T>&,
                                               const std::array<bool, 3>& needed) {
        const LayerNormArguments<T> of{rows, width, x.value().data(),
                                       scaled ? scale.value().data() : nullptr};
        std::array<Tensor<T>, 3> gradients;
        if (needed[0]) {
            gradients[0] = empty_tensor<T>(dy.shape());
            layer_norm_input_gradient(of, moments.data(), dy.data(), gradients[0].data());
        }
        if (needed[1] || needed[2]) {
            Vector<T> sums(2 * width);
            layer_norm_parameter_gradients(of, moments.data(), dy.data(), sums.data());
            std::tie(gradients[2], gradients[1]) = split_parameter_gradients(sums);
        }
        return gradients;
    };
    return make_joint_operation<T, 3>("layer_norm", std::move(y),
                                      {x, scale, bias != nullptr ? *bias : none}, std::move(rule));
}

}  // namespace detail

/// y = (x - mean) / sqrt(variance + eps) weight + bias along the last axis; the variance is biased.
/// Shapes: x [..., features], weight and bias [features] -> x's.
/// Throws: ShapeError if they do not fit.
/// Source: Ba et al. 2016; eps inside the root, as PyTorch.
template <class T>
Variable<T> layer_norm(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                       const std::type_identity_t<Variable<T>>& bias, double eps = 1e-5) {
    return detail::layer_norm(x, &weight, &bias, eps);
}
/// The same without weight and bias.
template <class T>
Variable<T> layer_norm(const Variable<T>& x, double eps = 1e-5) {
    return detail::layer_norm<T>(x, nullptr, nullptr, eps);
}

}  // namespace nnlite
