#pragma once

#include <cstdint>
#include <vector>

#include "nnlite/data/digits.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/optimizers/sgd.hpp"
#include "nnlite/random/counter.hpp"
#include "nnlite/random/randn.hpp"
#include "nnlite/serialization/checksum.hpp"
#include "nnlite/training/model.hpp"

// Normal numbers, at each call the same.
inline nnlite::Tensor<> numbers(const nnlite::Shape& shape) {
    nnlite::CounterGenerator generator(3);
    return nnlite::randn<float>(shape, generator);
}

// 0, 1, ... over and over.
inline nnlite::Labels cycling_labels(std::size_t count, std::size_t classes) {
    nnlite::Labels labels = nnlite::empty_tensor<std::int32_t>({count});
    for (std::size_t i = 0; i < count; ++i) { labels(i) = std::int32_t(i % classes); }
    return labels;
}

inline nnlite::TensorDataset<> digit_pictures(std::size_t count) {
    return nnlite::TensorDataset<>(nnlite::load_digits(), {.divide_by = 16})
        .subset(0, count)
        .reshaped({8, 8, 1});
}

// 3 x 3, with ReLU.
template <class T = float>
nnlite::Conv2d<T> relu_conv(std::size_t filters,
                            nnlite::Padding padding = nnlite::Padding::valid()) {
    return {filters, 3, {.padding = padding, .activation = nnlite::Activation::relu}};
}

inline nnlite::Model<> linear_model(double learning_rate) {
    nnlite::Model<> model(nnlite::Sequential<>(nnlite::Linear<>(1)), 1);
    model.compile({.loss = nnlite::MeanSquaredError{},
                   .optimizer = nnlite::SGDOptions{.learning_rate = learning_rate}});
    return model;
}

inline std::uint32_t checksum(nnlite::Model<>& model) {
    return nnlite::weights_crc32(nnlite::parameters(model.network()));
}

template <class T>
struct StepLosses : nnlite::Callback<T> {
    std::vector<double> losses;
    void on_batch_end(nnlite::Model<T>&, std::size_t, double loss) override {
        losses.push_back(loss);
    }
};
