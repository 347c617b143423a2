#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "nnlite/kernels/transpose.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/attention.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite {

struct MultiheadAttentionOptions {
    double dropout = 0;  // of the attention weights, in training
    bool bias = true;
};

/// Which attention weights attend() returns, those before dropout.
enum class AttentionWeights { none, averaged, per_head };

template <class T>
struct AttendOptions {
    std::optional<Tensor<bool>> key_padding_mask = {};  // [batch, sources], true: ignored
    std::optional<AttentionMask<T>> mask = {};          // to [batch, heads, targets, sources]
    bool causal = false;                                // a target sees no later source
    AttentionWeights weights = AttentionWeights::none;
};

/// weights: [batch, targets, sources] if averaged, [batch, heads, targets, sources] per head.
template <class T>
struct AttentionResult {
    Variable<T> output;
    Tensor<T> weights;
};

/// Attention of `heads` heads at once, each on its share of the width: linear maps of queries, keys
/// and values, scaled_dot_product_attention of each head, a linear map of all heads' results.
/// Shapes: [batch, tokens, width], kept; in_proj_weight [width, 3 width] (queries, keys, values),
/// in_proj_bias [3 width], out_proj [width, width] and [width].
/// Start values: in_proj_weight U(+-sqrt(6 / (4 width))), out_proj.weight U(+-1 / sqrt(width)),
/// biases 0, as PyTorch; with TorchGenerator PyTorch's very numbers.
/// Throws: ShapeError from build() if the samples do not fit; ValueError if heads do not divide the
/// width.
/// Source: Vaswani et al. 2017, section 3.2.2.
template <class T = float>
class MultiheadAttention : public Layer<T> {
   public:
    Variable<T> in_proj_weight, in_proj_bias;
    Linear<T> out_proj;
    std::uint64_t seed = 0, position = 0;  // of the dropout; see Dropout

    explicit MultiheadAttention(std::size_t heads, MultiheadAttentionOptions options = {})
        : out_proj(0), heads_(heads), options_(options) {}
    MultiheadAttention(std::size_t width, std::size_t heads, MultiheadAttentionOptions options = {})
        : MultiheadAttention(heads, options) {
        width_ = width;
    }

    Shape build(const Shape& input, Generator& generator) override {
        detail::require_sequence("MultiheadAttention", input, width_);
        const std::size_t width = input[1];
        if (heads_ == 0 || width % heads_ != 0) {
            fail<ValueError>("MultiheadAttention: expected heads that divide the width ", width,
                             ", got ", heads_);
        }
        out_proj = Linear<T>(width, {.bias = options_.bias});
        out_proj.build(input, generator);  // PyTorch draws its numbers first
        const double bound = std::sqrt(6.0 / double(4 * width));
        Tensor<T> drawn = empty_tensor<T>({3 * width, width});
        generator.uniform(drawn.data(), drawn.size(), -bound, bound);
        Tensor<T> weight = empty_tensor<T>({width, 3 * width});
        transpose(3 * width, width, drawn.data(), width, weight.data(), 3 * width);
        in_proj_weight = Variable<T>(std::move(weight), true);
        if (options_.bias) {
            in_proj_bias = Variable<T>(full_tensor<T>({3 * width}, T(0)), true);
            out_proj.bias.mutable_value().fill(T(0));
        }
        seed = generator.child_seed();
        position = 0;
        return input;
    }

    /// Self attention.
    Variable<T> forward(const Variable<T>& x) override { return attend(x, x, x).output; }

    AttentionResult<T> attend(const Variable<T>& query, const Variable<T>& key,
                              const Variable<T>& value, const AttendOptions<T>& options = {}) {
        this->require_built(in_proj_weight);
        const Variable<T> q = heads_of(query, 0), k = heads_of(key, 1), v = heads_of(value, 2);
        AttentionOptions<T> inner{.mask = options.mask, .causal = options.causal};
        if (options.key_padding_mask) {
            Tensor<T> padding = AttentionMask<T>(*options.key_padding_mask).scores;
            padding.reshape({padding.shape()[0], 1, 1, padding.shape()[1]});
            if (inner.mask) {
                inner.mask->scores = Tensor<T>(inner.mask->scores + padding);
            } else {
                inner.mask = padding;
            }
        }
        if (this->training && options_.dropout > 0) {
            inner.dropout = options_.dropout;
            inner.seed = seed;
            inner.position = position;
            position +=
                dropout_advance(query.shape()[0] * heads_ * query.shape()[1] * key.shape()[1]);
        }
        auto attended = detail::attend(q, k, v, inner);
        const Variable<T> joined = reshape(transpose(attended.output, {0, 2, 1, 3}), query.shape());
        AttentionResult<T> result{out_proj.forward(joined), {}};
        if (options.weights == AttentionWeights::per_head) { result.weights = attended.weights; }
        if (options.weights == AttentionWeights::averaged) {
            result.weights = mean(Variable<T>(attended.weights), {1}).value();
        }
        return result;
    }

    void visit(Visitor<T>& visitor) override {
        visitor.parameter("in_proj_weight", in_proj_weight);
        if (options_.bias) { visitor.parameter("in_proj_bias", in_proj_bias); }
        visitor.child("out_proj", out_proj);
    }

    std::string type() const override { return "MultiheadAttention"; }

   private:
    // [batch, tokens, width] -> [batch, heads, tokens, width / heads] of queries, keys or values.
    Variable<T> heads_of(const Variable<T>& x, std::size_t which) {
        const std::size_t width = in_proj_weight.shape()[0];
        const auto begin = std::ptrdiff_t(which * width), end = begin + std::ptrdiff_t(width);
        const Variable<T> weight = slice(in_proj_weight, 1, begin, end);
        Variable<T> y;
        if (options_.bias) {
            y = linear(x, weight, slice(in_proj_bias, 0, begin, end));
        } else {
            y = linear(x, weight);
        }
        const Shape& s = x.shape();
        return transpose(reshape(y, Shape{s[0], s[1], heads_, width / heads_}), {0, 2, 1, 3});
    }

    std::optional<std::size_t> width_;
    std::size_t heads_;
    MultiheadAttentionOptions options_;
};

}  // namespace nnlite
