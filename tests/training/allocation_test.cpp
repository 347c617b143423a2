#include "support/allocation_count.hpp"

#include <cstdlib>
#include <utility>
#include <vector>

#include "nnlite/data/image_augmentation.hpp"
#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/group_norm.hpp"
#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/layers/learned_positions.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/pool1d.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/rnn.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/training/checkpoint.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace nnlite;

namespace {

// The counter at the end of each step.
struct CountAllocations : Callback<> {
    std::vector<std::size_t> counts = std::vector<std::size_t>(200);
    std::size_t steps = 0;
    void on_batch_end(Model<>&, std::size_t, double) override {
        counts[steps++] = allocation_count::allocations.load();
    }
};

TensorDataset<> pictures(std::size_t size) {
    Tensor<std::uint8_t> images = empty_tensor<std::uint8_t>({1000, size, size, 1});
    Labels labels = empty_tensor<std::int32_t>({1000});
    for (std::size_t i = 0; i < images.size(); ++i) {
        images.data()[i] = std::uint8_t(i * i % 251);
    }
    for (std::size_t i = 0; i < labels.size(); ++i) { labels(i) = std::int32_t(i % 10); }
    return {images, labels, {.divide_by = 255}};
}

// Two epochs of 29 steps, the last of each with a smaller batch; what they allocate from step 3 on.
std::size_t allocations_of_warm_steps(Sequential<> network, const TensorDataset<>& data,
                                      DataLoader<>::Transform transform = nullptr,
                                      Callback<>* callback = nullptr) {
    release_cached_memory();  // blocks of other tests
    Model model(network);
    model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}, .clip_norm = 1});
    CountAllocations count;
    std::vector<Callback<>*> callbacks{&count};
    if (callback != nullptr) { callbacks.push_back(callback); }
    model.fit(data, {.epochs = 2,
                     .batch_size = 35,
                     .callbacks = callbacks,
                     .verbose = Verbose::silent,
                     .transform = transform});
    REQUIRE(count.steps == 58);
    if (NNLITE_EXACT_ALLOCATIONS) {
        WARN("SKIPPED: without a cache there is nothing to count");
        return 0;
    }
    return (count.counts[28] - count.counts[1]) + (count.counts[57] - count.counts[29]);
}
std::size_t allocations_of_warm_steps(Sequential<> network, std::size_t size = 10,
                                      DataLoader<>::Transform transform = nullptr) {
    return allocations_of_warm_steps(std::move(network), pictures(size), std::move(transform));
}

}  // namespace

TEST_CASE("training: the counter sees operator new and malloc") {
    const auto before = allocation_count::allocations.load();
    int* volatile number = new int(1);
    delete number;
    REQUIRE(allocation_count::allocations.load() == before + 1);
#if defined(__GLIBC__) && !NNLITE_TEST_SANITIZED
    void* volatile block = std::malloc(100);
    std::free(block);
    REQUIRE(allocation_count::allocations.load() == before + 2);
#endif
}

TEST_CASE("training: from the third step on nothing is allocated") {
    const int threads = num_threads();
    for (const int count : {1, 2}) {
        set_num_threads(count);
        REQUIRE(allocations_of_warm_steps(
                    Sequential(Flatten{}, Linear(16, {.activation = Activation::relu}),
                               Linear(16, {.activation = Activation::tanh}), Linear(10))) == 0);
        REQUIRE(allocations_of_warm_steps(Sequential(Flatten{}, Linear(256), BatchNorm1d{}, ReLU{},
                                                     Dropout(0.3), Linear(128), LayerNorm{}, GELU{},
                                                     Linear(10))) == 0);
    }
    set_num_threads(threads);
}

#if !NNLITE_EXACT_ALLOCATIONS
TEST_CASE("training: a step that works on 2 GB allocates nothing either") {
    const auto step = [] {  // memory that nobody touches is no memory yet
        std::vector<nnlite::detail::Workspace<float>*> blocks(1000);
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            blocks[i] = new nnlite::detail::Workspace<float>((i % 7 + 1) << 17);
        }
        for (nnlite::detail::Workspace<float>* block : blocks) { delete block; }
    };
    step();
    const std::size_t handles = 1001;  // of the step itself
    REQUIRE(allocation_count::during(step) == handles);
    release_cached_memory();
    REQUIRE(allocation_count::during(step) > handles);
    release_cached_memory();
}
#endif

