#include "nnlite/training/model.hpp"

#include <cmath>
#include <csignal>

#include "nnlite/data/digits.hpp"
#include "nnlite/data/image_augmentation.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/function_layer.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/regression.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

// Three well separated clouds of points in the plane.
TensorDataset<> clouds(std::size_t count) {
    CounterGenerator generator(7);
    Tensor<> points = empty_tensor<float>({count, 2});
    generator.normal(points.data(), points.size(), 0, 0.3);
    const Labels labels = cycling_labels(count, 3);
    for (std::size_t i = 0; i < count; ++i) {
        points(i, 0) += labels(i) == 1 ? 2.0F : 0.0F;
        points(i, 1) += labels(i) == 2 ? 2.0F : 0.0F;
    }
    return {points, labels};
}

Model<> cloud_model(std::uint64_t seed = 1) {
    Model model(Sequential(Linear(8, {.activation = Activation::relu}), Linear(3)), seed);
    model.compile({.loss = CrossEntropy{},
                   .optimizer = AdamOptions{.learning_rate = 0.02},
                   .metrics = {accuracy_metric()}});
    return model;
}

const FitOptions<> quiet_epochs{.epochs = 5, .batch_size = 16, .verbose = Verbose::silent};

}  // namespace

TEST_CASE("model: learns three clouds, and evaluate and predict agree") {
    const auto data = clouds(300);
    Model model = cloud_model();
    const History history = model.fit(data, quiet_epochs);
    REQUIRE(history.epochs() == 5);
    REQUIRE(history["loss"].back() < history["loss"].front());
    const Logs logs = model.evaluate(data);
    REQUIRE(logs.at("accuracy") > 0.97);
    const Tensor<> outputs = model.predict(data, 7);
    REQUIRE(outputs.shape() == Shape{300, 3});
    REQUIRE(accuracy_metric().function(outputs, cycling_labels(300, 3)) == logs.at("accuracy"));
    const Labels classes = model.predict_classes(data);
    REQUIRE(classes.shape() == Shape{300});
}

TEST_CASE("model: the first loss is the network's before the step") {
    const auto data = clouds(30);
    Model model = cloud_model();
    model.build({2});
    const double before = model.evaluate(data).at("loss");
    const History history =
        model.fit(data, {.batch_size = 30, .shuffle = false, .verbose = Verbose::silent});
    REQUIRE(history["loss"][0] == Approx(before).epsilon(1e-6));
    REQUIRE(model.evaluate(data).at("loss") < before);
}

TEST_CASE("model: same seed, same bits, for any number of threads") {
    const auto data = clouds(200);
    const int threads = num_threads();
    std::vector<std::uint32_t> sums;
    for (const int count : {1, 2, 3}) {
        set_num_threads(count);
        Model model = cloud_model();
        model.fit(data, quiet_epochs);
        sums.push_back(checksum(model));
    }
    set_num_threads(threads);
    REQUIRE(sums[0] == sums[1]);
    REQUIRE(sums[0] == sums[2]);
    Model other = cloud_model(2);
    other.fit(data, quiet_epochs);
    REQUIRE(checksum(other) != sums[0]);
}

