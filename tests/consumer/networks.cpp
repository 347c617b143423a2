// A user's program with one of each kind of network, trained, saved and loaded.
#include <cstdio>
#include <nnlite/nnlite.hpp>

using namespace nnlite;

namespace {

void train(const char* name, Sequential<> network, const Shape& sample) {
    const TensorDataset<> digits(load_digits(), {.divide_by = 16});
    Model model(std::move(network), 0);
    model.compile({.loss = CrossEntropy{},
                   .optimizer = AdamOptions{.learning_rate = 1e-2},
                   .metrics = {accuracy_metric()}});
    model.fit(digits.reshaped(sample).subset(0, 200), {.epochs = 1, .verbose = Verbose::silent});
    const Logs logs = model.evaluate(digits.reshaped(sample).subset(0, 200));
    const std::string path = std::string(name) + ".npz";
    model.save(path);
    Model<> loaded = load_model(path);
    const bool same =
        loaded.evaluate(digits.reshaped(sample).subset(0, 200)).at("loss") == logs.at("loss");
    std::printf("%s: loss %.3f%s\n", name, logs.at("loss"), same ? "" : ", another when loaded");
}

}  // namespace

int main() {
    train("mlp", Sequential(Linear(32), ReLU{}, Dropout(0.2), Linear(10)), {64});
    train("cnn",
          Sequential(Conv2d(8, 3), BatchNorm2d{}, ReLU{}, MaxPool2d(2), Flatten{}, Linear(10)),
          {8, 8, 1});
    train("transformer",
          Sequential(Linear(16), TransformerEncoderLayer(16, 4),
                     LSTM(16, {.return_sequence = false}), Linear(10)),
          {8, 8});
}
