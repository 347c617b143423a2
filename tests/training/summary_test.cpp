#include "nnlite/training/summary.hpp"

#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv1d.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/conv_transpose2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/pool1d.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/upsample_nearest2d.hpp"
#include "nnlite/layers/zero_pad2d.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"
#include "support/text.hpp"

using namespace nnlite;

namespace {

// Each layer's number of parameters.
std::vector<std::size_t> counts(Sequential<>& network) {
    std::vector<std::size_t> result;
    for (const auto& entry : network.entries()) { result.push_back(parameter_count(*entry.layer)); }
    return result;
}

}  // namespace

TEST_CASE("summary: the table of the lesson's perceptron") {
    Sequential network(Flatten{}, Linear(16), Linear(16), Linear(10));
    CounterGenerator generator;
    network.build({28, 28, 1}, generator);
    REQUIRE(summary_text(network) == R"(Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                      ┃ Output Shape             ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ 0 (Flatten)                       │ (None, 784)              │             0 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 1 (Linear)                        │ (None, 16)               │        12,560 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 2 (Linear)                        │ (None, 16)               │           272 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 3 (Linear)                        │ (None, 10)               │           170 │
└───────────────────────────────────┴──────────────────────────┴───────────────┘
 Total params: 13,002 (50.79 KB)
 Trainable params: 13,002 (50.79 KB)
 Non-trainable params: 0 (0.00 B)
)");
}

TEST_CASE("summary: the documents' convolutional networks") {
    CounterGenerator generator;
    Sequential chollet(Conv2d(32, 3), MaxPool2d(2), Conv2d(64, 3), MaxPool2d(2), Flatten{},
                       Dropout(0.2), Linear(10));
    chollet.build({28, 28, 1}, generator);
    REQUIRE(counts(chollet) == std::vector<std::size_t>{320, 0, 18496, 0, 0, 0, 16010});
    REQUIRE(summary_text(chollet) == R"(Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                      ┃ Output Shape             ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ 0 (Conv2d)                        │ (None, 26, 26, 32)       │           320 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 1 (MaxPool2d)                     │ (None, 13, 13, 32)       │             0 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 2 (Conv2d)                        │ (None, 11, 11, 64)       │        18,496 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 3 (MaxPool2d)                     │ (None, 5, 5, 64)         │             0 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 4 (Flatten)                       │ (None, 1600)             │             0 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 5 (Dropout)                       │ (None, 1600)             │             0 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 6 (Linear)                        │ (None, 10)               │        16,010 │
└───────────────────────────────────┴──────────────────────────┴───────────────┘
 Total params: 34,826 (136.04 KB)
 Trainable params: 34,826 (136.04 KB)
 Non-trainable params: 0 (0.00 B)
)");
    Sequential hidden(Conv2d(32, 3), MaxPool2d(2), Conv2d(64, 3), MaxPool2d(2), Flatten{},
                      Dropout(0.5), Linear(128), Dropout(0.5), Linear(10));
    hidden.build({28, 28, 1}, generator);
    REQUIRE(counts(hidden) == std::vector<std::size_t>{320, 0, 18496, 0, 0, 0, 204928, 0, 1290});
    REQUIRE(has(summary_text(hidden), " Total params: 225,034 (879.04 KB)"));
    const auto same = [](std::size_t filters) {
        return Conv2d(filters, 3, {.padding = Padding::same()});
    };
    Sequential headless(same(32), MaxPool2d(2), same(64), MaxPool2d(2), same(64));
    REQUIRE(headless.build({28, 28, 1}, generator) == Shape{7, 7, 64});
    REQUIRE(counts(headless) == std::vector<std::size_t>{320, 0, 18496, 0, 36928});
    REQUIRE(has(summary_text(headless), " Total params: 55,744 (217.75 KB)"));
    Sequential small(same(3), MaxPool2d(2), same(6), MaxPool2d(2), same(12));
    small.build({28, 28, 1}, generator);
    REQUIRE(counts(small) == std::vector<std::size_t>{30, 0, 168, 0, 660});
}

