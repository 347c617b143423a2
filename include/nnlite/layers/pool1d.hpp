#pragma once

#include <string>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/ops/pool1d.hpp"
#include "nnlite/ops/reduce.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

Shape pool1d_build(const char* place, const Shape& input, std::size_t size,
                   const Pool1dOptions& options);

}  // namespace detail

/// The largest value of each window; see max_pool1d. The stride is the window's size if not given.
/// Shapes: [batch, time, channels] -> [batch, out time, channels].
/// Throws: ShapeError and ValueError from build(), as max_pool1d.
/// Elsewhere: torch.nn.MaxPool1d; keras.layers.MaxPooling1D.
template <class T = float>
class MaxPool1d : public Layer<T> {
   public:
    explicit MaxPool1d(std::size_t size, Pool1dOptions options = {})
        : size_(size), options_(options) {}

    Shape build(const Shape& input, Generator&) override {
        return detail::pool1d_build("MaxPool1d", input, size_, options_);
    }
    Variable<T> forward(const Variable<T>& x) const override {
        return max_pool1d(x, size_, options_);
    }
    void visit_options(OptionVisitor<T>& visitor) override {
        detail::visit_pool(visitor, size_, options_);
    }
    std::string type() const override { return "MaxPool1d"; }

   private:
    std::size_t size_;
    Pool1dOptions options_;
};

/// The mean of each window; see avg_pool1d. The stride is the window's size if not given.
/// Shapes: [batch, time, channels] -> [batch, out time, channels].
/// Throws: ShapeError and ValueError from build(), as avg_pool1d.
/// Elsewhere: torch.nn.AvgPool1d; keras.layers.AveragePooling1D.
template <class T = float>
class AvgPool1d : public Layer<T> {
   public:
    explicit AvgPool1d(std::size_t size, Pool1dOptions options = {})
        : size_(size), options_(options) {}

    Shape build(const Shape& input, Generator&) override {
        return detail::pool1d_build("AvgPool1d", input, size_, options_);
    }
    Variable<T> forward(const Variable<T>& x) const override {
        return avg_pool1d(x, size_, options_);
    }
    void visit_options(OptionVisitor<T>& visitor) override {
        detail::visit_pool(visitor, size_, options_);
    }
    std::string type() const override { return "AvgPool1d"; }

   private:
    std::size_t size_;
    Pool1dOptions options_;
};

/// The mean of each channel over the whole sequence.
/// Shapes: [batch, time, channels] -> [batch, channels].
/// Throws: ShapeError from build() if the samples are not sequences.
/// Elsewhere: torch.nn.AdaptiveAvgPool1d(1); keras.layers.GlobalAveragePooling1D.
template <class T = float>
class GlobalAveragePool1d : public Layer<T> {
   public:
    Shape build(const Shape& input, Generator&) override;
    Variable<T> forward(const Variable<T>& x) const override { return mean(x, {1}); }
    void visit_options(OptionVisitor<T>&) override {}
    std::string type() const override { return "GlobalAveragePool1d"; }
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/pool1d_impl.hpp"
#endif
