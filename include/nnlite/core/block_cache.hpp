#pragma once

#include <bit>
#include <cstddef>

#include "nnlite/core/abi.hpp"

// 1: blocks of exactly the requested size, and no cache, so that sanitizers see every access out of
// bounds and after free. It must be the same in all files of a program.
#ifndef NNLITE_EXACT_ALLOCATIONS
#if defined(__SANITIZE_ADDRESS__)
#define NNLITE_EXACT_ALLOCATIONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define NNLITE_EXACT_ALLOCATIONS 1
#endif
#endif
#endif
#ifndef NNLITE_EXACT_ALLOCATIONS
#define NNLITE_EXACT_ALLOCATIONS 0
#endif

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::size_t cache_line = 64;

// Size classes: four per power of two, so at most a quarter of a block is unused.
// 0 -> 64 bytes, 1 -> 80, ... every class is rounded up to whole cache lines when allocated.
constexpr std::size_t size_class(std::size_t bytes) {
    if (bytes <= 64) { return 0; }
    const std::size_t log = std::bit_width(bytes - 1) - 1;  // 2^log < bytes <= 2^(log + 1)
    const std::size_t quarter = (bytes - 1 - (std::size_t{1} << log)) >> (log - 2);
    return (log - 6) * 4 + quarter + 1;
}

constexpr std::size_t class_bytes(std::size_t index) {
    if (index == 0) { return 64; }
    const std::size_t log = (index - 1) / 4 + 6;
    const std::size_t quarter = (index - 1) % 4 + 1;
    const std::size_t bytes = (std::size_t{1} << log) + (quarter << (log - 2));
    return (bytes + cache_line - 1) / cache_line * cache_line;
}

// Blocks of whole cache lines; see Allocator.
void* allocate_block(std::size_t bytes);
void free_block(void* pointer) noexcept;
void release_blocks() noexcept;

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/core/block_cache_impl.hpp"
#endif
