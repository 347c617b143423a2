#include "nnlite/random/counter.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "nnlite/random/numpy.hpp"
#include "nnlite/random/torch.hpp"
#include "support/catch.hpp"

using nnlite::CounterGenerator;
using nnlite::ValueError;

namespace {

template <class T>
std::vector<T> uniform(CounterGenerator& generator, std::size_t count, double low = 0.0,
                       double high = 1.0) {
    std::vector<T> values(count);
    generator.uniform(values.data(), count, low, high);
    return values;
}

template <class T>
std::vector<T> normal(CounterGenerator& generator, std::size_t count, double mean = 0.0,
                      double deviation = 1.0) {
    std::vector<T> values(count);
    generator.normal(values.data(), count, mean, deviation);
    return values;
}

std::vector<std::size_t> permutation(CounterGenerator& generator, std::size_t count) {
    std::vector<std::size_t> order(count);
    generator.permutation(order.data(), count);
    return order;
}

std::vector<std::uint32_t> words(std::uint64_t seed, std::uint64_t position, std::size_t count) {
    std::vector<std::uint32_t> out(count);
    nnlite::detail::random_bits(seed, position, out.data(), count);
    return out;
}

template <class T>
std::vector<T> joined(std::vector<T> a, const std::vector<T>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

}  // namespace

// The vectors that Random123 publishes for philox4x32-10.
TEST_CASE("counter: known values") {
    using Words = std::array<std::uint32_t, 4>;
    constexpr std::uint32_t ones = 0xffffffff;
    REQUIRE(nnlite::detail::philox({0, 0, 0, 0}, {0, 0}) ==
            Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    REQUIRE(nnlite::detail::philox({ones, ones, ones, ones}, {ones, ones}) ==
            Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    REQUIRE(nnlite::detail::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                                   {0xa4093822, 0x299f31d0}) ==
            Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});

    const auto stream = words(0, 0, 64);  // [4 words, 16 counters]
    REQUIRE(stream[0] == 0x6627e8d5);
    REQUIRE(stream[16] == 0xe169c58d);
    REQUIRE(stream[32] == 0xbc57ac4c);
    REQUIRE(stream[48] == 0x9b00dbd8);
    REQUIRE(stream[5] == nnlite::detail::philox({5, 0, 0, 0}, {0, 0})[0]);
    // Word 2^40 + 3 belongs to counter 2^38 + 3.
    REQUIRE(words(0x100000002, (std::uint64_t{1} << 40) + 3, 1)[0] ==
            nnlite::detail::philox({3, 64, 0, 0}, {2, 1})[0]);

    CounterGenerator generator(0);
    REQUIRE(uniform<float>(generator, 1)[0] == 0x6627e8p-24F);
    const std::uint32_t lower = nnlite::detail::philox({0, 0, 1, 0}, {0, 0})[0];
    REQUIRE(CounterGenerator(0).bits() == (std::uint64_t{0x6627e8d5} << 32 | lower));
    generator.position = 0;
    REQUIRE(uniform<double>(generator, 1)[0] ==
            static_cast<double>(CounterGenerator(0).bits() >> 11) * 0x1p-53);
}

TEST_CASE("counter: a value depends on its place alone") {
    const auto all = words(9, 0, 300);
    for (const std::size_t start : {0U, 1U, 63U, 64U, 65U, 130U}) {
        for (const std::size_t count : {0U, 1U, 63U, 64U, 65U, 150U}) {
            const std::vector<std::uint32_t> part(all.data() + start, all.data() + start + count);
            REQUIRE(words(9, start, count) == part);
        }
    }
    CounterGenerator whole(7);
    CounterGenerator split(7);
    for (const std::size_t n : {1U, 2U, 15U, 16U, 17U, 100U, 1000U}) {
        const auto u_float = uniform<float>(split, n, -0.123, 0.777);
        REQUIRE(joined(u_float, uniform<float>(split, 3, -0.123, 0.777)) ==
                uniform<float>(whole, n + 3, -0.123, 0.777));
        const auto n_float = normal<float>(split, n);
        REQUIRE(joined(n_float, normal<float>(split, 4)) == normal<float>(whole, n + 4));
        const auto u_double = uniform<double>(split, n);
        REQUIRE(joined(u_double, uniform<double>(split, 5)) == uniform<double>(whole, n + 5));
        const auto n_double = normal<double>(split, n);
        REQUIRE(joined(n_double, normal<double>(split, 6)) == normal<double>(whole, n + 6));
        REQUIRE(split.position == whole.position);
    }
}

TEST_CASE("counter: the same bits for any thread count") {
    const int before = nnlite::num_threads();
    const std::size_t n = 100'001;
    CounterGenerator one(11);
    one.position = 77;
    nnlite::set_num_threads(1);
    const auto u1 = uniform<float>(one, n);
    const auto n1 = normal<double>(one, n);
    CounterGenerator three(11);
    three.position = 77;
    nnlite::set_num_threads(3);
    const auto u3 = uniform<float>(three, n);
    const auto n3 = normal<double>(three, n);
    nnlite::set_num_threads(before);
    REQUIRE(u1 == u3);
    REQUIRE(n1 == n3);
}

TEST_CASE("counter: seed and position resume a stream") {
    CounterGenerator generator(3);
    (void)normal<float>(generator, 33);
    (void)permutation(generator, 5);
    (void)generator.bits();
    REQUIRE(generator.position == 39);
    CounterGenerator resumed(generator.seed);
    resumed.position = generator.position;
    REQUIRE(normal<float>(resumed, 20) == normal<float>(generator, 20));
    REQUIRE(permutation(resumed, 50) == permutation(generator, 50));
    REQUIRE(resumed.bits() == generator.bits());
}

TEST_CASE("counter: float and double agree at the same place") {
    CounterGenerator a(21);
    CounterGenerator b(21);
    const auto u_float = uniform<float>(a, 1000);
    const auto u_double = uniform<double>(b, 1000);
    const auto n_float = normal<float>(a, 1000);
    const auto n_double = normal<double>(b, 1000);
    for (std::size_t i = 0; i < 1000; ++i) {
        const double difference = u_double[i] - static_cast<double>(u_float[i]);
        REQUIRE(difference >= 0.0);
        REQUIRE(difference < 0x1p-24);
        REQUIRE(static_cast<double>(n_float[i]) == Approx(n_double[i]).margin(1e-4));
    }
}

TEST_CASE("counter: normal is Box-Muller on the uniform numbers") {
    CounterGenerator a(5);
    CounterGenerator b(5);
    const auto u = uniform<double>(a, 128);
    const auto z = normal<double>(b, 128, 2.0, 3.0);
    const double pi = std::acos(-1.0);
    for (std::size_t i = 0; i < 128; ++i) {
        if (i / 16 % 2 == 1) { continue; }
        const double radius = std::sqrt(-2.0 * std::log(1.0 - u[i]));
        REQUIRE(z[i] == Approx(2.0 + 3.0 * radius * std::cos(2 * pi * u[i + 16])));
        REQUIRE(z[i + 16] == Approx(2.0 + 3.0 * radius * std::sin(2 * pi * u[i + 16])));
    }
}

// With a fixed seed these are single numbers; the bounds are five standard errors.
TEST_CASE("counter: moments") {
    CounterGenerator generator(1);
    const std::size_t n = 1 << 20;
    const auto z = normal<float>(generator, n);
    const auto u = uniform<float>(generator, n);
    double mean = 0.0;
    double square = 0.0;
    double fourth = 0.0;
    double uniform_mean = 0.0;
    double product = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        const double value = static_cast<double>(z[i]);
        mean += value / n;
        square += value * value / n;
        fourth += value * value * value * value / n;
        uniform_mean += static_cast<double>(u[i]) / n;
        product += value * static_cast<double>(z[(i + 16) % n]) / n;
    }
    const double error = 5.0 / std::sqrt(static_cast<double>(n));
    REQUIRE(std::abs(mean) < error);
    REQUIRE(std::abs(square - 1.0) < error * std::sqrt(2.0));
    REQUIRE(std::abs(fourth - 3.0) < error * std::sqrt(96.0));
    REQUIRE(std::abs(product) < error);
    REQUIRE(std::abs(uniform_mean - 0.5) < error / std::sqrt(12.0));
}

