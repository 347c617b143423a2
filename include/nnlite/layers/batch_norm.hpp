#pragma once

#include <string>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/batch_norm.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of BatchNorm.
struct BatchNormOptions {
    double eps = 1e-5;
    double momentum = 0.1;  // weight of a new batch in the running statistics
    bool affine = true;     // whether there are weight and bias

    static constexpr auto fields() {
        return field_list(Field("eps", &BatchNormOptions::eps, Range::not_negative()),
                          Field("momentum", &BatchNormOptions::momentum, Range::fraction()),
                          Field("affine", &BatchNormOptions::affine));
    }
};

namespace detail {

// The common part of BatchNorm1d and BatchNorm2d: everything except the number of axes.
template <class T>
class BatchNorm : public Layer<T> {
   public:
    Variable<T> weight, bias;
    mutable Tensor<T> running_mean, running_var;  // which forward() moves in training

    Shape build(const Shape& input, Generator&) override;

    Variable<T> forward(const Variable<T>& x) const override;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return type_; }

   protected:
    BatchNorm(const char* type, const char* outer_axes, std::size_t sample_rank,
              BatchNormOptions options)
        : type_(type),
          outer_axes_(outer_axes),
          sample_rank_(sample_rank),
          options_(checked_options(type, options)) {}

   private:
    Variable<T> normalize(const Variable<T>& x, const ChannelStatistics<T>& statistics,
                          bool of_this_batch) const;

    void move_towards(Tensor<T>& running, const Tensor<T>& batch, T scale) const;

    const char* type_;
    const char* outer_axes_;
    std::size_t sample_rank_;
    BatchNormOptions options_;
};

}  // namespace detail

/// y = (x - mean) / sqrt(variance + eps) weight + bias per feature; mean and variance are those of
/// the batch in training and the running ones in evaluation.
/// Shapes: [batch, features], kept; parameters and buffers [features].
/// Initialization: weight 1, bias 0, running_mean 0, running_var 1.
/// Throws: ShapeError from build() and forward() for other axes; ValueError from forward() for a
/// training batch of one.
/// Source: Ioffe and Szegedy 2015; as PyTorch, a batch is normalised with the biased variance and
/// the running variance is unbiased (Keras: momentum 0.99 means 0.01 here, eps 1e-3).
/// Elsewhere: torch.nn.BatchNorm1d; keras.layers.BatchNormalization.
template <class T = float>
class BatchNorm1d : public detail::BatchNorm<T> {
   public:
    explicit BatchNorm1d(BatchNormOptions options = {})
        : detail::BatchNorm<T>("BatchNorm1d", "", 1, options) {}
};

/// BatchNorm1d for images: each channel over batch, height and width.
/// Shapes: [batch, height, width, channels], kept; parameters and buffers [channels].
/// Elsewhere: torch.nn.BatchNorm2d; keras.layers.BatchNormalization.
template <class T = float>
class BatchNorm2d : public detail::BatchNorm<T> {
   public:
    explicit BatchNorm2d(BatchNormOptions options = {})
        : detail::BatchNorm<T>("BatchNorm2d", "height, width, ", 3, options) {}
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/batch_norm_impl.hpp"
#endif
