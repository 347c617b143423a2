// Every option of every layer, loss, optimizer, schedule, callback and estimator against its range.
#include <memory>

#include "nnlite/estimators.hpp"
#include "nnlite/nnlite.hpp"
#include "support/check_options.hpp"
#include "support/make_tensor.hpp"
#include "support/not_finite.hpp"

using namespace nnlite;

namespace {

// A loss is refused by Loss, and by its own call.
template <class L>
void check_loss_options(const L& good, const Variable<double>& output,
                        const Targets<double>& targets) {
    check_options(L::name, good, [](const L& loss) { Loss<double>{loss}; });
    check_options(L::name, good, [&](const L& loss) { loss(output, targets); });
}

template <class O>
void check_optimizer_options(const char* place) {
    check_options(place, O{}, [](const O& options) { OptimizerFactory<double>{options}(); });
    check_options(place, O{}, [](const O& options) {
        Model<double> model{Sequential<double>(Linear<double>(1))};
        model.compile({.loss = MeanSquaredError{}, .optimizer = options});
    });
}

}  // namespace

TEST_CASE("options: optimizers") {
    check_optimizer_options<AdamOptions>("Adam");
    check_optimizer_options<AdamWOptions>("AdamW");
    check_optimizer_options<AdamaxOptions>("Adamax");
    check_optimizer_options<NadamOptions>("Nadam");
    check_optimizer_options<SGDOptions>("SGD");
    check_optimizer_options<RMSpropOptions>("RMSprop");
    check_optimizer_options<AdagradOptions>("Adagrad");
    check_options("SGD", GroupOptions{}, [](const GroupOptions& options) {
        SGD<double> optimizer;
        optimizer.add_group({}, options);
    });
    check_options("SGD", GroupOptions{}, [](const GroupOptions& options) {
        SGD<double> optimizer;
        optimizer.add_group({});
        optimizer.set_group(0, options);
    });
    SGD<double> optimizer;
    REQUIRE_ERROR(optimizer.set_learning_rate(std::numeric_limits<double>::infinity()), ValueError,
                  "SGD: expected a finite learning_rate >= 0, got inf");
}

TEST_CASE("options: losses") {
    const Variable<double> output(Tensor<double>{{.25, .75}, {.5, .5}});
    const Targets<double> labels = Labels{0, 1}, dense = Tensor<double>{{0, 1}, {1, 0}};
    check_loss_options(CrossEntropy{}, output, labels);
    check_loss_options(CrossEntropy{}, output, dense);
    check_loss_options(CrossEntropyFromProbabilities{}, output, labels);
    check_loss_options(NegativeLogLikelihood{}, output, labels);
    check_loss_options(MultiMargin{}, output, labels);
    check_loss_options(Hinge{}, output, dense);
    check_loss_options(Huber{}, output, dense);
    check_loss_options(MeanSquaredError{}, output, dense);
    check_loss_options(MeanAbsoluteError{}, output, dense);
    check_loss_options(BinaryCrossEntropy{}, output, dense);
    check_loss_options(BinaryCrossEntropyFromProbabilities{}, output, dense);
    check_loss_options(FocalLoss{}, output, dense);
    check_loss_options(KLDivergence{}, output, dense);
}

TEST_CASE("options: schedules") {
    const auto check = [](const char* place, const auto& good) {
        check_options(place, good, [](const auto& schedule) { schedule(3); });
    };
    check("StepSchedule", StepSchedule{});
    check("MultiStepSchedule", MultiStepSchedule{.milestones = {2, 4}});
    check("ExponentialSchedule", ExponentialSchedule{});
    check("CosineSchedule", CosineSchedule{.steps = 10});
    check("OneCycleSchedule", OneCycleSchedule{.total_steps = 10});
    check_options("ReduceOnPlateau", ReduceOnPlateauOptions{},
                  [](const ReduceOnPlateauOptions& options) { ReduceOnPlateau{options}; });
}

TEST_CASE("options: callbacks and the model") {
    check_options("EarlyStopping", EarlyStoppingOptions{},
                  [](const EarlyStoppingOptions& options) { EarlyStopping<double>{options}; });
    check_options("Checkpoint", CheckpointOptions{}, [](const CheckpointOptions& options) {
        Checkpoint<double>{"options_test.nnlite", options};
    });
    const TensorDataset<double> data(make_tensor<double>({2, 1}, {1, 2}),
                                     make_tensor<double>({2, 1}, {1, 2}));
    check_options("compile", CompileOptions<double>{.loss = MeanSquaredError{}},
                  [](const CompileOptions<double>& options) {
                      Model<double>(Sequential<double>(Linear<double>(1))).compile(options);
                  });
    check_options("fit", FitOptions<double>{.verbose = Verbose::silent},
                  [&](const FitOptions<double>& options) {
                      Model<double> model{Sequential<double>(Linear<double>(1))};
                      model.compile({.loss = MeanSquaredError{}});
                      model.fit(data, options);
                  });
    check_options("DataLoader", DataLoaderOptions{},
                  [&](const DataLoaderOptions& options) { DataLoader<double>(data, options); });
    check_options("ImageAugmentation", ImageAugmentationOptions{},
                  [](const ImageAugmentationOptions& options) { ImageAugmentation{options}; });
}

