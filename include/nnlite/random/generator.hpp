#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/field_visitor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A random number generator. It is always a parameter, never a global: CounterGenerator is the
/// default, NumpyRandomState and TorchGenerator reproduce those libraries.
/// Elsewhere: torch.Generator; keras.random.SeedGenerator.
class Generator {
   public:
    virtual ~Generator() = default;

    /// Fills values[0, count) from the uniform distribution on [low, high).
    virtual void uniform(float* values, std::size_t count, double low, double high) = 0;
    virtual void uniform(double* values, std::size_t count, double low, double high) = 0;

    /// Fills values[0, count) from the normal distribution.
    virtual void normal(float* values, std::size_t count, double mean, double deviation) = 0;
    virtual void normal(double* values, std::size_t count, double mean, double deviation) = 0;

    /// Fills order[0, count) with a random order of 0 ... count - 1.
    virtual void permutation(std::size_t* order, std::size_t count) = 0;

    /// 64 random bits.
    virtual std::uint64_t bits() = 0;

    /// A seed for another generator, such as a Dropout's: a new one at each call, derived from this
    /// generator's seed. It does not advance the stream, so later draws still equal those of the
    /// reproduced library.
    std::uint64_t child_seed();

    /// Whether numbers do not matter, as what they are for will be replaced.
    virtual bool is_blank() const { return false; }

    /// Visits all that later random numbers depend on, to save or to set it.
    /// Throws: ValueError unless the generator overrides it; FileError if what is set does not fit.
    NNLITE_INLINE virtual void visit_state(FieldVisitor&);

   protected:
    void forget_children() { children_ = 0; }
    /// For visit_state(): the number of child seeds so far.
    void visit_children(FieldVisitor& visitor) { visitor.field("children", children_); }

   private:
    virtual std::uint64_t seed_of_children() const = 0;

    std::uint64_t children_ = 0;
};

namespace detail {

// For the build() of layers that then get their parameters from elsewhere: an Initializer leaves
// memory as it is, and all numbers are 0.
class BlankGenerator : public Generator {
   public:
    void uniform(float* values, std::size_t count, double, double) override {
        std::fill_n(values, count, 0.0F);
    }
    void uniform(double* values, std::size_t count, double, double) override {
        std::fill_n(values, count, 0.0);
    }
    void normal(float* values, std::size_t count, double, double) override {
        std::fill_n(values, count, 0.0F);
    }
    void normal(double* values, std::size_t count, double, double) override {
        std::fill_n(values, count, 0.0);
    }
    NNLITE_INLINE void permutation(std::size_t* order, std::size_t count) override;
    std::uint64_t bits() override { return 0; }
    bool is_blank() const override { return true; }

   private:
    std::uint64_t seed_of_children() const override { return 0; }
};

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/random/generator_impl.hpp"
#endif