TEST_CASE("summary: layers of images and sequences") {
    CounterGenerator generator;
    Sequential images(ZeroPad2d({0, 1, 0, 1}), Conv2d(6, 3, {.stride = 2}), Dropout2d(0.1),
                      UpsampleNearest2d(2), ConvTranspose2d(3, 3));
    images.build({28, 20, 1}, generator);
    const std::string rows = summary_text(images);
    for (const char* row :
         {"│ 0 (ZeroPad2d)                     │ (None, 29, 21, 1)        │             0 │",
          "│ 1 (Conv2d)                        │ (None, 14, 10, 6)        │            60 │",
          "│ 2 (Dropout2d)                     │ (None, 14, 10, 6)        │             0 │",
          "│ 3 (UpsampleNearest2d)             │ (None, 28, 20, 6)        │             0 │",
          "│ 4 (ConvTranspose2d)               │ (None, 30, 22, 3)        │           165 │"}) {
        INFO(rows);
        REQUIRE(rows.find(row) != std::string::npos);
    }
    Sequential sequences(Conv1d(8, 5, {.padding = {4, 0}}), MaxPool1d(2), AvgPool1d(5),
                         GlobalAveragePool1d());
    sequences.build({50, 3}, generator);
    const std::string text = summary_text(sequences);
    for (const char* row :
         {"│ 0 (Conv1d)                        │ (None, 50, 8)            │           128 │",
          "│ 1 (MaxPool1d)                     │ (None, 25, 8)            │             0 │",
          "│ 2 (AvgPool1d)                     │ (None, 5, 8)             │             0 │",
          "│ 3 (GlobalAveragePool1d)           │ (None, 8)                │             0 │"}) {
        INFO(text);
        REQUIRE(text.find(row) != std::string::npos);
    }
}

TEST_CASE("summary: frozen parameters and the optimizer's numbers") {
    Sequential network(Linear(4), Linear(1));
    CounterGenerator generator;
    network.build({3}, generator);
    set_trainable(network[0], false);
    const std::string text = summary_text(network, 10);
    REQUIRE(has(text, " Total params: 31 (124.00 B)"));
    REQUIRE(has(text, " Trainable params: 5 (20.00 B)"));
    REQUIRE(has(text, " Non-trainable params: 16 (64.00 B)"));
    REQUIRE(has(text, " Optimizer params: 10 (40.00 B)"));
}

TEST_CASE("summary: running statistics are non-trainable parameters, as in Keras") {
    // keras.Sequential([Input((8, 8, 3)), Conv2D(16, 3), BatchNormalization(), Flatten(),
    // Dense(1)])
    Sequential network(Conv2d(16, 3), BatchNorm2d{}, Flatten{}, Linear(1));
    CounterGenerator generator;
    const std::string unbuilt = summary_text(network);
    REQUIRE(has(unbuilt, " Total params: 0 (0.00 B)"));
    network.build({8, 8, 3}, generator);
    const std::string text = summary_text(network);
    REQUIRE(has(
        text, "│ 1 (BatchNorm2d)                   │ (None, 6, 6, 16)         │            64 │"));
    REQUIRE(has(text, " Total params: 1,089 (4.25 KB)"));
    REQUIRE(has(text, " Trainable params: 1,057 (4.13 KB)"));
    REQUIRE(has(text, " Non-trainable params: 32 (128.00 B)"));
    const Sequential<>& constant = network;
    REQUIRE(parameter_count(constant) == 1057);

    // Tied: once. Without weight and bias: the statistics only.
    Sequential<> tied;
    const auto norm = std::make_shared<BatchNorm1d<>>(BatchNormOptions{.affine = false});
    tied.add("a", norm).add("b", norm);
    tied.build({5}, generator);
    const std::string twice = summary_text(tied);
    REQUIRE(has(twice, " Total params: 10 (40.00 B)"));
    REQUIRE(has(twice, " Non-trainable params: 10 (40.00 B)"));
}

TEST_CASE("summary: sizes and thousands") {
    REQUIRE(detail::with_commas(0) == "0");
    REQUIRE(detail::with_commas(999) == "999");
    REQUIRE(detail::with_commas(1234567) == "1,234,567");
    REQUIRE(detail::size_text(139304) == "136.04 KB");
    REQUIRE(detail::size_text(3.0 * 1024 * 1024) == "3.00 MB");
    REQUIRE(detail::batch_shape_text({}) == "(None,)");
}