TEST_CASE("counter: bounded numbers are unbiased") {
    using nnlite::detail::bounded;
    using nnlite::detail::random_word;
    REQUIRE(bounded(1, 0, 0xffffffff, 10) == 9);
    REQUIRE(bounded(1, 0, 6, 10) == 0);
    REQUIRE(bounded(1, 0, 0x80000000, std::uint64_t{1} << 32) == 0x80000000);
    // Of 2^32 words, 2^30 must be rejected to leave 3 2^30 equally likely numbers: 0, 4, 8, ...
    const std::uint64_t bound = 3 * (std::uint64_t{1} << 30);
    REQUIRE(bounded(1, 0, 1, bound) == 0);
    REQUIRE(bounded(1, 0, 3, bound) == 2);
    int redrawn_twice = 0;
    for (std::uint64_t place = 0; place < 100; ++place) {
        const std::uint32_t second = random_word(1, 2, place);
        const std::uint32_t third = random_word(1, 3, place);
        if (second % 4 != 0) {
            REQUIRE(bounded(1, place, 4, bound) == (second * bound) >> 32);
        } else if (third % 4 != 0) {
            ++redrawn_twice;
            REQUIRE(bounded(1, place, 4, bound) == (third * bound) >> 32);
        }
    }
    REQUIRE(redrawn_twice > 0);
}

