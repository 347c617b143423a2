#pragma once

#include <string>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/ops/upsample_nearest2d.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Images enlarged by integer factors, each pixel repeated; see upsample_nearest2d.
/// Shapes: [batch, height, width, channels] -> [batch, scale height, scale width, channels].
/// Throws: ShapeError from build() if the samples are not images; ValueError on a scale of 0.
/// Elsewhere: torch.nn.UpsamplingNearest2d; keras.layers.UpSampling2D.
template <class T = float>
class UpsampleNearest2d : public Layer<T> {
   public:
    explicit UpsampleNearest2d(Size2d scale) : scale_(scale) {}

    Shape build(const Shape& input, Generator&) override;
    Variable<T> forward(const Variable<T>& x) const override {
        return upsample_nearest2d(x, scale_);
    }
    void visit_options(OptionVisitor<T>& visitor) override { visitor.field("scale", scale_); }
    std::string type() const override { return "UpsampleNearest2d"; }

   private:
    Size2d scale_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/upsample_nearest2d_impl.hpp"
#endif
