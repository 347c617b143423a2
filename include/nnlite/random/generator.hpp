#pragma once

#include <cstddef>
#include <cstdint>

#include "nnlite/core/tensor.hpp"

namespace nnlite {

/// A source of random numbers. It is always a parameter, never a global: CounterGenerator is the
/// default, NumpyRandomState and TorchGenerator repeat the numbers of those libraries.
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

    /// 64 random bits, for instance to seed another generator.
    virtual std::uint64_t bits() = 0;
};

}  // namespace nnlite