TEST_CASE("model: convolutional networks - same seed, same bits, for any number of threads") {
    const auto data = digit_pictures(200);
    const int threads = num_threads();
    const auto trained = [&](Sequential<> network, const FitOptions<>& options) {
        std::vector<std::uint32_t> sums;
        for (const int count : {1, 2, 3}) {
            set_num_threads(count);
            Model model(network, 1);
            model.build({8, 8, 1});
            model.compile({.loss = CrossEntropy{}, .optimizer = keras_adam()});
            model.fit(data, options);
            sums.push_back(checksum(model));
        }
        set_num_threads(threads);
        return sums;
    };
    const auto require_equal = [](const std::vector<std::uint32_t>& sums) {
        REQUIRE(sums[0] == sums[1]);
        REQUIRE(sums[0] == sums[2]);
    };
    FitOptions<> options = quiet_epochs;
    options.epochs = 2;
    const Sequential chollet(relu_conv(32), MaxPool2d(2), relu_conv(64, 1), Flatten{}, Dropout(0.2),
                             Linear(10));
    const auto sums = trained(chollet, options);
    require_equal(sums);
    require_equal(
        trained(Sequential(relu_conv(32), relu_conv(64), MaxPool2d(2), Flatten{}, Dropout(0.5),
                           Linear(128, {.activation = Activation::relu}), Dropout(0.5), Linear(10)),
                options));
    require_equal(trained(
        Sequential(relu_conv(3, Padding::same()), MaxPool2d(2), relu_conv(6, Padding::same()),
                   MaxPool2d(2), relu_conv(12, Padding::same()), GlobalAveragePool2d{}, Linear(10)),
        options));
    options.transform = ImageAugmentation({.width_shift = 0.1, .rotation = 10, .zoom = 0.1});
    const auto augmented = trained(chollet, options);
    require_equal(augmented);
    REQUIRE(augmented[0] != sums[0]);
}

TEST_CASE("model: a frozen layer does not change, and nothing is computed for what is below") {
    const auto data = digit_pictures(200);
    std::size_t backward_calls = 0;
    const FunctionLayer probe("Probe", [&](const Variable<>& x) {
        return make_operation<float>("probe", Tensor<>(x.value()), {x}, [&](const Tensor<>& dy) {
            ++backward_calls;
            return dy;
        });
    });
    Model model(Sequential(relu_conv(4), probe, relu_conv(3), probe, Flatten{}, Linear(10)), 1);
    model.compile({.loss = CrossEntropy{}});
    model.build({8, 8, 1});
    const auto weights = [&] { return nnlite::detail::state_of(model.network()); };
    const auto start = weights();
    const auto fit = [&] {
        backward_calls = 0;
        model.fit(data, {.batch_size = 50, .verbose = Verbose::silent});
        return backward_calls;
    };
    set_trainable(model.network()[0], false);
    REQUIRE(fit() == 4);  // the upper probe of four steps
    const auto once = weights();
    for (std::size_t i = 0; i < start.size(); ++i) { REQUIRE((once[i] == start[i]) == (i < 2)); }

    set_trainable(model.network()[2], false);
    REQUIRE(fit() == 0);
    const auto twice = weights();
    for (std::size_t i = 0; i < once.size(); ++i) { REQUIRE((twice[i] == once[i]) == (i < 4)); }

    set_trainable(model.network(), true);
    REQUIRE(fit() == 8);
    REQUIRE((weights()[0] != start[0]));
}

TEST_CASE("model: validation_split is rounded in double, as Keras rounds") {
    struct Count : Layer<> {
        std::shared_ptr<std::size_t> trained = std::make_shared<std::size_t>(0);
        Shape build(const Shape& input, Generator&) override { return input; }
        Variable<> forward(const Variable<>& x) const override {
            if (training) { *trained += x.shape()[0]; }
            return x;
        }
        std::string type() const override { return "Count"; }
    };
    const auto trained = [](std::size_t samples, double split) {
        const Count count;
        Model model(Sequential(count, Linear(1)));
        model.compile({.loss = MeanSquaredError{}});
        const TensorDataset<> data(full_tensor<float>({samples, 1}, 1),
                                   full_tensor<float>({samples, 1}, 1));
        model.fit(data, {.validation_split = split, .verbose = Verbose::silent});
        return *count.trained;
    };
    REQUIRE(trained(10, 0.8) == 1);  // 10 * (1 - 0.8) is 1.9999999999999996
    REQUIRE(trained(10, 0.7) == 3);
    REQUIRE(trained(100, 0.9) == 9);
    REQUIRE(trained(7, 0.5) == 3);
}

