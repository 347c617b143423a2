#pragma once

#include <cmath>
#include <cstddef>
#include <utility>

#include "nnlite/kernels/transpose.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/multihead_attention.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/attention_operation.hpp"
#include "nnlite/ops/linear.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape MultiheadAttention<T>::build(const Shape& input, Generator& generator) {
    detail::require_sequence(type_, input, width_);
    const std::size_t width = input[1];
    if (heads_ == 0 || width % heads_ != 0) {
        fail<ValueError>(type_, ": expected heads that divide the width ", width, ", got ", heads_);
    }
    out_proj = Linear<T>(width, {.bias = options_.bias});
    out_proj.build(input, generator);  // PyTorch draws its values first
    const double bound = std::sqrt(6.0 / double(4 * width));
    Tensor<T> drawn = empty_tensor<T>({3 * width, width});
    generator.uniform(drawn.data(), drawn.size(), -bound, bound);
    Tensor<T> weight = empty_tensor<T>({width, 3 * width});
    kernels::transpose(3 * width, width, drawn.data(), width, weight.data(), 3 * width);
    in_proj_weight = Variable<T>(std::move(weight), true);
    if (options_.bias) {
        in_proj_bias = Variable<T>(full_tensor<T>({3 * width}, T(0)), true);
        out_proj.bias.mutable_value().fill(T(0));
    }
    dropout.build(input, generator);
    return input;
}

template <class T>
AttentionResult<T> MultiheadAttention<T>::attend(const Variable<T>& query, const Variable<T>& key,
                                                 const Variable<T>& value,
                                                 const detail::AttendOptions<T>& options) const {
    this->require_built(in_proj_weight);
    check(query.shape(), key.shape(), value.shape());
    const std::size_t batch = query.shape()[0], targets = query.shape()[1];
    const std::size_t sources = key.shape()[1];
    const detail::DropoutDraw draw = dropout.next(batch * heads_ * targets * sources);
    detail::AttentionOptions<T> inner{.mask = options.mask,
                                      .causal = options.causal,
                                      .dropout = draw.dropout,
                                      .seed = draw.seed,
                                      .position = draw.position};
    if (options.key_padding_mask) { add_padding(*options.key_padding_mask, key, inner); }
    AttentionResult<T> result;
    T* weights = nullptr;
    if (options.weights != AttentionWeights::none) {
        result.weights = empty_tensor<T>({batch, heads_, targets, sources});
        weights = result.weights.data();
    }
    const bool self = query.node() == key.node() && key.node() == value.node();
    const auto of = detail::attention_of_rows<T>(query.shape(), sources, heads_, self);
    if (self) {  // one product for all three
        const auto all =
            detail::linear(query, in_proj_weight, options_.bias ? &in_proj_bias : nullptr, false);
        result.output = detail::attention<T, 1>(type_, {all}, of, query.shape(), inner, weights);
    } else {
        result.output = detail::attention<T, 3>(
            type_, {projected(query, 0), projected(key, 1), projected(value, 2)}, of, query.shape(),
            inner, weights);
    }
    result.output = out_proj.forward(result.output);
    if (options.weights == AttentionWeights::averaged) {
        result.weights = mean(Variable<T>(std::move(result.weights)), {1}).value();
    }
    return result;
}

template <class T>
void MultiheadAttention<T>::visit(Visitor<T>& visitor) {
    visitor.parameter("in_proj_weight", in_proj_weight);
    if (options_.bias) { visitor.parameter("in_proj_bias", in_proj_bias); }
    visitor.child("out_proj", out_proj);
    visitor.child("dropout", dropout);
}

template <class T>
void MultiheadAttention<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("width", width_);
    visitor.field("heads", heads_);
    visitor.field("dropout", options_.dropout);
    visitor.field("bias", options_.bias);
    if (visitor.sets()) {
        const auto width = width_;
        *this = MultiheadAttention(heads_, options_);
        width_ = width;
    }
}

template <class T>
void MultiheadAttention<T>::check(const Shape& query, const Shape& key, const Shape& value) const {
    const std::size_t width = in_proj_weight.shape()[0];
    if (query.size() != 3 || query[2] != width || key.size() != 3 || key[2] != width ||
        key[0] != query[0] || value != key) {
        fail<ShapeError>(type_, ": expected query [batch, targets, ", width,
                         "], key and value [batch, sources, ", width, "], got ", query, ", ", key,
                         ", ", value);
    }
}

template <class T>
void MultiheadAttention<T>::add_padding(const Tensor<bool>& ignored, const Variable<T>& key,
                                        detail::AttentionOptions<T>& options) {
    const std::size_t batch = key.shape()[0], sources = key.shape()[1];
    if (ignored.shape() != Shape{batch, sources}) {
        fail<ShapeError>(type_, ": expected key_padding_mask [", batch, ", ", sources, "], got ",
                         ignored.shape());
    }
    AttentionMask<T> padding(ignored);
    padding.scores.reshape({batch, 1, 1, sources});
    if (options.mask) {
        detail::broadcast_shape(type_, options.mask->scores.shape(), padding.scores.shape());
        padding.scores = Tensor<T>(options.mask->scores + padding.scores);
    }
    options.mask = std::move(padding);
}

template <class T>
Variable<T> MultiheadAttention<T>::projected(const Variable<T>& x, std::size_t which) const {
    const std::size_t width = in_proj_weight.shape()[0];
    const auto begin = std::ptrdiff_t(which * width), end = begin + std::ptrdiff_t(width);
    const Variable<T> weight = slice(in_proj_weight, 1, begin, end);
    if (!options_.bias) { return linear(x, weight); }
    return linear(x, weight, slice(in_proj_bias, 0, begin, end));
}

}  // namespace nnlite