TEST_CASE("options: layers") {
    check_options("BatchNorm1d", BatchNormOptions{},
                  [](const BatchNormOptions& options) { BatchNorm1d<double>{options}; });
    check_options("BatchNorm2d", BatchNormOptions{},
                  [](const BatchNormOptions& options) { BatchNorm2d<double>{options}; });
    check_options("GroupNorm", GroupNormOptions{},
                  [](const GroupNormOptions& options) { GroupNorm<double>(2, options); });
    check_options("LayerNorm", LayerNormOptions{},
                  [](const LayerNormOptions& options) { LayerNorm<double>{options}; });
    check_options("RNN", RNNOptions{}, [](const RNNOptions& options) { RNN<double>(2, options); });
    check_options("GRU", GRUOptions{}, [](const GRUOptions& options) { GRU<double>(2, options); });
    check_options("LSTM", LSTMOptions{},
                  [](const LSTMOptions& options) { LSTM<double>(2, options); });
    check_options(
        "MultiheadAttention", MultiheadAttentionOptions{},
        [](const MultiheadAttentionOptions& options) { MultiheadAttention<double>(2, options); });
    check_options("TransformerEncoderLayer", TransformerLayerOptions{},
                  [](const TransformerLayerOptions& options) {
                      TransformerEncoderLayer<double>(2, options);
                  });
    check_options("TransformerDecoderLayer", TransformerLayerOptions{},
                  [](const TransformerLayerOptions& options) {
                      TransformerDecoderLayer<double>(2, options);
                  });
}

TEST_CASE("options: numbers that are no member of a struct") {
    const double nan = std::nan("");
    REQUIRE_ERROR(LeakyReLU<>(nan), ValueError, "LeakyReLU: expected a finite slope, got nan");
    REQUIRE_ERROR(ELU<>(infinity), ValueError, "ELU: expected a finite alpha, got inf");
    const Variable<> x(Tensor<>{{1, 2}});
    REQUIRE_ERROR(leaky_relu(x, nan), ValueError, "leaky_relu: expected a finite slope, got nan");
    REQUIRE_ERROR(elu(x, nan), ValueError, "elu: expected a finite alpha, got nan");
    REQUIRE_ERROR(layer_norm(x, -1), ValueError, "layer_norm: expected eps >= 0, got -1");
    REQUIRE_ERROR(Initializer::constant(nan), ValueError,
                  "Initializer: expected a finite value, got nan");
    REQUIRE_ERROR(Initializer::normal(0, -1), ValueError,
                  "Initializer: expected deviation >= 0, got -1");
    REQUIRE_ERROR(Initializer::uniform(1, -1), ValueError,
                  "Initializer: expected high >= 1, got -1");
    REQUIRE_ERROR(Initializer::orthogonal(infinity), ValueError,
                  "Initializer: expected a finite value, got inf");
    const Variable<> tokens(make_tensor<float>({1, 1, 1, 2}, {1, 2}));
    REQUIRE_ERROR(scaled_dot_product_attention<float>(tokens, tokens, tokens, {.scale = nan}),
                  ValueError, "scaled_dot_product_attention: expected a finite scale, got nan");
    REQUIRE_ERROR(padding_mask(std::vector<int>{1, -1}, 2), ValueError,
                  "padding_mask: expected lengths from 0 to 2, got -1");
}

TEST_CASE("options: estimators and preprocessing") {
    Tensor<> x = make_tensor<float>({4, 1}, {1, 2, 3, 4});
    const Labels labels{0, 1, 0, 1};
    const MLPOptions good{
        .hidden_layer_sizes = {2}, .max_iter = 1, .warn = [](const std::string&) {}};
    check_options("MLPClassifier", good,
                  [&](const MLPOptions& options) { MLPClassifier<>(options).fit(x, labels); });
    check_options("MLPRegressor", good, [&](const MLPOptions& options) {
        MLPRegressor<>(options).fit(x, Tensor<>{1, 2, 3, 4});
    });
    check_options("MinMaxScaler", MinMaxScalerOptions{},
                  [](const MinMaxScalerOptions& options) { MinMaxScaler<>{options}; });
    CounterGenerator generator;
    REQUIRE_ERROR(
        train_test_split(40, {.test_size = .3, .train_size = .7245}, generator), ValueError,
        "train_test_split: expected fractions that sum up to at most 1, got 0.3 and 0.7245");
    REQUIRE(train_test_split(40, {.test_size = .3, .train_size = .7}, generator).train.size() ==
            28);
}
