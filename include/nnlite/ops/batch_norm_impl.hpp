#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/kernels/batch_norm.hpp"
#include "nnlite/kernels/layer_norm.hpp"
#include "nnlite/ops/batch_norm.hpp"
#include "nnlite/ops/layer_norm.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
ChannelStatistics<T> channel_statistics(const Tensor<T>& x) {
    if (x.dimension() == 0 || x.size() == 0) {
        fail<ShapeError>("channel_statistics: expected values [..., channels], got ", x.shape());
    }
    const std::size_t channels = x.shape().back();
    ChannelStatistics<T> result{empty_tensor<T>({channels}), empty_tensor<T>({channels})};
    kernels::channel_moments(x.size() / channels, channels, x.data(), result.mean.data(),
                             result.variance.data());
    return result;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Variable<T> batch_norm(const Variable<T>& x, const Variable<T>* weight, const Variable<T>* bias,
                       const ChannelStatistics<T>& statistics,
                       const BatchNormFunctionOptions& options) {
    require_in_range("batch_norm", "eps", options.eps, Range::not_negative());
    const Shape expected{x.rank() == 0 ? 0 : x.shape().back()};
    for (const Shape* shape : {&statistics.mean.shape(), &statistics.variance.shape(),
                               weight != nullptr ? &weight->shape() : &expected,
                               bias != nullptr ? &bias->shape() : &expected}) {
        if (x.rank() == 0 || *shape != expected) {
            fail<ShapeError>("batch_norm: expected statistics, weight and bias [channels] for ",
                             x.shape(), ", got ", *shape);
        }
    }
    const std::size_t channels = expected[0];
    const std::size_t rows = element_count(x.shape(), 0, x.rank() - 1);
    Vector<T> mean(statistics.mean.begin(), statistics.mean.end()), inverse(channels);
    for (std::size_t j = 0; j < channels; ++j) {
        inverse[j] = inverse_deviation(statistics.variance.data()[j], static_cast<T>(options.eps));
    }
    Tensor<T> y = empty_tensor<T>(x.shape());
    const kernels::BatchNormArguments<T> arguments{
        rows,
        channels,
        x.value().data(),
        mean.data(),
        inverse.data(),
        weight != nullptr ? weight->value().data() : nullptr,
        bias != nullptr ? bias->value().data() : nullptr};
    nnlite::kernels::batch_norm(arguments, y.data());
    auto rule = [rows, channels, through = options.of_this_batch, x = Saved<T>(x),
                 weight = Saved<T>(weight), mean = std::move(mean),
                 inverse = std::move(inverse)](const Tensor<T>& dy, GradientSink<T>& sink) {
        const kernels::BatchNormArguments<T> of{rows,        channels,       x.data(),
                                                mean.data(), inverse.data(), weight.data()};
        Vector<T> sums(2 * channels);
        if (through || sink.needs(1) || sink.needs(2)) {
            kernels::batch_norm_parameter_gradients(of, dy.data(), sums.data());
            auto [dbias, dweight] = split_parameter_gradients(sums);
            sink.add(1, std::move(dweight));
            sink.add(2, std::move(dbias));
        }
        if (sink.needs(0)) {
            Tensor<T> dx = empty_tensor<T>(dy.shape());
            kernels::batch_norm_input_gradient(of, dy.data(), through ? sums.data() : nullptr,
                                               dx.data());
            sink.add(0, std::move(dx));
        }
    };
    return make_operation<T>("batch_norm", std::move(y), {x, weight, bias}, std::move(rule));
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> batch_norm(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,
                       const std::type_identity_t<Variable<T>>& bias,
                       const detail::ChannelStatistics<T>& statistics,
                       const detail::BatchNormFunctionOptions& options) {
    return detail::batch_norm(x, &weight, &bias, statistics, options);
}

template <class T>
Variable<T> batch_norm(const Variable<T>& x, const detail::ChannelStatistics<T>& statistics,
                       const detail::BatchNormFunctionOptions& options) {
    return detail::batch_norm<T>(x, nullptr, nullptr, statistics, options);
}

}  // namespace nnlite
