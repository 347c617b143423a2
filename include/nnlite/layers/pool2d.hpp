#pragma once

#include <string>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/ops/pool2d.hpp"
#include "nnlite/ops/reduce.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

Shape pool2d_build(const char* place, const Shape& input, Size2d size,
                   const Pool2dOptions& options);

}  // namespace detail

/// The largest value of each window; see max_pool2d. The stride is the window's size if not given.
/// Shapes: [batch, height, width, channels] -> [batch, out height, out width, channels].
/// Throws: ShapeError and ValueError from build(), as max_pool2d.
/// Elsewhere: torch.nn.MaxPool2d; keras.layers.MaxPooling2D.
template <class T = float>
class MaxPool2d : public Layer<T> {
   public:
    explicit MaxPool2d(Size2d size, Pool2dOptions options = {}) : size_(size), options_(options) {}

    Shape build(const Shape& input, Generator&) override {
        return detail::pool2d_build("MaxPool2d", input, size_, options_);
    }
    Variable<T> forward(const Variable<T>& x) const override {
        return max_pool2d(x, size_, options_);
    }
    void visit_options(OptionVisitor<T>& visitor) override {
        detail::visit_pool(visitor, size_, options_);
    }
    std::string type() const override { return "MaxPool2d"; }

    Size2d size() const { return size_; }
    const Pool2dOptions& options() const { return options_; }

   private:
    Size2d size_;
    Pool2dOptions options_;
};

/// The mean of each window; see avg_pool2d. The stride is the window's size if not given.
/// Shapes: [batch, height, width, channels] -> [batch, out height, out width, channels].
/// Throws: ShapeError and ValueError from build(), as avg_pool2d.
/// Elsewhere: torch.nn.AvgPool2d; keras.layers.AveragePooling2D.
template <class T = float>
class AvgPool2d : public Layer<T> {
   public:
    explicit AvgPool2d(Size2d size, Pool2dOptions options = {}) : size_(size), options_(options) {}

    Shape build(const Shape& input, Generator&) override {
        return detail::pool2d_build("AvgPool2d", input, size_, options_);
    }
    Variable<T> forward(const Variable<T>& x) const override {
        return avg_pool2d(x, size_, options_);
    }
    void visit_options(OptionVisitor<T>& visitor) override {
        detail::visit_pool(visitor, size_, options_);
    }
    std::string type() const override { return "AvgPool2d"; }

   private:
    Size2d size_;
    Pool2dOptions options_;
};

/// The mean of each channel over the whole image.
/// Shapes: [batch, height, width, channels] -> [batch, channels].
/// Throws: ShapeError from build() if the samples are not images.
/// Elsewhere: torch.nn.AdaptiveAvgPool2d(1); keras.layers.GlobalAveragePooling2D.
template <class T = float>
class GlobalAveragePool2d : public Layer<T> {
   public:
    Shape build(const Shape& input, Generator&) override;
    Variable<T> forward(const Variable<T>& x) const override { return mean(x, {1, 2}); }
    void visit_options(OptionVisitor<T>&) override {}
    std::string type() const override { return "GlobalAveragePool2d"; }
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/pool2d_impl.hpp"
#endif
