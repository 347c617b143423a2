#pragma once

#include <cstddef>

#include "nnlite/random/generator.hpp"

// A generator whose orders are known: 0, 1, ... rotated by one more at each call.
class FixedGenerator : public nnlite::Generator {
   public:
    void uniform(float*, std::size_t, double, double) override {}
    void uniform(double*, std::size_t, double, double) override {}
    void normal(float*, std::size_t, double, double) override {}
    void normal(double*, std::size_t, double, double) override {}
    void permutation(std::size_t* order, std::size_t count) override {
        ++calls;
        for (std::size_t i = 0; i < count; ++i) { order[i] = (i + calls) % count; }
    }
    std::uint64_t bits() override { return 0; }

    std::size_t calls = 0;

   private:
    std::uint64_t seed_of_children() const override { return 0; }
};
