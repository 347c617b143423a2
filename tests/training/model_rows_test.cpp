#include "nnlite/data/batch_rows.hpp"
#include "nnlite/data/sliding_windows.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/function_layer.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/slice.hpp"
#include "nnlite/training/layer_outputs.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

FunctionLayer<> twice() {
    return {"twice", [](const Variable<>& x) { return concatenate<float>({x, x}, 0); }};
}
FunctionLayer<> first_row() {
    return {"first", [](const Variable<>& x) { return slice(x, 0, 0, 1); }};
}
// As many numbers a row as the batch has rows.
FunctionLayer<> widening() {
    return {"wide", [](const Variable<>& x) {
                return Variable<>(Tensor<>(full_tensor<float>({x.shape()[0], x.shape()[0]}, 1)));
            }};
}

Model<> built(Sequential<> network, const Shape& sample) {
    Model model(std::move(network), 1);
    model.compile({.loss = CrossEntropy{}});
    model.build(sample);
    return model;
}

// Samples [2], of which gather() gives `rows_off` more or fewer.
struct Wrong : Dataset<> {
    std::ptrdiff_t rows_off;
    explicit Wrong(std::ptrdiff_t off) : rows_off(off) {}
    std::size_t size() const override { return 8; }
    Shape sample_shape() const override { return {2}; }
    void gather(const std::size_t*, std::size_t count, Tensor<>& inputs,
                Targets<>& targets) const override {
        const std::size_t rows = std::size_t(std::ptrdiff_t(count) + rows_off);
        inputs = full_tensor<float>({rows, 2}, 1);
        targets = full_tensor<std::int32_t>({rows}, 0);
    }
};

}  // namespace

TEST_CASE("model: predict and layer_outputs refuse layers that give more or fewer rows") {
    const Tensor<> x = numbers({20, 4});
    Model more = built(Sequential(Linear(3), twice()), {4});
    REQUIRE_ERROR(more.predict(x, 10), ShapeError,
                  "predict: expected a row for each of 10 samples, got [20, 3]");
    REQUIRE_ERROR(layer_outputs(more.network(), x, {1}, 10), ShapeError,
                  "layer_outputs: expected a row for each of 10 samples, got [20, 3]");
    REQUIRE_THROWS_AS(more.predict_classes(x, 10), ShapeError);
    Model fewer = built(Sequential(Linear(3), first_row()), {4});
    REQUIRE_ERROR(fewer.predict(x, 6), ShapeError,
                  "predict: expected a row for each of 6 samples, got [1, 3]");
    Model other = built(Sequential(widening()), {4});
    REQUIRE(other.predict(x, 10).shape() == Shape{20, 10});
    REQUIRE_ERROR(other.predict(x, 12), ShapeError,
                  "predict: expected rows as in the batches before, of [20, 12], got [8, 8]");
    REQUIRE_THROWS_AS(layer_outputs(other.network(), x, {}, 12), ShapeError);
}

TEST_CASE("model: datasets and transforms that give other rows than they should") {
    for (const std::ptrdiff_t off : {-1, 1}) {
        const Wrong data(off);
        const std::string got = off < 0 ? "[3, 2]" : "[5, 2]";
        Model model = built(Sequential(Linear(3)), {2});
        REQUIRE_ERROR(model.fit(data, {.batch_size = 4, .verbose = Verbose::silent}), ShapeError,
                      "fit: expected inputs [4, 2], got " + got);
        REQUIRE_ERROR(model.evaluate(data, 4), ShapeError,
                      "evaluate: expected inputs [4, 2], got " + got);
        REQUIRE_ERROR(model.predict(data, 4), ShapeError,
                      "predict: expected inputs [4, 2], got " + got);
        REQUIRE_ERROR(layer_outputs(model.network(), data, {}, 4), ShapeError,
                      "layer_outputs: expected inputs [4, 2], got " + got);
    }
    const TensorDataset<> data(numbers({8, 2}), full_tensor<std::int32_t>({8}, 0));
    Model model = built(Sequential(Linear(3)), {2});
    FitOptions<> options{.batch_size = 4, .verbose = Verbose::silent};
    options.transform = [](Batch<>& batch, Generator&) { batch.inputs = numbers({4, 3}); };
    REQUIRE_ERROR(model.fit(data, options), ShapeError, "fit: expected inputs [4, 2], got [4, 3]");
}

TEST_CASE("model: a batch serves one step") {
    Model model = built(Sequential(Linear(3)), {2});
    Batch<> batch{numbers({4, 2}), Labels{0, 1, 2, 0}, 4};
    model.train_step(batch);
    REQUIRE_ERROR(model.train_step(batch), ShapeError,
                  "train_step: expected inputs [4, 2], got none; a batch can be used only once");
}

TEST_CASE("model: of no rows") {
    Model model = built(Sequential(Conv2d(4, 3), Flatten{}, Linear(5)), {8, 8, 1});
    const Tensor<> none = empty_tensor<float>({0, 8, 8, 1});
    REQUIRE(model.predict(none).shape() == Shape{0, 5});
    REQUIRE(model.predict_classes(none).shape() == Shape{0});
    const auto outputs = layer_outputs(model.network(), none, {0, 2});
    REQUIRE(outputs[0].shape() == Shape{0, 6, 6, 4});
    REQUIRE(outputs[1].shape() == Shape{0, 5});
    REQUIRE_ERROR(model.predict(empty_tensor<float>({0, 7})), ShapeError,
                  "predict: expected samples of shape [8, 8, 1], got [7]");
}

TEST_CASE("model: samples of other extents, where the layers take them") {
    Model series = built(Sequential(LSTM(4, {.return_sequence = false}), Linear(3)), {6, 2});
    const Tensor<> longer = numbers({5, 9, 2});
    const NoGrad no_grad;
    REQUIRE((series.predict(longer, 2) == series.network()(longer).value()));
    const TensorDataset<> data(longer, full_tensor<std::int32_t>({5}, 0));
    REQUIRE(series.evaluate(data).contains("loss"));
    REQUIRE(series.sample_shape() == Shape{6, 2});
    REQUIRE_ERROR(series.predict(numbers({5, 6, 3})), ShapeError,
                  "predict: expected samples of shape [6, 2], got [6, 3]");

    Model images = built(Sequential(Conv2d(2, 3), GlobalAveragePool2d{}, Linear(3)), {8, 8, 1});
    REQUIRE(images.predict(numbers({3, 12, 9, 1})).shape() == Shape{3, 3});
    REQUIRE(images.predict(numbers({0, 12, 9, 1})).shape() == Shape{0, 3});
    REQUIRE_ERROR(images.predict(numbers({3, 2, 2, 1})), ShapeError,
                  "predict: expected samples of shape [8, 8, 1], got [2, 2, 1]");

    Model flat = built(Sequential(Flatten{}, Linear(3)), {4, 6});
    REQUIRE_ERROR(flat.predict(numbers({3, 6, 4})), ShapeError,
                  "predict: expected samples of shape [4, 6], got [6, 4]");
    REQUIRE_ERROR(flat.predict(numbers({3, 24})), ShapeError,
                  "predict: expected samples of shape [4, 6], got [24]");
}
