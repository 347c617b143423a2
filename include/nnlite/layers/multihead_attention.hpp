#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/count_of.hpp"
#include "nnlite/core/fields.hpp"
#include "nnlite/kernels/transpose.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/ops/attention.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/ops/slice.hpp"

namespace nnlite {

struct MultiheadAttentionOptions {
    double dropout = 0;  // of the attention weights, in training
    bool bias = true;

    static constexpr auto fields() {
        return field_list(Field("dropout", &MultiheadAttentionOptions::dropout, Range::below_one()),
                          Field("bias", &MultiheadAttentionOptions::bias));
    }
};

/// Which attention weights attend() returns, those before dropout.
enum class AttentionWeights { none, averaged, per_head };

template <class T>
struct AttendOptions {
    detail::OptionalArray<Tensor<bool>> key_padding_mask = {};  // [batch, sources], true: ignored
    std::optional<AttentionMask<T>> mask = {};  // to [batch, heads, targets, sources]
    bool causal = false;                        // a target sees no later source
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
    Dropout<T> dropout;  // of the weights

    explicit MultiheadAttention(std::size_t heads, MultiheadAttentionOptions options = {})
        : out_proj(0),
          dropout(checked_options(type_, options).dropout),
          heads_(detail::count_of(type_, "heads", heads)),
          options_(options) {}
    MultiheadAttention(std::size_t width, std::size_t heads, MultiheadAttentionOptions options = {})
        : MultiheadAttention(heads, options) {
        width_ = detail::count_of(type_, "features", width);
    }

    Shape build(const Shape& input, Generator& generator) override {
        detail::require_sequence(type_, input, width_);
        const std::size_t width = input[1];
        if (heads_ == 0 || width % heads_ != 0) {
            fail<ValueError>(type_, ": expected heads that divide the width ", width, ", got ",
                             heads_);
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
        dropout.build(input, generator);
        return input;
    }

    /// Self attention.
    Variable<T> forward(const Variable<T>& x) override { return attend(x, x, x).output; }

    /// Attention of queries to keys and values.
    /// Shapes: query [batch, targets, width], key and value [batch, sources, width] ->
    /// [batch, targets, width]. A target whose sources are all ignored gets the bias of out_proj.
    /// Throws: ShapeError if they or a mask do not fit.
    AttentionResult<T> attend(const Variable<T>& query, const Variable<T>& key,
                              const Variable<T>& value, const AttendOptions<T>& options = {}) {
        this->require_built(in_proj_weight);
        check(query.shape(), key.shape(), value.shape());
        const std::size_t batch = query.shape()[0], targets = query.shape()[1];
        const std::size_t sources = key.shape()[1];
        const DropoutDraw draw = dropout.next(batch * heads_ * targets * sources);
        AttentionOptions<T> inner{.mask = options.mask,
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
            const auto all = detail::linear(query, in_proj_weight,
                                            options_.bias ? &in_proj_bias : nullptr, false);
            result.output =
                detail::attention<T, 1>(type_, {all}, of, query.shape(), inner, weights);
        } else {
            result.output = detail::attention<T, 3>(
                type_, {projected(query, 0), projected(key, 1), projected(value, 2)}, of,
                query.shape(), inner, weights);
        }
        result.output = out_proj.forward(result.output);
        if (options.weights == AttentionWeights::averaged) {
            result.weights = mean(Variable<T>(std::move(result.weights)), {1}).value();
        }
        return result;
    }

    void visit(Visitor<T>& visitor) override {
        visitor.parameter("in_proj_weight", in_proj_weight);
        if (options_.bias) { visitor.parameter("in_proj_bias", in_proj_bias); }
        visitor.child("out_proj", out_proj);
        visitor.child("dropout", dropout);
    }

    void visit_options(OptionVisitor<T>& visitor) override {
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

    std::string type() const override { return type_; }

   private:
    static constexpr const char* type_ = "MultiheadAttention";

    void check(const Shape& query, const Shape& key, const Shape& value) const {
        const std::size_t width = in_proj_weight.shape()[0];
        if (query.size() != 3 || query[2] != width || key.size() != 3 || key[2] != width ||
            key[0] != query[0] || value != key) {
            fail<ShapeError>(type_, ": expected query [batch, targets, ", width,
                             "], key and value [batch, sources, ", width, "], got ", query, ", ",
                             key, ", ", value);
        }
    }

    static void add_padding(const Tensor<bool>& ignored, const Variable<T>& key,
                            AttentionOptions<T>& options) {
        const std::size_t batch = key.shape()[0], sources = key.shape()[1];
        if (ignored.shape() != Shape{batch, sources}) {
            fail<ShapeError>(type_, ": expected key_padding_mask [", batch, ", ", sources,
                             "], got ", ignored.shape());
        }
        AttentionMask<T> padding(ignored);
        padding.scores.reshape({batch, 1, 1, sources});
        if (options.mask) {
            broadcast_shape(type_, options.mask->scores.shape(), padding.scores.shape());
            padding.scores = Tensor<T>(options.mask->scores + padding.scores);
        }
        options.mask = std::move(padding);
    }

    // Queries (0), keys (1) or values (2) of all heads.
    Variable<T> projected(const Variable<T>& x, std::size_t which) {
        const std::size_t width = in_proj_weight.shape()[0];
        const auto begin = std::ptrdiff_t(which * width), end = begin + std::ptrdiff_t(width);
        const Variable<T> weight = slice(in_proj_weight, 1, begin, end);
        if (!options_.bias) { return linear(x, weight); }
        return linear(x, weight, slice(in_proj_bias, 0, begin, end));
    }

    std::optional<std::size_t> width_;
    std::size_t heads_;
    MultiheadAttentionOptions options_;
};

}  // namespace nnlite
