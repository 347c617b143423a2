#pragma once

#include <cstddef>
#include <iterator>
#include <utility>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"

namespace nnlite::inline NNLITE_ABI {

/// true at [i, j] after the end of sequence i of a padded batch: j >= lengths[i]. The
/// key_padding_mask of attention.
/// Shapes: [number of lengths, tokens].
/// Throws: ValueError if a length is negative or more than tokens.
template <class Lengths>
requires requires(const Lengths& lengths) { std::size(lengths); }
Tensor<bool> padding_mask(const Lengths& lengths, std::size_t tokens) {
    detail::count_of("padding_mask", "tokens", tokens);
    Tensor<bool> ended = empty_tensor<bool>({std::size_t(std::size(lengths)), tokens});
    bool* row = ended.data();
    for (const auto length : lengths) {
        if (std::cmp_less(length, 0) || std::cmp_greater(length, tokens)) {
            fail<ValueError>("padding_mask: expected lengths from 0 to ", tokens, ", got ", length);
        }
        for (std::size_t j = 0; j < tokens; ++j) { *row++ = std::cmp_greater_equal(j, length); }
    }
    return ended;
}

}  // namespace nnlite
