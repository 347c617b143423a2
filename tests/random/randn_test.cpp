#include "nnlite/random/randn.hpp"

#include "nnlite/random/counter.hpp"
#include "nnlite/random/numpy.hpp"
#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("randn, rand: NumPy's numbers with its generator") {
    NumpyRandomState generator(
        0);  // numpy.random.RandomState(0).randn(3), then .rand(3) of a new generator
    const Tensor<double> normal = randn<double>({3}, generator);
    REQUIRE(normal(0) == Approx(1.764052345967664).epsilon(1e-14));
    REQUIRE(normal(1) == Approx(0.4001572083672233).epsilon(1e-14));
    REQUIRE(normal(2) == Approx(0.9787379841057392).epsilon(1e-14));
    NumpyRandomState again(0);
    const Tensor<double> uniform = nnlite::rand<double>({3}, again);
    REQUIRE(uniform(0) == Approx(0.5488135039273248).epsilon(1e-14));
    REQUIRE(uniform(1) == Approx(0.7151893663724195).epsilon(1e-14));
    REQUIRE(uniform(2) == Approx(0.6027633760716439).epsilon(1e-14));
}

TEST_CASE("randn, rand: any shape, the same numbers for the same seed") {
    for (const Shape& shape :
         {Shape{}, Shape{0}, Shape{7}, Shape{1025}, Shape{3, 0, 2}, Shape{3, 5}}) {
        CounterGenerator a(5), b(5);
        const Tensor<float> x = randn(shape, a), y = nnlite::rand(shape, a);
        REQUIRE((x.shape() == shape && y.shape() == shape));
        REQUIRE((x == randn(shape, b) && y == nnlite::rand(shape, b)));
        for (const float value : y) { REQUIRE((value >= 0 && value < 1)); }
    }
}
