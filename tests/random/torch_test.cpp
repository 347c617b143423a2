#include "nnlite/random/torch.hpp"

#include "random/bit_hash.hpp"
#include "reference/torch_random.hpp"
#include "support/catch.hpp"

using nnlite::TorchGenerator;
using nnlite::ValueError;
namespace torch_draws = reference::torch_random;

namespace {

template <class T, std::size_t count>
void require_equal(const std::vector<T>& values, const T (&expected)[count]) {
    REQUIRE(values == std::vector<T>(expected, expected + count));
}

}  // namespace

TEST_CASE("torch: first numbers") {
    for (std::size_t row = 0; row < std::size(torch_draws::seeds); ++row) {
        const std::uint64_t seed = torch_draws::seeds[row];
        std::vector<float> single(4);
        std::vector<double> real(4);
        TorchGenerator generator(seed);
        generator.uniform(single.data(), 4, 0.0, 1.0);
        require_equal(single, torch_draws::rand[row]);
        generator.manual_seed(seed);
        generator.uniform(real.data(), 4, 0.0, 1.0);
        require_equal(real, torch_draws::rand_double[row]);
        for (const std::size_t count : {5U, 17U}) {
            generator.manual_seed(seed);
            single.resize(count);
            generator.normal(single.data(), count, 0.0, 1.0);
            if (count == 5) {
                require_equal(single, torch_draws::randn_5[row]);
            } else {
                require_equal(single, torch_draws::randn_17[row]);
            }
        }
        generator.manual_seed(seed);
        real.resize(5);
        generator.normal(real.data(), 5, 0.0, 1.0);
        require_equal(real, torch_draws::randn_double[row]);
        generator.manual_seed(seed);
        single.resize(10);
        generator.bernoulli(single.data(), 10, 0.3);
        require_equal(single, torch_draws::bernoulli[row]);
        generator.manual_seed(seed);
        std::vector<std::int64_t> integer(8);
        generator.random(integer.data(), 8, 0, 100);
        require_equal(integer, torch_draws::randint_100[row]);
        require_equal(TorchGenerator(seed).randperm(10), torch_draws::randperm[row]);
    }
}

// The calls of torch_random.py on one generator, for every size in turn.
TEST_CASE("torch: interleaved calls of all sizes") {
    for (std::size_t row = 0; row < std::size(torch_draws::seeds); ++row) {
        TorchGenerator generator(torch_draws::seeds[row]);
        BitHash hashes[15];
        for (const std::size_t n : torch_draws::sizes) {
            std::vector<float> single(n);
            std::vector<double> real(n);
            std::vector<std::int32_t> small(n);
            std::vector<std::int64_t> integer(n);
            BitHash* hash = hashes;
            generator.uniform(single.data(), n, -0.123, 0.777);
            (hash++)->add(single);
            generator.uniform(real.data(), n, -0.123, 0.777);
            (hash++)->add(real);
            generator.normal(single.data(), n, 0.1, 0.37);
            (hash++)->add(single);
            generator.normal(real.data(), n, 0.1, 0.37);
            (hash++)->add(real);
            generator.bernoulli(single.data(), n, 0.7);
            (hash++)->add(single);
            generator.random(single.data(), n);
            (hash++)->add(single);
            generator.random(real.data(), n);
            (hash++)->add(real);
            generator.random(small.data(), n);
            (hash++)->add(small);
            generator.random(integer.data(), n);
            (hash++)->add(integer);
            const std::int64_t ranges[][2] = {{0, 10}, {-5, 4294967290}, {-5, 4294967291}};
            for (const auto& [low, high] : ranges) {
                generator.random(integer.data(), n, low, high);
                (hash++)->add(integer);
            }
            constexpr std::int64_t top = std::numeric_limits<std::int32_t>::max();
            generator.random(small.data(), n, -top - 1, top);
            (hash++)->add(small);
            generator.random(single.data(), n, -7, 7);
            (hash++)->add(single);
            (hash++)->add(generator.randperm(n));
        }
        for (std::size_t call = 0; call < std::size(hashes); ++call) {
            INFO("seed " << torch_draws::seeds[row] << ", call " << call);
            REQUIRE(hashes[call].value == torch_draws::hashes[row][call]);
        }
    }
}

TEST_CASE("torch: a new seed forgets the cached normal") {
    TorchGenerator generator(5);
    double first = 0;
    generator.normal(&first, 1, 0.0, 1.0);
    generator.manual_seed(5);
    double again = 0;
    generator.normal(&again, 1, 0.0, 1.0);
    REQUIRE(again == first);
    REQUIRE(generator.bits() != TorchGenerator(5).bits());
}

TEST_CASE("torch: errors") {
    TorchGenerator generator(0);
    float value = 0;
    REQUIRE_ERROR(generator.uniform(&value, 1, 1.0, 0.0), ValueError,
                  "TorchGenerator::uniform: expected low <= high, finite, got 1 and 0");
    REQUIRE_ERROR(generator.normal(&value, 1, 0.0, -1.0), ValueError,
                  "TorchGenerator::normal: expected a deviation >= 0, got -1");
    REQUIRE_ERROR(generator.bernoulli(&value, 1, 1.5), ValueError,
                  "TorchGenerator::bernoulli: expected p from 0 to 1, got 1.5");
    REQUIRE_ERROR(generator.random(&value, 1, 4, 4), ValueError,
                  "TorchGenerator::random: expected low < high, got 4 and 4");
    REQUIRE_ERROR(generator.random(&value, 1, 0, 16777218), ValueError,
                  "TorchGenerator::random: expected integers from -16777216 to 16777216, got low 0 "
                  "and high 16777218");
    std::uint8_t byte = 0;
    REQUIRE_ERROR(generator.random(&byte, 1, -1, 3), ValueError,
                  "TorchGenerator::random: expected integers from 0 to 255, got low -1 and high 3");
    REQUIRE(generator.bits() == TorchGenerator(0).bits());
}

TEST_CASE("torch: nothing to draw leaves the state alone") {
    TorchGenerator generator(3);
    generator.normal(static_cast<float*>(nullptr), 0, 0.0, 1.0);
    generator.permutation(nullptr, 0);
    REQUIRE(generator.randperm(1) == std::vector<std::size_t>{0});
    REQUIRE(generator.bits() == TorchGenerator(3).bits());
}
