#pragma once

#include <cstddef>
#include <vector>

#include "nnlite/core/allocator.hpp"

// Fills with NaN what the allocator hands out next, so that a result nobody wrote shows.
inline void poison_memory() {
    std::vector<nnlite::detail::Vector<unsigned char>> blocks;
    for (std::size_t bytes = 64; bytes <= std::size_t{1} << 20; bytes += bytes / 4) {
        for (int i = 0; i < 4; ++i) { blocks.emplace_back(bytes, 0xFF); }
    }
}
