#include "nnlite/data/data_loader.hpp"

#include <algorithm>
#include <vector>

#include "data/fixed_generator.hpp"
#include "support/allocation_count.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using nnlite::Batch;
using nnlite::DataLoader;
using nnlite::Labels;
using nnlite::Tensor;
using nnlite::TensorDataset;
using nnlite::ValueError;

namespace {

const TensorDataset five_samples(make_tensor<float>({5, 1}, {0, 1, 2, 3, 4}),
                                 Labels{0, 10, 20, 30, 40});

// The labels of one epoch; a batch ends with -1.
std::vector<int> epoch(DataLoader<float>& loader) {
    std::vector<int> seen;
    for (const Batch<float>& batch : loader) {
        const Labels& labels = std::get<Labels>(batch.targets);
        REQUIRE(batch.size == labels.size());
        REQUIRE(batch.inputs.shape() == nnlite::Shape{batch.size, 1});
        for (std::size_t i = 0; i < batch.size; ++i) {
            REQUIRE(batch.inputs(i, 0) * 10 == static_cast<float>(labels(i)));
            seen.push_back(labels(i));
        }
        seen.push_back(-1);
    }
    return seen;
}

}  // namespace

TEST_CASE("DataLoader: known values") {
    FixedGenerator generator;
    DataLoader plain(five_samples, {.batch_size = 2, .shuffle = false}, generator);
    REQUIRE(plain.batch_count() == 3);
    REQUIRE(epoch(plain) == std::vector{0, 10, -1, 20, 30, -1, 40, -1});
    REQUIRE(epoch(plain) == std::vector{0, 10, -1, 20, 30, -1, 40, -1});
    REQUIRE(generator.calls == 0);
    DataLoader shuffled(five_samples, {.batch_size = 2}, generator);
    REQUIRE(epoch(shuffled) == std::vector{10, 20, -1, 30, 40, -1, 0, -1});
    REQUIRE(epoch(shuffled) == std::vector{20, 30, -1, 40, 0, -1, 10, -1});
    DataLoader dropped(five_samples, {.batch_size = 2, .shuffle = false, .drop_last = true},
                       generator);
    REQUIRE(dropped.batch_count() == 2);
    REQUIRE(epoch(dropped) == std::vector{0, 10, -1, 20, 30, -1});
}

TEST_CASE("DataLoader: the same seed gives the same order, an epoch has every sample once") {
    DataLoader one(five_samples, {.batch_size = 2}, 7);
    DataLoader two(five_samples, {.batch_size = 2}, 7);
    for (int i = 0; i < 3; ++i) {
        auto labels = epoch(one);
        REQUIRE(labels == epoch(two));
        std::sort(labels.begin(), labels.end());
        REQUIRE(labels == std::vector{-1, -1, -1, 0, 10, 20, 30, 40});
    }
}

TEST_CASE("DataLoader: the transform sees every batch and the generator") {
    FixedGenerator generator;
    DataLoader loader(five_samples, {.batch_size = 4, .shuffle = false}, generator);
    loader.set_transform([&](Batch<float>& batch, nnlite::Generator& source) {
        REQUIRE(&source == &generator);
        batch.inputs(0, 0) = 100;
    });
    for (const Batch<float>& batch : loader) { REQUIRE(batch.inputs(0, 0) == 100); }
}

TEST_CASE("DataLoader: errors") {
    FixedGenerator generator;
    REQUIRE_ERROR(DataLoader(five_samples, {.batch_size = 0}, generator), ValueError,
                  "DataLoader: expected batch_size >= 1, got 0");
    REQUIRE_ERROR(DataLoader(five_samples, {.batch_size = 8, .drop_last = true}, generator),
                  ValueError,
                  "DataLoader: expected at least one batch, got 5 samples for batch_size 8 with "
                  "drop_last");
}

TEST_CASE("DataLoader: edges") {
    FixedGenerator generator;
    DataLoader larger(five_samples, {.batch_size = 8, .shuffle = false}, generator);
    REQUIRE(epoch(larger) == std::vector{0, 10, 20, 30, 40, -1});
    DataLoader exact(five_samples, {.batch_size = 5, .shuffle = false}, generator);
    REQUIRE(exact.batch_count() == 1);
    REQUIRE(epoch(exact) == std::vector{0, 10, 20, 30, 40, -1});
}

#if !NNLITE_EXACT_ALLOCATIONS
TEST_CASE("DataLoader: from the second epoch on nothing is allocated") {
    const TensorDataset pixels(nnlite::full_tensor<std::uint8_t>({500, 28, 28}, 7),
                               nnlite::full_tensor<std::int32_t>({500}, 1));
    DataLoader loader(pixels, {.batch_size = 64}, 1);
    const auto sum_epoch = [&] {
        float sum = 0;
        for (const Batch<float>& batch : loader) { sum += batch.inputs.data()[0]; }
        return sum;
    };
    REQUIRE(sum_epoch() == 8 * 7);
    REQUIRE(allocation_count::allocations > 0);
    float sum = 0;
    REQUIRE(allocation_count::during([&] { sum = sum_epoch() + sum_epoch(); }) == 0);
    REQUIRE(sum == 2 * 8 * 7);
}
#endif

TEST_CASE("DataLoader: continues at a batch of the order that shuffle() drew") {
    FixedGenerator generator;
    DataLoader loader(five_samples, {.batch_size = 2}, generator);
    loader.shuffle();
    const auto second = loader.at(1);
    REQUIRE((std::get<Labels>(second->targets) == Labels{30, 40}));
    REQUIRE(generator.calls == 1);
    REQUIRE(loader.at(3) == loader.end());
}
