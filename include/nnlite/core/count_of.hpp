#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The number itself; a negative number converted to size_t is huge.
// Throws: ValueError on 2^31 and more.
std::size_t count_of(std::string_view place, std::string_view what, std::size_t number);
std::optional<std::size_t> count_of(std::string_view place, std::string_view what,
                                    std::optional<std::size_t> number);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/core/count_of_impl.hpp"
#endif
