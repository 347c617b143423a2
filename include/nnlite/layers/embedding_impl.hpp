#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <utility>

#include "nnlite/core/count_of.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/embedding.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Embedding<T>::Embedding(std::size_t count, std::size_t width, EmbeddingOptions options)
    : count_(detail::count_of("Embedding", "words", count)),
      width_(detail::count_of("Embedding", "features", width)),
      options_(options) {
    if (count == 0 || width == 0) {
        fail<ValueError>("Embedding: expected count and width of at least 1, got ", count, " and ",
                         width);
    }
    detail::require_in_range("Embedding", "padding_idx", options.padding_idx,
                             {.low = 0, .high = static_cast<double>(count - 1)});
}

template <class T>
Shape Embedding<T>::build(const Shape& input, Generator& generator) {
    auto start = options_.weight_init.template weights<T>({count_, width_}, generator);
    if (options_.padding_idx) {
        std::fill_n(start.data() + *options_.padding_idx * width_, width_, T(0));
    }
    weight = Variable<T>(std::move(start), true);
    Shape output = input;
    output.push_back(width_);
    return output;
}

template <class T>
Variable<T> Embedding<T>::forward(const Variable<T>& x) const {
    Labels indices = Labels::from_shape(x.shape());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const T value = x.value().data()[i];
        if (!(value >= T(0) && value < static_cast<T>(count_) && value == std::floor(value))) {
            fail<ValueError>("Embedding: expected integers from 0 to ", count_ - 1, ", got ", value,
                             " at position ", i);
        }
        indices.data()[i] = static_cast<std::int32_t>(value);
    }
    return forward(indices);
}

template <class T>
void Embedding<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("count", count_);
    visitor.field("width", width_);
    visit_fields(visitor, options_);
    if (visitor.sets()) { *this = Embedding(count_, width_, options_); }
}

}  // namespace nnlite
