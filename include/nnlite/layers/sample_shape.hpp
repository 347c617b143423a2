#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Samples of `rank` axes, the last one channels, `in` of them if given; `axes` names the others.
void require_sample(std::string_view place, std::size_t rank, std::string_view axes,
                    const Shape& sample, std::optional<std::size_t> in);
void require_image(std::string_view place, const Shape& sample, std::optional<std::size_t> in = {});
void require_sequence(std::string_view place, const Shape& sample,
                      std::optional<std::size_t> in = {});

}  // namespace nnlite::detail

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/sample_shape_impl.hpp"
#endif
