#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Fixed, irregular numbers in [-1, 1].
template <class T>
std::vector<T> numbers(std::size_t count, std::uint32_t seed = 1) {
    std::vector<T> values(count);
    for (T& value : values) {
        seed = seed * 1664525U + 1013904223U;
        value = T(seed >> 8) / T(1 << 23) - T(1);
    }
    return values;
}
