#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/kernels/group_norm.hpp"
#include "nnlite/ops/group_norm.hpp"
#include "nnlite/ops/layer_norm.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void check_group_norm(const Shape& x, std::size_t groups, const Variable<T>* weight,
                      const Variable<T>* bias) {
    require_in_range("group_norm", "groups", groups, Range::at_least(1));
    if (x.size() < 2 || element_count(x, 1, x.size()) == 0) {
        fail<ShapeError>("group_norm: expected input [batch, ..., channels], got ", x);
    }
    if (x.back() % groups != 0) {
        fail<ShapeError>("group_norm: expected channels that ", groups, " groups divide, got ", x);
    }
    for (const auto* parameter : {weight, bias}) {
        if (parameter != nullptr && parameter->shape() != Shape{x.back()}) {
            fail<ShapeError>("group_norm: expected weight and bias [", x.back(), "], got ",
                             parameter->shape());
        }
    }
}

template <class T>
Variable<T> group_norm(const Variable<T>& x, std::size_t groups, const Variable<T>* weight,
                       const Variable<T>* bias, double eps) {
    require_in_range("group_norm", "eps", eps, Range::not_negative());
    check_group_norm(x.shape(), groups, weight, bias);
    kernels::GroupNormArguments<T> given{x.shape()[0],
                                         element_count(x.shape(), 1, x.rank() - 1),
                                         x.shape().back(),
                                         groups,
                                         x.value().data(),
                                         weight != nullptr ? weight->value().data() : nullptr,
                                         bias != nullptr ? bias->value().data() : nullptr};
    Tensor<T> y = empty_tensor<T>(x.shape());
    Vector<T> moments(2 * given.batch * groups);
    nnlite::kernels::group_norm(given, static_cast<T>(eps), y.data(), moments.data());
    auto rule = [given, x = Saved<T>(x), weight = Saved<T>(weight), moments = std::move(moments)](
                    const Tensor<T>& dy, GradientSink<T>& sink) {
        kernels::GroupNormArguments<T> of = given;
        of.x = x.data();
        of.weight = weight.data();
        Tensor<T> dx;
        if (sink.needs(0)) { dx = empty_tensor<T>(dy.shape()); }
        Vector<T> sums(2 * of.channels);
        kernels::group_norm_gradients(of, moments.data(), dy.data(),
                                      sink.needs(0) ? dx.data() : nullptr, sums.data());
        auto [dbias, dweight] = split_parameter_gradients(sums);
        sink.add(0, std::move(dx));
        sink.add(1, std::move(dweight));
        sink.add(2, std::move(dbias));
    };
    return make_operation<T>("group_norm", std::move(y), {x, weight, bias}, std::move(rule));
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> group_norm(const Variable<T>& x, std::size_t groups,
                       const std::type_identity_t<Variable<T>>& weight,
                       const std::type_identity_t<Variable<T>>& bias, double eps) {
    return detail::group_norm(x, groups, &weight, &bias, eps);
}

template <class T>
Variable<T> group_norm(const Variable<T>& x, std::size_t groups, double eps) {
    return detail::group_norm<T>(x, groups, nullptr, nullptr, eps);
}

}  // namespace nnlite
