// docs/getting_started.md: datasets, callbacks, reproducible runs.

#include <cstdio>
#include <fstream>
#include <nnlite/nnlite.hpp>

#include "check.hpp"

using namespace nnlite;

void from_tensors() {
    const Tensor<> inputs{{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    Tensor<> targets{0, 1, 1, 0};
    targets.reshape({4, 1});
    const TensorDataset<> data(inputs, targets);  // dense targets, for mse or binary cross entropy

    check(data.size() == 4 && data.sample_shape() == Shape{2});
}

void from_csv() {
    std::ofstream("points.csv") << "x,y,class\n0.5,1.5,0\n2.5,-1,1\n3,0,1\n";

    const CsvTable table = read_csv("points.csv");  // or points.csv.gz
    const Tensor<> features = xt::view(table.values, xt::all(), xt::range(0, 2));
    const Labels classes = xt::cast<std::int32_t>(xt::view(table.values, xt::all(), 2));
    StandardScaler scaler;
    const TensorDataset<> data(scaler.fit_transform(features), classes);

    check(table.columns.size() == 3 && data.size() == 3 && data.sample_shape() == Shape{2});
}

void from_mnist() {
    if (const auto folder = data_folder()) {  // NNLITE_DATA_DIR, if it is set
        const TensorDataset<> train(load_mnist(*folder, MnistPart::train), {.divide_by = 255});
        const TensorDataset<> pictures = train.reshaped({28, 28, 1});
        const TensorDataset<> rows = train.flattened();  // {784}; all share the same 47 MB

        check(train.size() == 60000 && rows.sample_shape() == Shape{784});
        check(pictures.sample_shape() == Shape{28, 28, 1});
    }
}

/// Points on a line, made up when they are asked for.
class Line : public Dataset<float> {
   public:
    std::size_t size() const override { return 1000; }
    Shape sample_shape() const override { return {1}; }
    void gather(const std::size_t* order, std::size_t count, Tensor<>& inputs,
                Targets<>& targets) const override {
        Tensor<> wanted = empty_tensor<float>({count, 1});
        inputs.resize({count, 1});
        for (std::size_t i = 0; i < count; ++i) {
            inputs(i, 0) = float(order[i]) / 1000;
            wanted(i, 0) = 2 * inputs(i, 0) - 1;
        }
        targets = std::move(wanted);
    }
};

void with_callbacks() {
    const TensorDataset<> data(load_digits(), {.divide_by = 16});
    Model model(Sequential(Flatten{}, Linear(16, {.activation = Activation::relu}), Linear(10)), 1);
    model.compile({.loss = CrossEntropy{},
                   .optimizer = SGDOptions{.learning_rate = 0.1, .momentum = 0.9},
                   .metrics = {accuracy_metric()}});

    EarlyStopping stop({.monitor = "val_loss", .patience = 3});
    LearningRateScheduler rate(CosineSchedule{.learning_rate = 0.1, .steps = 30});
    CsvLog log("training.csv");
    LambdaCallback<> note([](Model<>&, std::size_t epoch, const Logs& logs) {
        if (epoch % 10 == 0) { std::printf("after %zu: %.4f\n", epoch, logs.at("val_loss")); }
    });
    const History history = model.fit(data, {.epochs = 30,
                                             .validation_split = 0.2,
                                             .callbacks = {&stop, &rate, &log, &note},
                                             .verbose = Verbose::silent});
    std::printf("best after epoch %zu of %zu\n", stop.best_epoch(), history.epochs());

    check(stop.best_epoch() >= 1 && history["val_loss"][stop.best_epoch() - 1] == stop.best());
}

void with_metrics() {
    const TensorDataset<> data(load_digits(), {.divide_by = 16});
    Model model(Sequential(Flatten{}, Linear(16, {.activation = Activation::relu}), Linear(10)), 1);

    const Metric<> nines = counting_metric<>(
        "recall_of_9",
        [](const MetricBatch<>& batch, std::vector<double>& counts) {
            const Labels answers = argmax_rows(batch.outputs);
            const Labels& labels = std::get<Labels>(batch.targets);
            counts.resize(2);
            for (std::size_t i = 0; i < labels.size(); ++i) {
                counts[0] += labels(i) == 9 && answers(i) == 9;
                counts[1] += labels(i) == 9;
            }
        },
        [](const std::vector<double>& counts) { return counts[0] / counts[1]; });
    model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric(), f1_metric(), nines}});

    model.fit(data, {.epochs = 20, .drop_last = true, .verbose = Verbose::silent});
    const Logs all = model.evaluate(data), in_small_batches = model.evaluate(data, 50);
    check(all.at("recall_of_9") > 0.9 && all.at("f1") > 0.9);
    check(all.at("recall_of_9") == in_small_batches.at("recall_of_9"));
    check(all.at("f1") == in_small_batches.at("f1"));
    check(model.predict(empty_tensor<float>({0, 8, 8})).shape() == Shape{0, 10});
}

