#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/serialization/tensor_format.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void fail_for_ending(std::string_view place, const std::string& path,
                                   const std::vector<std::string_view>& endings) {
    std::string known;
    for (std::size_t i = 0; i < endings.size(); ++i) {
        known += text_of(i == 0 ? "" : i + 1 < endings.size() ? ", " : " or ", endings[i]);
    }
    fail<ValueError>(place, ": expected a path that ends in ", known, ", got ", path);
}

}  // namespace nnlite::detail
