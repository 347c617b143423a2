// Fifty training steps of the documents' convolutional networks lose what PyTorch's lose: the same
// initial weights bit for bit, the same batches, no dropout.

#include <cmath>

#include "nnlite/data/mnist.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/random/torch.hpp"
#include "nnlite/serialization/checksum.hpp"
#include "nnlite/training/model.hpp"
#include "reference/cnn_parity.hpp"
#include "support/catch.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

template <class T>
Sequential<T> chollet() {
    return Sequential(relu_conv<T>(32), MaxPool2d<T>(2), relu_conv<T>(64), MaxPool2d<T>(2),
                      Flatten<T>{}, Linear<T>(10));
}

template <class T>
Sequential<T> dense() {
    return Sequential(relu_conv<T>(32), MaxPool2d<T>(2), relu_conv<T>(64), MaxPool2d<T>(2),
                      Flatten<T>{}, Linear<T>(128, {.activation = Activation::relu}),
                      Linear<T>(10));
}

template <class T>
Sequential<T> same() {
    const Padding padding = Padding::same();
    return Sequential(relu_conv<T>(32, padding), MaxPool2d<T>(2), relu_conv<T>(64, padding),
                      MaxPool2d<T>(2), relu_conv<T>(64, padding), Flatten<T>{}, Linear<T>(10));
}

// Trains the network with the initial weights of `start`, the same one in float, as PyTorch draws
// them.
template <class T, std::size_t steps>
void check_parity(const Sequential<T>& network, Sequential<float> start, std::uint32_t start_crc32,
                  double learning_rate, const std::array<double, steps>& wanted, double bound) {
    const auto folder = data_folder();
    if (!folder.has_value()) {
        WARN("SKIPPED: NNLITE_DATA_DIR does not name the folder with mnist/");
        return;
    }
    const std::size_t batch = reference::cnn_parity_batch;
    const auto data = TensorDataset<T>(load_mnist(*folder, MnistPart::train), {.divide_by = 255})
                          .reshaped({28, 28, 1})
                          .subset(0, steps * batch);
    TorchGenerator generator(reference::cnn_parity_seed);
    start.build(data.sample_shape(), generator);
    const auto drawn = parameters(start);
    REQUIRE(weights_crc32(drawn) == start_crc32);

    Model<T> model(network);
    model.build(data.sample_shape());
    auto trained = parameters(model.network());
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        trained[i].mutable_value() = xt::cast<T>(drawn[i].value());
    }
    model.compile(
        {.loss = CrossEntropy{}, .optimizer = AdamOptions{.learning_rate = learning_rate}});
    StepLosses<T> record;
    model.fit(data, {.batch_size = batch,
                     .callbacks = {&record},
                     .verbose = Verbose::silent,
                     .generator = &generator});
    REQUIRE(record.losses.size() == steps);
    for (std::size_t i = 0; i < steps; ++i) {
        CAPTURE(i, record.losses[i], wanted[i]);
        REQUIRE(std::abs(record.losses[i] / wanted[i] - 1) <= bound);
    }
}

}  // namespace

TEST_CASE("cnn parity: 50 steps in double") {
    const auto check = [](const auto& network, auto start, const reference::CnnParity& wanted) {
        check_parity(network, start, wanted.start_crc32, 1e-3, wanted.in_double, 1e-8);
    };
    check(chollet<double>(), chollet<float>(), reference::chollet_parity);
    check(dense<double>(), dense<float>(), reference::dense_parity);
    check(same<double>(), same<float>(), reference::same_parity);
}

// At a tenth of the usual learning rate: reference/cnn_parity.py says why.
TEST_CASE("cnn parity: 50 steps in float") {
    const auto check = [](const auto& network, const reference::CnnParity& wanted) {
        check_parity(network, network, wanted.start_crc32, 1e-4, wanted.in_float, 1e-4);
    };
    check(chollet<float>(), reference::chollet_parity);
    check(dense<float>(), reference::dense_parity);
    check(same<float>(), reference::same_parity);
}
