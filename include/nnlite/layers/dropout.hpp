#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/dropout.hpp"

namespace nnlite {

struct DropoutOptions {
    std::optional<std::uint64_t> seed;  // else a child seed of build()'s generator
};

/// In training each number is 0 with probability `rate`, else x / (1 - rate); in evaluation y = x.
/// Shapes: any; kept.
/// Units or ranges: rate in [0, 1).
/// Start values: a child seed of build()'s generator, position 0; each training call moves position
/// on, so both together resume a run. Throws: ValueError from the constructor if rate is outside.
template <class T = float>
class Dropout : public Layer<T> {
   public:
    std::uint64_t seed = 0;
    std::uint64_t position = 0;

    explicit Dropout(double rate, DropoutOptions options = {}) : rate_(rate), options_(options) {
        if (!(rate >= 0 && rate < 1)) {
            fail<ValueError>("Dropout: expected a rate in [0, 1), got ", rate);
        }
    }

    Shape build(const Shape& input, Generator& generator) override {
        seed = options_.seed ? *options_.seed : generator.child_seed();
        position = 0;
        return input;
    }

    Variable<T> forward(const Variable<T>& x) override {
        if (!this->training || rate_ == 0) { return x; }
        const Variable<T> y = dropout(x, rate_, seed, position);
        position += dropout_advance(x.size());
        return y;
    }

    std::string type() const override { return "Dropout"; }

   private:
    double rate_;
    DropoutOptions options_;
};

}  // namespace nnlite