TEST_CASE("counter: every order is equally likely") {
    CounterGenerator generator(2);
    std::vector<int> counts(27, 0);
    const int draws = 60'000;
    for (int i = 0; i < draws; ++i) {
        const auto order = permutation(generator, 3);
        ++counts[order[0] * 9 + order[1] * 3 + order[2]];
    }
    int seen = 0;
    for (const int count : counts) {
        if (count == 0) { continue; }
        ++seen;
        REQUIRE(std::abs(count - draws / 6) < 5 * 92);  // 92 is one standard deviation
    }
    REQUIRE(seen == 6);
}

TEST_CASE("counter: errors") {
    CounterGenerator generator(0);
    float value = 0;
    double real = 0;
    REQUIRE_ERROR(generator.uniform(&value, 1, 1.0, 0.0), ValueError,
                  "CounterGenerator::uniform: expected low <= high, finite, got 1 and 0");
    REQUIRE_ERROR(generator.uniform(&real, 1, 0.0, std::numeric_limits<double>::infinity()),
                  ValueError,
                  "CounterGenerator::uniform: expected low <= high, finite, got 0 and inf");
    REQUIRE_ERROR(generator.normal(&value, 1, 0.0, -1.0), ValueError,
                  "CounterGenerator::normal: expected a deviation >= 0, got -1");
    REQUIRE_ERROR(generator.permutation(nullptr, (std::size_t{1} << 32) + 1), ValueError,
                  "CounterGenerator::permutation: expected at most 4294967296, got 4294967297");
    REQUIRE(generator.position == 0);
}

TEST_CASE("counter: edges") {
    CounterGenerator generator(4);
    REQUIRE(uniform<float>(generator, 0).empty());
    REQUIRE(permutation(generator, 0).empty());
    REQUIRE(generator.position == 0);
    REQUIRE(permutation(generator, 1) == std::vector<std::size_t>{0});
    REQUIRE(uniform<double>(generator, 3, 2.0, 2.0) == std::vector<double>{2.0, 2.0, 2.0});
    REQUIRE(normal<float>(generator, 2, 1.5, 0.0) == std::vector<float>{1.5F, 1.5F});
    // One representable number fits in [1, 1 + epsilon): rounding must not reach the end.
    const double epsilon = static_cast<double>(std::numeric_limits<float>::epsilon());
    for (const float value : uniform<float>(generator, 200, 1.0, 1.0 + epsilon)) {
        REQUIRE(value == 1.0F);
    }
    generator.position = std::numeric_limits<std::uint64_t>::max() - 5;
    const auto across_the_end = uniform<float>(generator, 70);
    REQUIRE(across_the_end.size() == 70);
    REQUIRE(generator.position == 64);
    auto order = permutation(generator, 1000);
    std::sort(order.begin(), order.end());
    std::vector<std::size_t> expected(1000);
    std::iota(expected.begin(), expected.end(), std::size_t{0});
    REQUIRE(order == expected);
}

TEST_CASE("generators: child seeds differ, repeat with the seed and take nothing from the stream") {
    nnlite::CounterGenerator counter(3), same(3), other(4);
    const auto first = counter.child_seed(), second = counter.child_seed();
    REQUIRE(first != second);
    REQUIRE(first == same.child_seed());
    REQUIRE(first != other.child_seed());
    REQUIRE(counter.position == 0);
    nnlite::NumpyRandomState numpy(3), numpy_untouched(3);
    REQUIRE(numpy.child_seed() == first);
    REQUIRE(numpy.bits() == numpy_untouched.bits());
    nnlite::TorchGenerator torch(3), torch_untouched(3);
    REQUIRE(torch.child_seed() == first);
    REQUIRE(torch.bits() == torch_untouched.bits());
    torch.manual_seed(3);
    REQUIRE(torch.child_seed() == first);
}
