#pragma once

#include <concepts>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The product rounded to T, even where the compiler would fuse it with the sum it goes into.
template <std::floating_point T>
T rounded_product(T a, T b) {
    T product = a * b;
#if defined(__x86_64__) && defined(__GNUC__)
    asm("" : "+x"(product));
    return product;
#else
    volatile T stored = product;
    return stored;
#endif
}

}  // namespace nnlite::detail
