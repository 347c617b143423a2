#pragma once

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/batch_norm.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Shape BatchNorm<T>::build(const Shape& input, Generator&) {
    if (input.size() != sample_rank_ || input.back() == 0) {
        fail<ShapeError>(type_, ": expected samples [", outer_axes_,
                         sample_rank_ == 1 ? "features" : "channels", "], got ", input);
    }
    const Shape channels{input.back()};
    if (options_.affine) {
        weight = Variable<T>(full_tensor<T>(channels, T(1)), true);
        bias = Variable<T>(full_tensor<T>(channels, T(0)), true);
    }
    running_mean = full_tensor<T>(channels, T(0));
    running_var = full_tensor<T>(channels, T(1));
    return input;
}

template <class T>
Variable<T> BatchNorm<T>::forward(const Variable<T>& x) const {
    this->require_built(running_mean);
    if (x.rank() != sample_rank_ + 1 || x.shape().back() != running_mean.size()) {
        fail<ShapeError>(type_, ": expected input [batch, ", outer_axes_, running_mean.size(),
                         "], got ", x.shape());
    }
    if (!this->training) { return normalize(x, {running_mean, running_var}, false); }
    const std::size_t count = x.size() / running_mean.size();
    if (count < 2) {
        fail<ValueError>(type_, ": expected more than one value per channel in training, got ",
                         x.shape(), "; fit's drop_last leaves out a last batch of one");
    }
    const ChannelStatistics<T> batch = channel_statistics(x.value());
    const auto unbias = static_cast<T>(double(count) / double(count - 1));
    move_towards(running_mean, batch.mean, T(1));
    move_towards(running_var, batch.variance, unbias);
    return normalize(x, batch, true);
}

template <class T>
void BatchNorm<T>::visit(Visitor<T>& visitor) {
    if (options_.affine) {
        visitor.parameter("weight", weight);
        visitor.parameter("bias", bias);
    }
    visitor.buffer("running_mean", running_mean);
    visitor.buffer("running_var", running_var);
}

template <class T>
void BatchNorm<T>::visit_options(OptionVisitor<T>& visitor) {
    visit_fields(visitor, options_);
    if (visitor.sets()) { require_in_range(type_, options_); }
}

template <class T>
Variable<T> BatchNorm<T>::normalize(const Variable<T>& x, const ChannelStatistics<T>& statistics,
                                    bool of_this_batch) const {
    const BatchNormFunctionOptions options{options_.eps, of_this_batch};
    if (!options_.affine) { return batch_norm(x, statistics, options); }
    return batch_norm(x, weight, bias, statistics, options);
}

template <class T>
void BatchNorm<T>::move_towards(Tensor<T>& running, const Tensor<T>& batch, T scale) const {
    const T share = static_cast<T>(options_.momentum);
    for (std::size_t j = 0; j < running.size(); ++j) {
        T& value = running.data()[j];
        value = (T(1) - share) * value + share * scale * batch.data()[j];
    }
}

}  // namespace nnlite::detail
