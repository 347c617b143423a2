#pragma once

#include <algorithm>
#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/kernels/layer_norm.hpp"
#include "nnlite/ops/dropout.hpp"
#include "nnlite/ops/layer_norm.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

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
Tensor<T> layer_norm_input_gradient(const kernels::LayerNormArguments<T>& of, const T* moments,
                                    const Tensor<T>& dy) {
    Tensor<T> dx = empty_tensor<T>(dy.shape());
    kernels::layer_norm_input_gradient(of, moments, dy.data(), dx.data());
    return dx;
}

// Adds the gradients of weight and bias, inputs `weight` and `weight` + 1, if they are needed.
template <class T>
void add_layer_norm_parameter_gradients(const kernels::LayerNormArguments<T>& of, const T* moments,
                                        const Tensor<T>& dy, std::size_t weight,
                                        GradientSink<T>& sink) {
    if (!sink.needs(weight) && !sink.needs(weight + 1)) { return; }
    Vector<T> sums(2 * of.width);
    kernels::layer_norm_parameter_gradients(of, moments, dy.data(), sums.data());
    auto [dbias, dweight] = split_parameter_gradients(sums);
    sink.add(weight, std::move(dweight));
    sink.add(weight + 1, std::move(dbias));
}

template <class T>
Variable<T> layer_norm(const Variable<T>& x, const Variable<T>* weight, const Variable<T>* bias,
                       double eps) {
    require_in_range("layer_norm", "eps", eps, Range::not_negative());
    check_layer_norm(x.shape(), weight, bias);
    const std::size_t width = x.shape().back(), rows = x.size() / width;
    Tensor<T> y = empty_tensor<T>(x.shape());
    Vector<T> moments(2 * rows);
    nnlite::kernels::layer_norm<T>(
        {rows, width, x.value().data(), weight != nullptr ? weight->value().data() : nullptr,
         bias != nullptr ? bias->value().data() : nullptr},
        static_cast<T>(eps), y.data(), moments.data());
    auto rule = [rows, width, x = Saved<T>(x), weight = Saved<T>(weight),
                 moments = std::move(moments)](const Tensor<T>& dy, GradientSink<T>& sink) {
        const kernels::LayerNormArguments<T> of{rows, width, x.data(), weight.data()};
        if (sink.needs(0)) { sink.add(0, layer_norm_input_gradient(of, moments.data(), dy)); }
        add_layer_norm_parameter_gradients(of, moments.data(), dy, 1, sink);
    };
    return make_operation<T>("layer_norm", std::move(y), {x, weight, bias}, std::move(rule));
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> layer_norm(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                       const std::type_identity_t<Variable<T>>& bias, double eps) {
    return detail::layer_norm(x, &weight, &bias, eps);
}

template <class T>
Variable<T> layer_norm(const Variable<T>& x, double eps) {
    return detail::layer_norm<T>(x, nullptr, nullptr, eps);
}

namespace detail {

template <class T>
Variable<T> residual_layer_norm(const Variable<T>& x,
                                const std::type_identity_t<Variable<T>>& added,
                                const std::type_identity_t<Variable<T>>& weight,
                                const std::type_identity_t<Variable<T>>& bias,
                                const ResidualLayerNormOptions& options) {
    check_layer_norm(x.shape(), &weight, &bias);
    require_rate("residual_layer_norm", options.dropout);
    require_in_range("residual_layer_norm", "eps", options.eps, Range::not_negative());
    if (added.shape() != x.shape()) {
        fail<ShapeError>("residual_layer_norm: expected to add ", x.shape(), ", got ",
                         added.shape());
    }
    const std::size_t width = x.shape().back(), rows = x.size() / width;
    kernels::KeptNumbers kept;
    if (options.dropout > 0) {
        kept = kernels::KeptNumbers(x.size(), options.dropout, options.seed, options.position);
    }
    Tensor<T> y = empty_tensor<T>(x.shape()), sum = empty_tensor<T>(x.shape());
    Vector<T> moments(2 * rows);
    nnlite::kernels::residual_layer_norm<T>(
        {rows, width, sum.data(), weight.value().data(), bias.value().data()},
        static_cast<T>(options.eps), x.value().data(), added.value().data(), kept.keep<T>(),
        sum.data(), y.data(), moments.data());
    auto rule = [rows, width, sum = std::move(sum), scale = Saved<T>(weight),
                 kept = std::move(kept),
                 moments = std::move(moments)](const Tensor<T>& dy, GradientSink<T>& sink) {
        const kernels::LayerNormArguments<T> of{rows, width, sum.data(), scale.data()};
        if (sink.needs(0) || sink.needs(1)) {
            Tensor<T> dx = layer_norm_input_gradient(of, moments.data(), dy);
            if (sink.needs(1)) { sink.add(1, kept.all() ? dx : keep_numbers(kept, dx)); }
            sink.add(0, std::move(dx));
        }
        add_layer_norm_parameter_gradients(of, moments.data(), dy, 2, sink);
    };
    return make_operation<T>("residual_layer_norm", std::move(y), {x, added, weight, bias},
                             std::move(rule));
}

}  // namespace detail

}  // namespace nnlite
