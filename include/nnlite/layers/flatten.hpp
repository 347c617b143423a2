#pragma once

#include <string>

#include "nnlite/core/shape.hpp"
#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Joins the axes of each sample to one.
/// Shapes: [batch, ...] -> [batch, features].
/// Elsewhere: torch.nn.Flatten; keras.layers.Flatten.
template <class T = float>
class Flatten : public Layer<T> {
   public:
    Shape build(const Shape& input, Generator&) override;

    /// The shape of the samples given to build(); empty before.
    const Shape& input() const { return input_; }

    Variable<T> forward(const Variable<T>& x) const override;

    Shape gathered_shape(const Shape& sample) const override {
        return {detail::element_count(sample)};
    }

    void visit_options(OptionVisitor<T>&) override {}
    std::string type() const override { return "Flatten"; }

   private:
    Shape input_;
};

/// Gives each sample another shape, its elements in the same order.
/// Shapes: [batch, ...] -> [batch, shape...].
/// Throws: ShapeError from build() if the number of elements differs.
/// Elsewhere: keras.layers.Reshape.
template <class T = float>
class Reshape : public Layer<T> {
   public:
    explicit Reshape(const Shape& shape) : sample_(shape) {}

    Shape build(const Shape& input, Generator&) override;

    /// The shape of the samples given to build(), empty before, and that of the results.
    const Shape& input() const { return input_; }
    const Shape& output() const { return sample_; }

    Variable<T> forward(const Variable<T>& x) const override;

    void visit_options(OptionVisitor<T>& visitor) override { visitor.field("shape", sample_); }

    std::string type() const override { return "Reshape"; }

   private:
    Shape sample_, input_;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/flatten_impl.hpp"
#endif
