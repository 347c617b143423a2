#pragma once

#include <cstddef>
#include <string>

#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of GroupNorm.
struct GroupNormOptions {
    double eps = 1e-5;
    bool affine = true;  // whether there are weight and bias

    static constexpr auto fields() {
        return field_list(Field("eps", &GroupNormOptions::eps, Range::not_negative()),
                          Field("affine", &GroupNormOptions::affine));
    }
};

/// y = (x - mean) / sqrt(variance + eps) weight + bias, with mean and variance of each sample's
/// groups of consecutive channels, over all their pixels; see group_norm.
/// Shapes: [batch, ..., channels], kept; weight and bias [channels].
/// Initialization: weight 1, bias 0.
/// Throws: ValueError from the constructor for 0 groups or a negative eps; ShapeError from build()
/// if the samples are empty or the groups do not divide the channels.
/// Source: Wu and He 2018; biased variance and eps inside the root, as PyTorch (Keras: 32 groups,
/// eps 1e-3).
/// Elsewhere: torch.nn.GroupNorm; keras.layers.GroupNormalization.
template <class T = float>
class GroupNorm : public Layer<T> {
   public:
    Variable<T> weight, bias;

    explicit GroupNorm(std::size_t groups, GroupNormOptions options = {})
        : groups_(groups), options_(checked_options("GroupNorm", options)) {
        detail::require_in_range("GroupNorm", "groups", groups, Range::at_least(1));
    }

    Shape build(const Shape& input, Generator&) override;

    Variable<T> forward(const Variable<T>& x) const override;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return "GroupNorm"; }

   private:
    std::size_t groups_;
    GroupNormOptions options_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/group_norm_impl.hpp"
#endif