TEST_CASE("model: validation_split takes the last samples before any shuffle") {
    const auto data = clouds(100);
    Model split = cloud_model(), whole = cloud_model();
    FitOptions<> options = quiet_epochs;
    options.validation_split = 0.25;
    const History history = split.fit(data, options);
    const auto training = data.subset(0, 75), validation = data.subset(75, 100);
    options.validation_split = 0;
    options.validation_data = &validation;
    const History wanted = whole.fit(training, options);
    REQUIRE(checksum(split) == checksum(whole));
    REQUIRE(history["val_loss"] == wanted["val_loss"]);
    REQUIRE(history["val_accuracy"].back() == whole.evaluate(validation).at("accuracy"));
}

TEST_CASE("model: building again resets it, with an optimizer for the new weights") {
    const auto data = clouds(200);
    Model again = cloud_model();
    again.build({2});
    again.fit(data, quiet_epochs);
    again.build({2});
    const double before = again.evaluate(data).at("loss");
    again.fit(data, quiet_epochs);
    REQUIRE(again.evaluate(data).at("loss") < 0.8 * before);
}

TEST_CASE("model: the summary counts the optimizer's numbers after training") {
    Model model = cloud_model();
    model.build({2});
    REQUIRE(model.summary_text().find("Optimizer") == std::string::npos);
    model.fit(clouds(30), quiet_epochs);
    REQUIRE(model.summary_text().find(" Optimizer params: 104 (416.00 B)") != std::string::npos);
}

TEST_CASE("model: clipping bounds the step") {
    const auto data = clouds(30);
    Model model(Sequential(Linear(3)), 1);
    model.compile(
        {.loss = CrossEntropy{}, .optimizer = SGDOptions{.learning_rate = 1}, .clip_norm = 1e-3});
    model.build({2});
    const Tensor<> before = parameter(model.network(), "0.weight").value();
    model.fit(data, {.batch_size = 30, .verbose = Verbose::silent});
    const Tensor<> after = parameter(model.network(), "0.weight").value();
    double moved = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        moved += std::pow(double(after.data()[i]) - double(before.data()[i]), 2);
    }
    REQUIRE(std::sqrt(moved) <= 1e-3);
    REQUIRE(moved > 0);
}

TEST_CASE("model: Ctrl-C ends the training after the current batch") {
    const auto data = clouds(100);
    Model model = cloud_model();
    struct Interrupt : Callback<> {
        std::size_t batches = 0;
        void on_batch_end(Model<>&, std::size_t, double) override {
            if (++batches == 3) { std::raise(SIGINT); }
        }
    } interrupt;
    FitOptions<> options = quiet_epochs;
    options.callbacks = {&interrupt};
    options.stop_on_interrupt = true;
    const History history = model.fit(data, options);
    REQUIRE(history.interrupted);
    REQUIRE(interrupt.batches == 3);
    REQUIRE(history.epochs() == 0);
    REQUIRE(std::isfinite(model.evaluate(data).at("loss")));
    options.callbacks = {};
    REQUIRE(model.fit(data, options).epochs() == 5);
}

TEST_CASE("model: a NaN loss is told with epoch and step, the weights are kept") {
    Model model(Sequential(Linear(1)), 1);
    model.compile({.loss = MeanSquaredError{}, .optimizer = SGDOptions{.learning_rate = 1e30}});
    const TensorDataset<> data(make_tensor<float>({4, 1}, {1, 2, 3, 4}),
                               make_tensor<float>({4, 1}, {2, 4, 6, 8}));
    std::string message;
    try {
        model.fit(data, {.epochs = 10, .batch_size = 2, .verbose = Verbose::silent});
    } catch (const ValueError& error) { message = error.what(); }
    REQUIRE(message ==
            "fit: the loss is infinite in epoch 1, step 2; the weights are those before "
            "that step. A smaller learning rate, clip_norm or a look at the data may help");
}