void random_numbers() {
    CounterGenerator generator(7);
    const Tensor<> noise = randn({64, 100}, generator);                   // N(0, 1)
    const Tensor<> shares = rand({64, 10}, generator);                    // U(0, 1)
    const Labels drawn = sample_categorical(xt::log(shares), generator);  // [64]

    check(std::abs(xt::mean(noise)()) < 0.05F && drawn.shape() == Shape{64});
}

std::uint32_t trained(std::uint64_t seed, int threads) {
    set_num_threads(threads);
    const TensorDataset<> data(load_digits(), {.divide_by = 16});
    Model model(Sequential(Flatten{}, Linear(32, {.activation = Activation::relu}), Dropout(0.2),
                           Linear(10)),
                seed);
    model.compile({.loss = CrossEntropy{}});
    model.fit(data, {.epochs = 3, .verbose = Verbose::silent});
    return weights_crc32(parameters(model.network()));
}

/// The generator of fit() that shuffles as torch.utils.data.DataLoader does after manual_seed().
class TorchLoaderOrder : public TorchGenerator {
   public:
    using TorchGenerator::TorchGenerator;
    void permutation(std::size_t* order, std::size_t count) override {
        std::int64_t seeds[2];  // of the workers, and of the shuffle
        random(seeds, 2);
        TorchGenerator(std::uint64_t(seeds[1])).permutation(order, count);
    }
};

void reproducible() {
    check(trained(7, 1) == trained(7, 2));
    check(trained(7, 1) != trained(8, 1));

    TorchGenerator torch(0);  // torch.manual_seed(0)
    Sequential network(Linear(4, 3), ReLU{}, Linear(3, 2));
    network.build({4}, torch);  // the weights that torch.nn.Sequential(...) would have now
    const Tensor<> weight = parameter(network, "0.weight").value();

    check(std::abs(weight(0, 0) - -0.0037F) < 1e-4F && std::abs(weight(1, 0) - 0.2682F) < 1e-4F);

    NumpyRandomState numpy(42);  // numpy.random.RandomState(42)
    const Split rows = train_test_split(1797, {.test_size = 0.2}, numpy);  // random_state=42

    check(rows.train.size() == 1437 && rows.test.size() == 360);

    std::size_t order[10];
    TorchLoaderOrder(5).permutation(order, 10);  // PyTorch 1.13 shuffles range(10) like this
    const std::size_t expected[] = {8, 3, 0, 5, 9, 1, 6, 2, 4, 7};
    check(std::equal(order, order + 10, expected));
}

int main() {
    from_tensors();
    from_csv();
    try {
        from_mnist();
    } catch (const FileError& error) { std::printf("without MNIST: %s\n", error.what()); }
    with_callbacks();
    with_metrics();
    random_numbers();
    reproducible();
    const Line line;
    Model model(Sequential(Linear(1)));
    model.compile({.loss = MeanSquaredError{}, .optimizer = AdamOptions{.learning_rate = 0.05}});
    const History history = model.fit(line, {.epochs = 30, .verbose = Verbose::silent});
    check(history["loss"].back() < 1e-3);
    return 0;
}
