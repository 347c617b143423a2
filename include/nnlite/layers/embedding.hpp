#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/fields.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/gather.hpp"

namespace nnlite {

struct EmbeddingOptions {
    Initializer weight_init = Initializer::normal();
    /// The word that stands for none, such as what fills short sentences up.
    std::optional<std::size_t> padding_idx = std::nullopt;

    static constexpr auto fields() {
        return field_list(
            Field("weight_init", &EmbeddingOptions::weight_init),
            Field("padding_idx", &EmbeddingOptions::padding_idx, Range::not_negative()));
    }
};

/// y = weight[index]: a trained vector for each of `count` words. The indices come as Labels or, so
/// that it can stand first in a Sequential, as whole numbers in a Variable, which gets no gradient.
/// The vector of `padding_idx` starts as zeros and gets a gradient of 0.
/// Shapes: [batch, ...] -> [batch, ..., width]; weight [count, width].
/// Units or ranges: indices from 0 to count - 1; float holds them exactly up to 16,777,216.
/// Start values: N(0, 1), as PyTorch; Keras' is uniform(0.05).
/// Throws: ValueError from the constructor if count or width is 0 or negative or padding_idx is not
/// below count, from forward() for an index that is not whole or out of range.
template <class T = float>
class Embedding : public Layer<T> {
   public:
    Variable<T> weight;

    Embedding(std::size_t count, std::size_t width, EmbeddingOptions options = {})
        : count_(detail::count_of("Embedding", "words", count)),
          width_(detail::count_of("Embedding", "features", width)),
          options_(options) {
        if (count == 0 || width == 0) {
            fail<ValueError>("Embedding: expected count and width of at least 1, got ", count,
                             " and ", width);
        }
        require_in_range("Embedding", "padding_idx", options.padding_idx,
                         {.low = 0, .high = static_cast<double>(count - 1)});
    }

    Shape build(const Shape& input, Generator& generator) override {
        auto start = options_.weight_init.template weights<T>({count_, width_}, generator);
        if (options_.padding_idx) {
            std::fill_n(start.data() + *options_.padding_idx * width_, width_, T(0));
        }
        weight = Variable<T>(std::move(start), true);
        Shape output = input;
        output.push_back(width_);
        return output;
    }

    Variable<T> forward(const Variable<T>& x) override {
        Labels indices = Labels::from_shape(x.shape());
        for (std::size_t i = 0; i < x.size(); ++i) {
            const T value = x.value().data()[i];
            if (!(value >= T(0) && value < static_cast<T>(count_) && value == std::floor(value))) {
                fail<ValueError>("Embedding: expected whole numbers from 0 to ", count_ - 1,
                                 ", got ", value, " at position ", i);
            }
            indices.data()[i] = static_cast<std::int32_t>(value);
        }
        return forward(indices);
    }
    template <detail::LabelArray Indices>
    Variable<T> forward(const Indices& indices) {
        this->require_built(weight);
        return gather(weight, indices, options_.padding_idx);
    }

    using Layer<T>::operator();
    template <detail::LabelArray Indices>
    Variable<T> operator()(const Indices& indices) {
        return forward(indices);
    }

    void visit(Visitor<T>& visitor) override { visitor.parameter("weight", weight); }

    void visit_options(OptionVisitor<T>& visitor) override {
        visitor.field("count", count_);
        visitor.field("width", width_);
        visit_fields(visitor, options_);
        if (visitor.sets()) { *this = Embedding(count_, width_, options_); }
    }

    std::string type() const override { return "Embedding"; }

   private:
    std::size_t count_, width_;
    EmbeddingOptions options_;
};

}  // namespace nnlite
