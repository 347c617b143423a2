#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/count_of.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/ops/attention.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of MultiheadAttention.
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

namespace detail {

// What MultiheadAttention::attend() takes besides its inputs.
template <class T>
struct AttendOptions {
    detail::OptionalArray<Tensor<bool>> key_padding_mask = {};  // [batch, sources], true: ignored
    std::optional<AttentionMask<T>> mask = {};  // to [batch, heads, targets, sources]
    bool causal = false;                        // a target does not see later sources
    AttentionWeights weights = AttentionWeights::none;
};

}  // namespace detail

/// weights: [batch, targets, sources] if averaged, [batch, heads, targets, sources] per head.
template <class T>
struct AttentionResult {
    Variable<T> output;
    Tensor<T> weights;
};

/// Attention with `heads` heads, each on an equal slice of the width: linear maps of queries, keys
/// and values, scaled_dot_product_attention of each head, a linear map of all heads' results.
/// Shapes: [batch, tokens, width], kept; in_proj_weight [width, 3 width] (queries, keys, values),
/// in_proj_bias [3 width], out_proj [width, width] and [width].
/// Initialization: in_proj_weight U(+-sqrt(6 / (4 width))), out_proj.weight U(+-1 / sqrt(width)),
/// biases 0, as PyTorch; with TorchGenerator, bit-identical to PyTorch.
/// Throws: ShapeError from build() if the samples do not fit; ValueError if heads do not divide the
/// width.
/// Source: Vaswani et al. 2017, section 3.2.2.
/// Elsewhere: torch.nn.MultiheadAttention; keras.layers.MultiHeadAttention.
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

    Shape build(const Shape& input, Generator& generator) override;

    /// Self attention.
    Variable<T> forward(const Variable<T>& x) const override { return attend(x, x, x).output; }

    /// Attention of queries to keys and values.
    /// Shapes: query [batch, targets, width], key and value [batch, sources, width] ->
    /// [batch, targets, width]. A target without a source (all masked) gets the bias of out_proj.
    /// Throws: ShapeError if they or a mask do not fit.
    AttentionResult<T> attend(const Variable<T>& query, const Variable<T>& key,
                              const Variable<T>& value,
                              const detail::AttendOptions<T>& options = {}) const;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return type_; }

   private:
    static constexpr const char* type_ = "MultiheadAttention";

    void check(const Shape& query, const Shape& key, const Shape& value) const;

    static void add_padding(const Tensor<bool>& ignored, const Variable<T>& key,
                            detail::AttentionOptions<T>& options);

    // Queries (0), keys (1) or values (2) of all heads.
    Variable<T> projected(const Variable<T>& x, std::size_t which) const;

    std::optional<std::size_t> width_;
    std::size_t heads_;
    MultiheadAttentionOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/multihead_attention_impl.hpp"
#endif
