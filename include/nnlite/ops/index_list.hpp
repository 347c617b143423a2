#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <vector>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A short list of axes or extents, written as one number or as {0, -1}; a Shape converts to it.
class IndexList {
   public:
    IndexList() = default;
    template <std::integral N>
    requires(!std::same_as<N, bool>) IndexList(N index)  // NOLINT(google-explicit-constructor)
        : values_(1, static_cast<std::ptrdiff_t>(index)) {}
    template <std::integral N>
    IndexList(std::initializer_list<N> indices) {
        for (const N index : indices) { values_.push_back(static_cast<std::ptrdiff_t>(index)); }
    }
    IndexList(const Shape& shape)  // NOLINT(google-explicit-constructor)
        : values_(shape.begin(), shape.end()) {}
    template <std::integral N, class A>
    IndexList(const std::vector<N, A>& indices)  // NOLINT(google-explicit-constructor)
        : values_(indices.begin(), indices.end()) {}

    std::size_t size() const { return values_.size(); }
    bool empty() const { return values_.empty(); }
    std::ptrdiff_t operator[](std::size_t i) const { return values_[i]; }
    // As a shape reads in an error: "[4, -1]".
    std::string text() const;
    auto begin() const { return values_.begin(); }
    auto end() const { return values_.end(); }

   private:
    Vector<std::ptrdiff_t> values_;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/ops/index_list_impl.hpp"
#endif
