#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "nnlite/core/parallel.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/random/counter.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

TensorDataset<> images(std::size_t count) {
    return {numbers({count, 12, 12, 1}), cycling_labels(count, 3)};
}

Sequential<> mlp() {
    return Sequential(Flatten{}, Linear(64, {.activation = Activation::relu}), Dropout(0.3),
                      BatchNorm1d{}, Linear(3));
}
Sequential<> cnn() {
    return Sequential(Conv2d(8, 3, {.activation = Activation::relu}), MaxPool2d(2), Dropout(0.3),
                      Flatten{}, Linear(3));
}

// The weights after a training.
std::uint32_t trained(const Sequential<>& network) {
    const auto data = images(96);
    Model model(network, 1);
    model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}});
    model.fit(
        data,
        {.epochs = 3, .batch_size = 32, .validation_split = 0.25, .verbose = Verbose::silent});
    return checksum(model);
}

}  // namespace

// ThreadSanitizer looks on.
TEST_CASE(
    "threads: trainings, predictions and set_num_threads at once give what each gives alone") {
    const int before = num_threads();
    const Tensor<> x = numbers({40, 12, 12, 1});
    Model shared(cnn(), 2);
    shared.build({12, 12, 1});
    const Tensor<> wanted = shared.predict(x);
    const std::uint32_t wanted_mlp = trained(mlp()), wanted_cnn = trained(cnn());

    std::atomic<int> running{2}, wrong{0};
    const auto train = [&](Sequential<> (*network)(), std::uint32_t expected) {
        for (int i = 0; i < 20; ++i) { wrong += trained(network()) != expected; }
        --running;
    };
    const auto predict = [&] {
        while (running > 0) { wrong += !(shared.predict(x, 16) == wanted); }
    };
    std::vector<std::thread> threads;
    threads.emplace_back(train, mlp, wanted_mlp);
    threads.emplace_back(train, cnn, wanted_cnn);
    threads.emplace_back(predict);
    threads.emplace_back(predict);
    for (int i = 0; running > 0; ++i) {
        set_num_threads(1 + i % 4);
        std::this_thread::yield();
    }
    for (auto& thread : threads) { thread.join(); }
    set_num_threads(before);
    REQUIRE(wrong == 0);
}
