#include "nnlite/layers/batch_norm.hpp"

#include "layers/compare.hpp"
#include "reference/layers.hpp"
#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
namespace expected = reference::layers;

namespace {

struct Gradients {
    Tensor<double> y, dx, dweight, dbias;
};

// A step on the reference input; the layer is built and its parameters set at the first call.
template <class L>
Gradients reference_step(L& layer, const Shape& shape) {
    if (layer.training) {
        CounterGenerator generator;
        layer.build(Shape(shape.begin() + 1, shape.end()), generator);
        layer.weight.mutable_value() = irregular_values({3}) + 2;
        layer.bias.mutable_value() = irregular_values({3});
    }
    zero_gradients(layer);
    const Variable<double> x(3 * irregular_values(shape) + 5, true);
    const auto y = layer.forward(x);
    y.backward_from(irregular_values(shape));
    return {y.value(), x.gradient(), layer.weight.gradient(), layer.bias.gradient()};
}

}  // namespace

TEST_CASE("BatchNorm1d is PyTorch's") {
    BatchNorm1d<double> layer;
    const Gradients training = reference_step(layer, {4, 3});
    REQUIRE(max_difference(training.y, expected::batch_norm_1d_y) < 1e-14);
    REQUIRE(max_difference(training.dx, expected::batch_norm_1d_dx) < 1e-14);
    REQUIRE(max_difference(training.dweight, expected::batch_norm_1d_dweight) < 1e-14);
    REQUIRE(max_difference(training.dbias, expected::batch_norm_1d_dbias) < 1e-14);
    REQUIRE(max_difference(layer.running_mean, expected::batch_norm_1d_running_mean) < 1e-14);
    REQUIRE(max_difference(layer.running_var, expected::batch_norm_1d_running_var) < 1e-14);
    set_training(layer, false);
    const Gradients evaluation = reference_step(layer, {4, 3});
    REQUIRE(max_difference(evaluation.y, expected::batch_norm_1d_evaluation_y) < 1e-13);
    REQUIRE(max_difference(evaluation.dx, expected::batch_norm_1d_evaluation_dx) < 1e-13);
    REQUIRE(max_difference(evaluation.dweight, expected::batch_norm_1d_evaluation_dweight) < 1e-13);
    REQUIRE(max_difference(evaluation.dbias, expected::batch_norm_1d_evaluation_dbias) < 1e-13);
}

TEST_CASE("BatchNorm2d is PyTorch's, channels last") {
    BatchNorm2d<double> layer;
    const Gradients training = reference_step(layer, {2, 3, 2, 3});
    REQUIRE(max_difference(training.y, expected::batch_norm_2d_y) < 1e-14);
    REQUIRE(max_difference(training.dx, expected::batch_norm_2d_dx) < 1e-14);
    REQUIRE(max_difference(training.dweight, expected::batch_norm_2d_dweight) < 1e-14);
    REQUIRE(max_difference(layer.running_mean, expected::batch_norm_2d_running_mean) < 1e-14);
    REQUIRE(max_difference(layer.running_var, expected::batch_norm_2d_running_var) < 1e-14);
    set_training(layer, false);
    const Gradients evaluation = reference_step(layer, {2, 3, 2, 3});
    REQUIRE(max_difference(evaluation.y, expected::batch_norm_2d_evaluation_y) < 1e-13);
    REQUIRE(max_difference(evaluation.dx, expected::batch_norm_2d_evaluation_dx) < 1e-13);
}

TEST_CASE("BatchNorm1d and BatchNorm2d keep the laws of a layer") {
    check_layer([] { return BatchNorm1d<double>(); },
                {.input = {5},
                 .output = {5},
                 .parameters = {"weight", "bias"},
                 .buffers = {"running_mean", "running_var"},
                 .same_in_evaluation = false,
                 .wrong = {2, 5},
                 .error = "BatchNorm1d: expected samples [features], got [2, 5]",
                 .batch = 5,
                 .large_batch = 4000});
    check_layer([] { return BatchNorm2d<double>({.affine = false}); },
                {.input = {2, 3, 5},
                 .output = {2, 3, 5},
                 .buffers = {"running_mean", "running_var"},
                 .same_in_evaluation = false,
                 .wrong = {5},
                 .error = "BatchNorm2d: expected samples [height, width, channels], got [5]"});
}

TEST_CASE("channel_statistics joins chunks without losing precision far from 0") {
    // 30,000 rows of 1e6 + {0, 1, 2}: mean 1e6 + 1, variance 2 / 3.
    Tensor<double> x = empty_tensor<double>({30000, 2});
    for (std::size_t i = 0; i < x.size(); ++i) { x.data()[i] = 1e6 + double(i / 2 % 3); }
    const auto statistics = nnlite::detail::channel_statistics(x);
    REQUIRE(max_difference<double>(statistics.mean, {1e6 + 1, 1e6 + 1}) < 1e-9);
    REQUIRE(max_difference<double>(statistics.variance, {2.0 / 3, 2.0 / 3}) < 1e-9);
}

TEST_CASE("BatchNorm: momentum, errors and the empty batch") {
    BatchNorm1d<double> layer({.momentum = 0.5});
    CounterGenerator generator;
    layer.build({1}, generator);
    layer.forward(make_tensor<double>({2, 1}, {2, 6}));
    REQUIRE(layer.running_mean(0) == 2);   // (0 + 4) / 2
    REQUIRE(layer.running_var(0) == 4.5);  // (1 + 8) / 2
    REQUIRE_ERROR(layer.forward(full_tensor<double>({1, 1}, 2)), ValueError,
                  "BatchNorm1d: expected more than one value per channel in training, got [1, 1]; "
                  "fit's drop_last leaves out a last batch of one");
    REQUIRE_ERROR(layer.forward(empty_tensor<double>({0, 1})), ValueError,
                  "BatchNorm1d: expected more than one value per channel in training, got [0, 1]; "
                  "fit's drop_last leaves out a last batch of one");
    REQUIRE_ERROR(layer.forward(full_tensor<double>({2, 3}, 2)), ShapeError,
                  "BatchNorm1d: expected input [batch, 1], got [2, 3]");
    set_training(layer, false);
    REQUIRE(layer.forward(empty_tensor<double>({0, 1})).size() == 0);
    const double unit = std::sqrt(4.5 + 1e-5);
    REQUIRE(layer.forward(full_tensor<double>({1, 1}, 2 + unit)).item() ==
            Approx(1).epsilon(1e-14));

    BatchNorm2d<double> image;
    image.build({2, 1, 1}, generator);
    REQUIRE(image.forward(make_tensor<double>({1, 2, 1, 1}, {2, 6})).value()(0, 1, 0, 0) ==
            Approx(2 / std::sqrt(4 + 1e-5)).epsilon(1e-14));
    REQUIRE_ERROR(image.forward(full_tensor<double>({2, 1}, 2)), ShapeError,
                  "BatchNorm2d: expected input [batch, height, width, 1], got [2, 1]");
    REQUIRE_ERROR(
        batch_norm(Variable<double>(full_tensor<double>({2, 3}, 1)),
                   {full_tensor<double>({2}, 1), full_tensor<double>({3}, 1)}),
        ShapeError,
        "batch_norm: expected statistics, weight and bias [channels] for [2, 3], got [2]");
    REQUIRE_ERROR(nnlite::detail::channel_statistics(empty_tensor<double>({0, 3})), ShapeError,
                  "channel_statistics: expected values [..., channels], got [0, 3]");
}
