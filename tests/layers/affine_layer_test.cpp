#include "nnlite/layers/affine_layer.hpp"

#include <algorithm>
#include <cmath>

#include "nnlite/layers/initializer.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

struct Options {
    bool bias = true;
    Initializer weight_init = Initializer::glorot_uniform();
    Initializer bias_init = Initializer::glorot_uniform();
};

// x unchanged; what it would be multiplied by has the shape [2, 3, 4, 5].
struct Affine : detail::AffineLayer<double> {
    explicit Affine(const Options& from) : AffineLayer(from.bias), options(from) {}
    Shape build(const Shape& input, Generator& generator) override {
        start({2, 3, 4, 5}, 1000, options, generator);
        return input;
    }
    Variable<double> forward(const Variable<double>& x) const override {
        return bias_or_null() != nullptr ? x + *bias_or_null() : x;
    }
    std::string type() const override { return "Affine"; }
    Options options;
};

double largest(const Tensor<double>& values) {
    double result = 0;
    for (const double value : values) { result = std::max(result, std::abs(value)); }
    return result;
}

}  // namespace

TEST_CASE("AffineLayer: weight and bias start with the fans of the weights") {
    CounterGenerator generator;
    Affine layer({});
    layer.build({1}, generator);
    REQUIRE(layer.weight.shape() == Shape{2, 3, 4, 5});
    REQUIRE(layer.bias.shape() == Shape{1000});
    const double bound = std::sqrt(6.0 / (2 * 3 * 4 + 2 * 3 * 5));  // Glorot's, eq. 16
    for (const auto& parameter : parameters(layer)) {
        REQUIRE(largest(parameter.value()) <= bound);
        REQUIRE(largest(parameter.value()) > 0.9 * bound);
    }
}

TEST_CASE("AffineLayer: without a bias there is none") {
    CounterGenerator generator, same;
    Affine with({}), without({.bias = false});
    with.build({1}, generator);
    without.build({1}, same);
    REQUIRE(named_parameters(with).size() == 2);
    REQUIRE(named_parameters(without).size() == 1);
    REQUIRE(named_parameters(without)[0].name == "weight");
    REQUIRE((without.weight.value() == with.weight.value()));
    REQUIRE(without.forward(Variable<double>(3.0)).item() == 3);
}
