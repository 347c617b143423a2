#pragma once

#include <string>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/ops/zero_pad2d.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Images in a frame of zeros; see zero_pad2d.
/// Shapes: [batch, height, width, channels] -> [batch, top + height + bottom, left + width + right,
/// channels].
/// Throws: ShapeError from build() if the samples are not images; ValueError on same padding.
/// Elsewhere: torch.nn.ZeroPad2d; keras.layers.ZeroPadding2D.
template <class T = float>
class ZeroPad2d : public Layer<T> {
   public:
    explicit ZeroPad2d(Padding padding) : padding_(padding) {}

    Shape build(const Shape& input, Generator&) override;
    Variable<T> forward(const Variable<T>& x) const override { return zero_pad2d(x, padding_); }
    void visit_options(OptionVisitor<T>& visitor) override { visitor.field("padding", padding_); }
    std::string type() const override { return "ZeroPad2d"; }

   private:
    Padding padding_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/zero_pad2d_impl.hpp"
#endif
