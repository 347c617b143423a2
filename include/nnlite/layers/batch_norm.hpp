#pragma once

#include <string>

#include "nnlite/core/fields.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/batch_norm.hpp"

namespace nnlite {

struct BatchNormOptions {
    double eps = 1e-5;
    double momentum = 0.1;  // share of a new batch in the running statistics
    bool affine = true;     // whether there are weight and bias

    static constexpr auto fields() {
        return field_list(Field("eps", &BatchNormOptions::eps, Range::not_negative()),
                          Field("momentum", &BatchNormOptions::momentum, Range::fraction()),
                          Field("affine", &BatchNormOptions::affine));
    }
};

namespace detail {

// What BatchNorm1d and BatchNorm2d share: all but the number of axes.
template <class T>
class BatchNorm : public Layer<T> {
   public:
    Variable<T> weight, bias;
    Tensor<T> running_mean, running_var;

    Shape build(const Shape& input, Generator&) override {
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

    Variable<T> forward(const Variable<T>& x) override {
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

    void visit(Visitor<T>& visitor) override {
        if (options_.affine) {
            visitor.parameter("weight", weight);
            visitor.parameter("bias", bias);
        }
        visitor.buffer("running_mean", running_mean);
        visitor.buffer("running_var", running_var);
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        visit_fields(visitor, options_);
        if (visitor.sets()) { require_in_range(type_, options_); }
    }

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
                          bool of_this_batch) const {
        const BatchNormFunctionOptions options{options_.eps, of_this_batch};
        if (!options_.affine) { return batch_norm(x, statistics, options); }
        return batch_norm(x, weight, bias, statistics, options);
    }

    void move_towards(Tensor<T>& running, const Tensor<T>& batch, T scale) const {
        const T share = static_cast<T>(options_.momentum);
        for (std::size_t j = 0; j < running.size(); ++j) {
            T& value = running.data()[j];
            value = (T(1) - share) * value + share * scale * batch.data()[j];
        }
    }

    const char* type_;
    const char* outer_axes_;
    std::size_t sample_rank_;
    BatchNormOptions options_;
};

}  // namespace detail

/// y = (x - mean) / sqrt(variance + eps) weight + bias per feature; mean and variance are those of
/// the batch in training and the running ones in evaluation.
/// Shapes: [batch, features], kept; parameters and buffers [features].
/// Start values: weight 1, bias 0, running_mean 0, running_var 1.
/// Throws: ShapeError from build() and forward() for other axes; ValueError from forward() for a
/// training batch of one.
/// Source: Ioffe and Szegedy 2015; as PyTorch, a batch is normalised with the biased variance and
/// the running variance is unbiased (Keras: momentum 0.99 means 0.01 here, eps 1e-3).
template <class T = float>
class BatchNorm1d : public detail::BatchNorm<T> {
   public:
    explicit BatchNorm1d(BatchNormOptions options = {})
        : detail::BatchNorm<T>("BatchNorm1d", "", 1, options) {}
};

/// BatchNorm1d for images: each channel over batch, height and width.
/// Shapes: [batch, height, width, channels], kept; parameters and buffers [channels].
template <class T = float>
class BatchNorm2d : public detail::BatchNorm<T> {
   public:
    explicit BatchNorm2d(BatchNormOptions options = {})
        : detail::BatchNorm<T>("BatchNorm2d", "height, width, ", 3, options) {}
};

}  // namespace nnlite
