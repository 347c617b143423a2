#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/rounded_product.hpp"
#include "nnlite/random/numpy.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE double NumpyRandomState::random_sample() {
    const std::uint32_t upper = engine() >> 5;
    const std::uint32_t lower = engine() >> 6;
    return (upper * 67108864.0 + lower) / 9007199254740992.0;
}

NNLITE_INLINE double NumpyRandomState::randn() {
    if (has_cached) {
        has_cached = false;
        return cached;
    }
    for (;;) {
        const double x1 = 2.0 * random_sample() - 1.0;
        const double x2 = 2.0 * random_sample() - 1.0;
        const double square = detail::rounded_product(x1, x1) + detail::rounded_product(x2, x2);
        if (square >= 1.0 || square == 0.0) { continue; }
        const double factor = std::sqrt(-2.0 * std::log(square) / square);
        cached = factor * x1;
        has_cached = true;
        return factor * x2;
    }
}

NNLITE_INLINE std::int64_t NumpyRandomState::randint(std::int64_t low, std::int64_t high) {
    check_range(low, high);
    const auto start = static_cast<std::uint64_t>(low);
    return static_cast<std::int64_t>(start +
                                     interval(static_cast<std::uint64_t>(high) - start - 1));
}

NNLITE_INLINE void NumpyRandomState::randint(std::int64_t* values, std::size_t count,
                                             std::int64_t low, std::int64_t high) {
    check_range(low, high);
    for (std::size_t i = 0; i < count; ++i) { values[i] = randint(low, high); }
}

NNLITE_INLINE void NumpyRandomState::permutation(std::size_t* order, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) { order[i] = i; }
    for (std::size_t i = count; i-- > 1;) {
        std::swap(order[i], order[static_cast<std::size_t>(interval(i))]);
    }
}

NNLITE_INLINE std::vector<std::size_t> NumpyRandomState::permutation(std::size_t count) {
    std::vector<std::size_t> order(count);
    permutation(order.data(), count);
    return order;
}

NNLITE_INLINE std::vector<std::size_t> NumpyRandomState::choice(std::size_t population,
                                                                std::size_t size, bool replace) {
    if (population == 0 && size > 0) {
        fail<ValueError>("NumpyRandomState::choice: expected a population of at least 1, got 0");
    }
    if (!replace) {
        if (size > population) {
            fail<ValueError>("NumpyRandomState::choice: expected at most ", population,
                             " without replacement, got ", size);
        }
        std::vector<std::size_t> order = permutation(population);
        order.resize(size);
        return order;
    }
    std::vector<std::size_t> chosen(size);
    for (std::size_t& index : chosen) {
        index = static_cast<std::size_t>(interval(population - 1));
    }
    return chosen;
}

NNLITE_INLINE void NumpyRandomState::visit_state(FieldVisitor& visitor) {
    visitor.constant("type", "numpy");
    engine.visit_state(visitor);
    visitor.field("seed", seed_);
    visitor.field("has_cached", has_cached);
    visitor.field("cached", cached);
    visit_children(visitor);
}

NNLITE_INLINE std::uint32_t NumpyRandomState::checked_seed(std::int64_t seed) {
    if (seed < 0 || seed > 0xffffffffLL) {
        fail<ValueError>("NumpyRandomState: expected a seed from 0 to 4294967295, got ", seed);
    }
    return static_cast<std::uint32_t>(seed);
}

NNLITE_INLINE void NumpyRandomState::check_range(std::int64_t low, std::int64_t high) {
    if (low >= high) {
        fail<ValueError>("NumpyRandomState::randint: expected low < high, got ", low, " and ",
                         high);
    }
}

NNLITE_INLINE std::uint64_t NumpyRandomState::interval(std::uint64_t largest) {
    if (largest == 0) { return 0; }
    const std::uint64_t mask = ~std::uint64_t{0} >> std::countl_zero(largest);
    std::uint64_t value = 0;
    do {
        value = (largest <= 0xffffffffU ? engine() : engine.next64()) & mask;
    } while (value > largest);
    return value;
}

}  // namespace nnlite
