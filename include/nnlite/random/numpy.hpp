#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/rounded_product.hpp"
#include "nnlite/random/generator.hpp"
#include "nnlite/random/mt19937.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Reproduces numpy.random.RandomState(seed) bit for bit.
/// Units or ranges: float values are NumPy's doubles, cast.
/// Initialization: as after RandomState(seed).
/// Throws: ValueError if seed is outside [0, 2^32).
/// Source: NumPy 1.24, numpy/random/mtrand.pyx and src/legacy/legacy-distributions.c.
/// Elsewhere: sklearn.utils.check_random_state.
class NumpyRandomState : public Generator {
   public:
    explicit NumpyRandomState(std::int64_t seed = 0)
        : engine(checked_seed(seed)), seed_(static_cast<std::uint64_t>(seed)) {}

    /// One value from the uniform distribution on [0, 1), with 53 random bits: random_sample(),
    /// rand().
    double random_sample();

    /// One value from the standard normal distribution, by the polar method: randn().
    double randn();

    /// One integer in [low, high): randint(low, high).
    /// Throws: ValueError if low >= high.
    std::int64_t randint(std::int64_t low, std::int64_t high);

    /// Fills values[0, count) with integers in [low, high): randint(low, high, count).
    /// Throws: ValueError if low >= high.
    void randint(std::int64_t* values, std::size_t count, std::int64_t low, std::int64_t high);

    /// Fills values[0, count) with low + (high - low) random_sample().
    /// Throws: ValueError if low > high or high - low is not finite.
    void uniform(float* values, std::size_t count, double low, double high) override {
        uniform_fill(values, count, low, high);
    }
    void uniform(double* values, std::size_t count, double low, double high) override {
        uniform_fill(values, count, low, high);
    }

    /// Fills values[0, count) with mean + deviation randn().
    /// Throws: ValueError if deviation < 0.
    void normal(float* values, std::size_t count, double mean, double deviation) override {
        normal_fill(values, count, mean, deviation);
    }
    void normal(double* values, std::size_t count, double mean, double deviation) override {
        normal_fill(values, count, mean, deviation);
    }

    /// Shuffles values[0], values[1], ...: shuffle(values).
    template <class Container>
    void shuffle(Container&& values) {
        for (std::size_t i = values.size(); i-- > 1;) {
            using std::swap;
            swap(values[i], values[static_cast<std::size_t>(interval(i))]);
        }
    }

    /// Fills order[0, count) with permutation(count).
    NNLITE_INLINE void permutation(std::size_t* order, std::size_t count) override;
    std::vector<std::size_t> permutation(std::size_t count);

    /// `size` integers of 0 ... population - 1: choice(population, size, replace).
    /// Throws: ValueError if population is 0 and size is not, or if size > population without
    /// replacement.
    std::vector<std::size_t> choice(std::size_t population, std::size_t size, bool replace);

    std::uint64_t bits() override { return engine.next64(); }

    NNLITE_INLINE void visit_state(FieldVisitor& visitor) override;

   private:
    std::uint64_t seed_of_children() const override { return seed_; }

    static std::uint32_t checked_seed(std::int64_t seed);

    static void check_range(std::int64_t low, std::int64_t high);

    // An integer in [0, largest]: draws are masked to the bits of `largest`, larger ones rejected.
    std::uint64_t interval(std::uint64_t largest);

    template <class T>
    void uniform_fill(T* values, std::size_t count, double low, double high) {
        const double range = high - low;
        if (!(range >= 0.0 && std::isfinite(range))) {
            fail<ValueError>("NumpyRandomState::uniform: expected low <= high, finite, got ", low,
                             " and ", high);
        }
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = static_cast<T>(low + detail::rounded_product(range, random_sample()));
        }
    }

    template <class T>
    void normal_fill(T* values, std::size_t count, double mean, double deviation) {
        if (!(deviation >= 0.0)) {
            fail<ValueError>("NumpyRandomState::normal: expected a deviation >= 0, got ",
                             deviation);
        }
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = static_cast<T>(mean + detail::rounded_product(deviation, randn()));
        }
    }

    detail::Mt19937 engine;
    double cached = 0.0;
    bool has_cached = false;
    std::uint64_t seed_;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/random/numpy_impl.hpp"
#endif
