#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>
#include <vector>

// FNV-1a over the bits of whole values, as in tests/reference/numpy_random.py.
struct BitHash {
    std::uint64_t value = 0xcbf29ce484222325U;

    template <class T>
    void add(const std::vector<T>& values) {
        using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
        for (const T& v : values) { value = (value ^ std::bit_cast<Bits>(v)) * 0x100000001b3U; }
    }
};
