#include "nnlite/random/numpy.hpp"

#include <numeric>
#include <random>
#include <span>

#include "random/bit_hash.hpp"
#include "reference/numpy_random.hpp"
#include "support/catch.hpp"

using nnlite::NumpyRandomState;
using nnlite::ValueError;
namespace numpy_draws = reference::numpy_random;

TEST_CASE("mt19937: the standard's generator") {
    for (const std::uint32_t seed : {0U, 5489U, 4294967295U}) {
        nnlite::detail::Mt19937 engine(seed);
        std::mt19937 standard(seed);
        for (int i = 0; i < 2000; ++i) { REQUIRE(engine() == standard()); }
        REQUIRE(engine.next64() >> 32 == standard());
    }
}

TEST_CASE("numpy: first numbers") {
    for (std::size_t row = 0; row < std::size(numpy_draws::seeds); ++row) {
        const auto seed = static_cast<std::int64_t>(numpy_draws::seeds[row]);
        NumpyRandomState uniform(seed);
        for (const double value : numpy_draws::random_sample[row]) {
            REQUIRE(uniform.random_sample() == value);
        }
        NumpyRandomState normal(seed);
        for (const double value : numpy_draws::randn[row]) { REQUIRE(normal.randn() == value); }
        NumpyRandomState integer(seed);
        for (const std::int64_t value : numpy_draws::randint_100[row]) {
            REQUIRE(integer.randint(0, 100) == value);
        }
        const auto order = NumpyRandomState(seed).permutation(10);
        REQUIRE(std::ranges::equal(order, numpy_draws::permutation[row]));
        const auto chosen = NumpyRandomState(seed).choice(10, 4, false);
        REQUIRE(std::ranges::equal(chosen, numpy_draws::choice_without[row]));
    }
}

// The calls of numpy_random.py on one generator, for every size in turn.
TEST_CASE("numpy: interleaved calls of all sizes") {
    for (std::size_t row = 0; row < std::size(numpy_draws::seeds); ++row) {
        NumpyRandomState state(static_cast<std::int64_t>(numpy_draws::seeds[row]));
        BitHash hashes[15];
        for (const std::size_t n : numpy_draws::sizes) {
            std::vector<double> real(n);
            std::vector<float> single(n);
            std::vector<std::int64_t> integer(n);
            BitHash* hash = hashes;
            for (double& value : real) { value = state.randn(); }
            (hash++)->add(real);
            for (double& value : real) { value = state.random_sample(); }
            (hash++)->add(real);
            state.uniform(real.data(), n, -0.123, 0.777);
            (hash++)->add(real);
            state.uniform(single.data(), n, -0.123, 0.777);
            (hash++)->add(single);
            state.normal(real.data(), n, 0.1, 0.37);
            (hash++)->add(real);
            state.normal(single.data(), n, 0.1, 0.37);
            (hash++)->add(single);
            constexpr std::int64_t top = std::numeric_limits<std::int64_t>::max();
            const std::int64_t ranges[][2] = {
                {0, 10}, {3, 4}, {0, 4294967296}, {-5, 4294967301}, {-top - 1, top}};
            for (const auto& [low, high] : ranges) {
                state.randint(integer.data(), n, low, high);
                (hash++)->add(integer);
            }
            (hash++)->add(state.permutation(n));
            std::iota(integer.rbegin(), integer.rend(), 0);
            state.shuffle(std::span(integer));
            (hash++)->add(integer);
            (hash++)->add(state.choice(2 * n, n, false));
            (hash++)->add(state.choice(n + 3, n, true));
        }
        for (std::size_t call = 0; call < std::size(hashes); ++call) {
            INFO("seed " << numpy_draws::seeds[row] << ", call " << call);
            REQUIRE(hashes[call].value == numpy_draws::hashes[row][call]);
        }
    }
}

TEST_CASE("numpy: bits are the next two draws") {
    NumpyRandomState state(7);
    nnlite::detail::Mt19937 engine(7);
    REQUIRE(state.bits() == engine.next64());
}

TEST_CASE("numpy: errors") {
    NumpyRandomState state(0);
    double value = 0;
    REQUIRE_ERROR(NumpyRandomState(-1), ValueError,
                  "NumpyRandomState: expected a seed from 0 to 4294967295, got -1");
    REQUIRE_ERROR(NumpyRandomState(4294967296), ValueError,
                  "NumpyRandomState: expected a seed from 0 to 4294967295, got 4294967296");
    REQUIRE_ERROR(state.randint(3, 3), ValueError,
                  "NumpyRandomState::randint: expected low < high, got 3 and 3");
    std::int64_t integer = 0;
    REQUIRE_ERROR(state.randint(&integer, 1, 3, 2), ValueError,
                  "NumpyRandomState::randint: expected low < high, got 3 and 2");
    REQUIRE_ERROR(state.uniform(&value, 1, 1.0, 0.0), ValueError,
                  "NumpyRandomState::uniform: expected low <= high, finite, got 1 and 0");
    REQUIRE_ERROR(state.normal(&value, 1, 0.0, -1.0), ValueError,
                  "NumpyRandomState::normal: expected a deviation >= 0, got -1");
    REQUIRE_ERROR(state.choice(3, 4, false), ValueError,
                  "NumpyRandomState::choice: expected at most 3 without replacement, got 4");
    REQUIRE_ERROR(state.choice(0, 1, true), ValueError,
                  "NumpyRandomState::choice: expected a population of at least 1, got 0");
}

TEST_CASE("numpy: nothing to draw leaves the state alone") {
    NumpyRandomState state(3);
    state.uniform(static_cast<double*>(nullptr), 0, 0.0, 1.0);
    state.permutation(nullptr, 0);
    REQUIRE(state.permutation(1) == std::vector<std::size_t>{0});
    REQUIRE(state.choice(0, 0, false).empty());
    REQUIRE(state.bits() == NumpyRandomState(3).bits());
}