TEST_CASE("model: errors") {
    const auto data = clouds(10);
    Model model(Sequential(Linear(3)));
    REQUIRE_ERROR(model.fit(data), ValueError, "fit: call compile() first");
    REQUIRE_ERROR(model.predict(data), ValueError, "predict: call build() or fit() first");
    Batch<> batch;
    REQUIRE_ERROR(model.train_step(batch), ValueError,
                  "train_step: call build() and compile() first");
    model.compile({.loss = CrossEntropy{}});
    FitOptions<> options = quiet_epochs;
    options.batch_size = 0;
    REQUIRE_ERROR(model.fit(data, options), ValueError, "fit: expected batch_size >= 1, got 0");
    options = quiet_epochs;
    options.validation_split = 1;
    REQUIRE_ERROR(model.fit(data, options), ValueError,
                  "fit: expected validation_split in [0, 1), got 1");
    options.validation_split = 0.95;
    REQUIRE_ERROR(
        model.fit(data, options), ValueError,
        "fit: validation_split 0.95 of 10 samples leaves 0 to train and 10 to validate on; "
        "expected some of each");
    REQUIRE_ERROR(model.predict(make_tensor<float>({1, 3}, {1, 2, 3})), ShapeError,
                  "predict: expected samples of shape [2], got [3]");
    Model narrow(Sequential(Linear(5, 3)));
    narrow.compile({.loss = CrossEntropy{}});
    REQUIRE_ERROR(narrow.fit(data), ShapeError,
                  "layer 0: Linear: expected input [..., 5], got [batch, 2]");
    Model few(Sequential(Linear(2)));
    few.compile({.loss = CrossEntropy{}});
    REQUIRE_THROWS_AS(few.fit(data, quiet_epochs), ValueError);  // label 2 of classes 0 and 1
}

TEST_CASE("model: errors of convolutional networks") {
    const auto build = [](Conv2d<> layer) {
        Model(Sequential(MaxPool2d(2), std::move(layer))).build({8, 8, 3});
        return true;
    };
    REQUIRE_ERROR(build({4, {5, 2}}), ShapeError,
                  "layer 1: Conv2d: expected an image of at least 5 x 2 pixels, padding included, "
                  "got 4 x 4");
    REQUIRE_ERROR(build({4, 7, {.padding = 1}}), ShapeError,
                  "layer 1: Conv2d: expected an image of at least 7 x 7 pixels, padding included, "
                  "got 6 x 6");
    REQUIRE_ERROR(build({4, 3, {.stride = {1, 0}}}), ValueError,
                  "layer 1: Conv2d: expected stride >= 1, got 1 x 0");
    REQUIRE_ERROR(build({4, 3, {.groups = 2}}), ValueError,
                  "layer 1: Conv2d: expected groups that divide 3 channels, got 2");
    REQUIRE_ERROR(build({4, 3, {.groups = 3}}), ValueError,
                  "layer 1: Conv2d: expected groups that divide 4 filters, got 3");
    REQUIRE_ERROR(build({1, 4, 3}), ShapeError,
                  "layer 1: Conv2d: expected input [batch, height, width, 1], got [batch, 4, 4, "
                  "3]");
    Model model(Sequential(relu_conv(2), Flatten{}, Linear(10)));
    model.compile({.loss = CrossEntropy{}});
    REQUIRE_ERROR(model.fit(TensorDataset<>(load_digits(), {.divide_by = 16})), ShapeError,
                  "layer 0: Conv2d: expected input [batch, height, width, channels], got [batch, "
                  "8, 8]");
    model.build({8, 8, 1});
    REQUIRE_ERROR(model.predict(empty_tensor<float>({3, 0, 8, 1})), ShapeError,
                  "predict: expected samples with elements, got [3, 0, 8, 1]");
    FitOptions<> options = quiet_epochs;
    options.transform = ImageAugmentation({.rotation = 10});
    Model flat(Sequential(Flatten{}, Linear(10)));
    flat.compile({.loss = CrossEntropy{}});
    REQUIRE_ERROR(flat.fit(TensorDataset<>(load_digits()), options), ShapeError,
                  "ImageAugmentation: expected inputs [batch, height, width, channels], got [16, "
                  "8, 8]");
}

TEST_CASE("model: edges - one sample, a batch larger than the data") {
    const auto data = clouds(1);
    Model model = cloud_model();
    const History history = model.fit(data, quiet_epochs);
    REQUIRE(history.epochs() == 5);
    REQUIRE(model.predict(data).shape() == Shape{1, 3});
}
