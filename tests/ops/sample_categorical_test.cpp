#include "nnlite/ops/sample_categorical.hpp"

#include <array>
#include <cmath>

#include "nnlite/random/counter.hpp"
#include "nnlite/random/numpy.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"

using namespace nnlite;

namespace {

// How often each of four classes comes in 20,000 rows of these logits.
std::array<double, 4> shares(const std::array<double, 4>& logits,
                             const nnlite::detail::SampleOptions& options) {
    Tensor<double> rows = empty_tensor<double>({20000, 4});
    for (std::size_t i = 0; i < rows.size(); ++i) { rows.data()[i] = logits[i % 4]; }
    CounterGenerator generator(3);
    std::array<double, 4> result{};
    for (const std::int32_t drawn : sample_categorical(rows, generator, options)) {
        result[std::size_t(drawn)] += 1 / 20000.0;
    }
    return result;
}

}  // namespace

TEST_CASE("sample_categorical: the classes of NumPy's uniform numbers") {
    // numpy.searchsorted(numpy.cumsum(p), RandomState(0).rand(6), side="right"), p = .1 .2 .3 .4
    NumpyRandomState generator(0);
    Tensor<double> rows = empty_tensor<double>({6, 4});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows.data()[i] = std::log(0.1 * double(i % 4 + 1));
    }
    REQUIRE((sample_categorical(rows, generator) == Labels{2, 3, 3, 2, 2, 3}));
}

TEST_CASE("sample_categorical: classes come as often as the softmax says") {
    const std::array<double, 4> logits{0, std::log(2), std::log(3), std::log(4)};
    const auto close = [](double share, double wanted) { return std::abs(share - wanted) < 0.012; };
    const auto all = shares(logits, {});
    for (std::size_t i = 0; i < 4; ++i) { REQUIRE(close(all[i], double(i + 1) / 10)); }
    const auto cold = shares(logits, {.temperature = 0.5});  // weights 1, 4, 9, 16
    REQUIRE((close(cold[0], 1 / 30.0) && close(cold[3], 16 / 30.0)));
    const auto two = shares(logits, {.top_k = 2});
    REQUIRE((two[0] == 0 && two[1] == 0 && close(two[2], 3 / 7.0)));
    const auto masked = shares({0, -infinity, 0, -infinity}, {.top_k = 3});
    REQUIRE((masked[1] == 0 && masked[3] == 0 && close(masked[0], 0.5)));
    const auto equal = shares({1, 1, 1, 1}, {.top_k = 2});  // the first two
    REQUIRE((equal[2] == 0 && equal[3] == 0 && close(equal[0], 0.5)));
    REQUIRE(shares(logits, {.temperature = 1e-300})[3] > 0.9999);
    REQUIRE(shares({-1e308, 1e308, 0, 0}, {.top_k = 1})[1] > 0.9999);
}

TEST_CASE("sample_categorical: the same seed gives the same classes, of any number of rows") {
    for (const std::size_t rows : {0U, 1U, 7U, 1025U}) {
        CounterGenerator a(1), b(1);
        const Tensor<float> logits = full_tensor<float>({rows, 3}, 0);
        const Labels drawn = sample_categorical(logits, a);
        REQUIRE(drawn.shape() == Shape{rows});
        REQUIRE((drawn == sample_categorical(logits, b)));
    }
    CounterGenerator generator(1);
    REQUIRE(sample_categorical(full_tensor<float>({5}, 1), generator).shape() == Shape{});
    REQUIRE((sample_categorical(full_tensor<float>({2, 3, 1}, 1), generator) ==
             Labels{{0, 0, 0}, {0, 0, 0}}));
    REQUIRE(sample_categorical(full_tensor<float>({2, 3}, 1), generator, {.top_k = 9}).size() == 2);
}

TEST_CASE("sample_categorical: errors") {
    CounterGenerator generator(1);
    const Tensor<double> good{{0, 1}, {2, 3}};
    REQUIRE_ERROR(sample_categorical(full_tensor<double>({2, 0}, 0), generator), ShapeError,
                  "sample_categorical: expected logits [..., classes], got [2, 0]");
    REQUIRE_ERROR(sample_categorical(Tensor<double>{{0, 1}, {std::nan(""), 0}}, generator),
                  ValueError,
                  "sample_categorical: expected finite logits or -inf, got nan in row 1");
    REQUIRE_ERROR(sample_categorical(Tensor<double>{{0, infinity}, {0, 0}}, generator), ValueError,
                  "sample_categorical: expected finite logits or -inf, got inf in row 0");
    REQUIRE_ERROR(sample_categorical(Tensor<double>{{-infinity, -infinity}, {0, 0}}, generator),
                  ValueError, "sample_categorical: expected a finite logit in row 0");
    for (const double temperature : {0.0, -1.0, std::nan(""), infinity}) {
        REQUIRE_THROWS_AS(sample_categorical(good, generator, {.temperature = temperature}),
                          ValueError);
    }
    REQUIRE_ERROR(sample_categorical(good, generator, {.top_k = std::size_t(-1)}), ValueError,
                  "sample_categorical: expected 0 to 2147483647 classes of top_k, got -1");
}