TEST_CASE("training: steps between checkpoints allocate nothing") {
    const TemporaryFile file("run.nnlite");
    Checkpoint checkpoint(file.path(), {.every_steps = 1000});
    REQUIRE(allocations_of_warm_steps(Sequential(Flatten{}, Linear(16), Dropout(0.1), Linear(10)),
                                      pictures(10), nullptr, &checkpoint) == 0);
}

TEST_CASE("training: convolutional networks - nothing is allocated, augmented images included") {
    const auto conv = [](std::size_t filters, Padding padding) {
        return Conv2d(filters, 3, {.padding = padding, .activation = Activation::relu});
    };
    const auto network = [&](Padding padding) {
        return Sequential(conv(32, padding), MaxPool2d(2), conv(64, padding), MaxPool2d(2),
                          Flatten{}, Dropout(0.2), Linear(10));
    };
    const ImageAugmentation augment({.width_shift = 0.1, .rotation = 10, .elastic_alpha = 9});
    const int threads = num_threads();
    for (const int count : {1, 2}) {
        set_num_threads(count);
        REQUIRE(allocations_of_warm_steps(network(Padding::valid()), 16) == 0);
        REQUIRE(allocations_of_warm_steps(network(Padding::same()), 16) == 0);
        REQUIRE(allocations_of_warm_steps(network(Padding::valid()), 16, augment) == 0);
        REQUIRE(allocations_of_warm_steps(
                    Sequential(conv(32, 1), AvgPool2d(2), BatchNorm2d{}, GroupNorm(8),
                               Conv2d(32, 3, {.stride = 2, .groups = 4}), GlobalAveragePool2d{},
                               Linear(10)),
                    12) == 0);
    }
    set_num_threads(threads);
}

TEST_CASE("training: recurrent networks - nothing is allocated") {
    Tensor<> series = empty_tensor<float>({1000, 12, 3});
    Labels labels = empty_tensor<std::int32_t>({1000});
    for (std::size_t i = 0; i < series.size(); ++i) { series.data()[i] = float(i * i % 251) / 251; }
    for (std::size_t i = 0; i < labels.size(); ++i) { labels(i) = std::int32_t(i % 10); }
    const TensorDataset<> data(series, labels);
    const int threads = num_threads();
    for (const int count : {1, 2}) {
        set_num_threads(count);
        REQUIRE(allocations_of_warm_steps(
                    Sequential(RNN(50, {.return_sequence = false}), Linear(10)), data) == 0);
        REQUIRE(allocations_of_warm_steps(
                    Sequential(LSTM(50, {.layers = 2, .bidirectional = true, .dropout = 0.1}),
                               GRU(20, {.return_sequence = false, .learned_initial_state = true}),
                               Linear(10)),
                    data) == 0);
        REQUIRE(
            allocations_of_warm_steps(
                Sequential(LSTM(30, {.peephole = true, .projection = 20}),
                           GRU(20, {.return_sequence = false, .reset_after = false}), Linear(10)),
                data) == 0);
    }
    set_num_threads(threads);
}

TEST_CASE("training: a transformer - nothing is allocated") {
    Tensor<> tokens = empty_tensor<float>({1000, 16, 1});
    Labels labels = empty_tensor<std::int32_t>({1000});
    for (std::size_t i = 0; i < tokens.size(); ++i) { tokens.data()[i] = float(i * i % 251) / 251; }
    for (std::size_t i = 0; i < labels.size(); ++i) { labels(i) = std::int32_t(i % 10); }
    const TensorDataset<> data(tokens, labels);
    const int threads = num_threads();
    for (const int count : {1, 2}) {
        set_num_threads(count);
        for (const bool norm_first : {false, true}) {
            const TransformerLayerOptions options{
                .feed_forward = 300, .norm_first = norm_first, .causal = norm_first};
            REQUIRE(allocations_of_warm_steps(Sequential(Linear(32), LearnedPositions{},
                                                         TransformerEncoder(2, 4, options),
                                                         GlobalAveragePool1d{}, Linear(10)),
                                              data) == 0);
        }
    }
    set_num_threads(threads);
}
