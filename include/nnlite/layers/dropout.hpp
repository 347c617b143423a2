#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/dropout.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The options of Dropout.
struct DropoutOptions {
    std::optional<std::uint64_t> seed;  // default: a child seed of build()'s generator
};

namespace detail {

// What a dropout drops: `dropout`, seed and position as the operations' options name them.
struct DropoutDraw {
    double dropout = 0;
    std::uint64_t seed = 0, position = 0;
};

}  // namespace detail

/// In training each element is 0 with probability `rate`, else x / (1 - rate); in evaluation y = x.
/// Shapes: any; kept.
/// Units or ranges: rate in [0, 1).
/// Initialization: a child seed of build()'s generator, position 0; each training call advances the
/// position, so seed and position together allow a run to resume.
/// Throws: ValueError from the constructor if rate is out of range.
/// Elsewhere: torch.nn.Dropout; keras.layers.Dropout.
template <class T = float>
class Dropout : public Layer<T> {
   public:
    std::uint64_t seed = 0;
    mutable std::uint64_t position = 0;  // which forward() advances in training

    explicit Dropout(double rate = 0.5, DropoutOptions options = {})
        : Dropout("Dropout", rate, options) {}

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;

    /// The dropout that forward() would apply to `count` elements, for an operation that applies it
    /// itself; advances the position. In evaluation nothing is dropped.
    detail::DropoutDraw next(std::size_t count) const;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override;

    std::string type() const override { return type_; }

   protected:
    Dropout(const char* type, double rate, DropoutOptions options)
        : type_(type), rate_(rate), options_(options) {
        detail::require_rate(type, rate);
    }

   private:
    const char* type_;
    double rate_;
    DropoutOptions options_;
};

/// Dropout of whole channels: neighbouring pixels are correlated, so dropping single pixels
/// regularises little.
/// Shapes: [batch, height, width, channels], kept; one random draw per sample and channel.
/// Throws: ValueError from the constructor if rate is outside [0, 1); ShapeError from build() and
/// forward() if the samples are not images.
/// Source: Tompson et al. 2015, section 3.2.
/// Elsewhere: torch.nn.Dropout2d; keras.layers.SpatialDropout2D.
template <class T = float>
class Dropout2d : public Dropout<T> {
   public:
    explicit Dropout2d(double rate = 0.5, DropoutOptions options = {})
        : Dropout<T>("Dropout2d", rate, options) {}

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/dropout_impl.hpp"
#endif
