// docs/saving.md: models, weights and tensors in files.

#include <cstdio>
#include <filesystem>
#include <nnlite/nnlite.hpp>
#include <string>

#include "check.hpp"

using namespace nnlite;

struct Scale : Layer<> {
    double factor = 0.5;

    Shape build(const Shape& input, Generator&) override { return input; }
    Variable<> forward(const Variable<>& x) const override { return x * float(factor); }
    void visit_options(OptionVisitor<float>& visitor) override { visitor.field("factor", factor); }
    std::string type() const override { return "Scale"; }
};

Model<> train_and_save(const std::string&) { fail<ValueError>("the file is there"); }

void models() {
    const TensorDataset<> data(load_digits(), {.divide_by = 16});
    Model model(Sequential(Flatten{}, Linear(16, {.activation = Activation::relu}), Linear(10)));
    model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}});

    Checkpoint checkpoint("run.nnlite", {.every_steps = 100});  // else at the end of each epoch
    model.fit(data, {.epochs = 10, .callbacks = {&checkpoint}});

    model.save("digits.nnlite");
    Model loaded = load_model("digits.nnlite");

    check(loaded.evaluate(data) == model.evaluate(data));

    const std::string file = "digits.nnlite";
    Model once = std::filesystem::exists(file) ? load_model(file) : train_and_save(file);

    check(once.history().epochs() == 10);
    Model scale(Sequential(Scale{}, Linear(1)));
    scale.build({2});
    scale.save("scale.nnlite");

    Model with_own_layer =
        load_model("scale.nnlite", {.layers = {{"Scale", [] { return Scale(); }}}});

    check(with_own_layer.network()[0].type() == "Scale");
}

void weights() {
    CounterGenerator generator(1);
    Sequential network(Conv2d(8, 3, {.activation = Activation::relu}), BatchNorm2d{}, Flatten{},
                       Linear(10));
    network.build({8, 8, 1}, generator);

    save_weights("digits.safetensors", network);  // or digits.npz
    load_weights("digits.safetensors", network);

    save_weights("digits_torch.safetensors", network, {.layout = WeightLayout::torch});
    load_weights("digits_torch.safetensors", network);  // the file says that it is PyTorch's

    Sequential forecast(LSTM(50, {.return_sequence = false}), Linear(1));
    forecast.build({20, 1}, generator);
    const WeightNames names{{"0", "rnn"}, {"1", "fc"}};
    save_weights("lstm.npz", forecast, {.layout = WeightLayout::torch, .names = names});
    load_weights("lstm.npz", forecast, {.layout = WeightLayout::torch, .names = names});

    check(read_npz("lstm.npz").contains("rnn.weight_ih_l0"));

    save_weights("digits_keras.npz", network, {.layout = WeightLayout::keras});
    load_weights("digits_keras.npz", network, {.layout = WeightLayout::keras});

    check(read_npz("digits_keras.npz").contains("1.moving_mean"));

    const NamedTensors<> state = state_dict(network);  // a copy
    load_state_dict(network, state);

    check(state.at("3.weight").shape() == Shape{288, 10});
    check(read_safetensors("digits_torch.safetensors", "3.weight").shape() == Shape{10, 288});
}

void tensors() {
    const Tensor<> inputs{{0, 0.5F}, {1, 2}};
    const Labels labels{0, 1};

    write_npy("inputs.npy", inputs);  // numpy.load("inputs.npy")
    write_npz("data.npz", {{"inputs", inputs}, {"labels", labels}}, {.compress = true});
    write_safetensors("data.safetensors", {{"inputs", inputs}, {"labels", labels}},
                      {.metadata = {{"made by", "an example"}}});

    const Tensor<> x = read_npy("inputs.npy");
    const Labels y = read_npz<std::int32_t>("data.npz", "labels");
    const NamedTensors<double> all = read_safetensors<double>("data.safetensors");
    for (const TensorInfo& tensor : list_safetensors("data.safetensors")) {
        const std::string line = text_of(tensor.name, ' ', tensor.type, tensor.shape);
        std::puts(line.c_str());  // inputs F32[2, 2]
    }

    check((x == inputs) && (y == labels) && all.at("labels")(1) == 1);
    check(safetensors_metadata("data.safetensors").at("made by") == "an example");

    write_npy("tenths.npy", Tensor<double>{0.1, 0.2});
    const Tensor<> nearest = read_npy("tenths.npy", {.allow_rounding = true});

    check(nearest(0) == 0.1F);
}

void file_of_your_own() {
    AtomicFile file("settings", "settings.txt");
    file.write("learning_rate 0.001\n");
    file.commit();

    check(std::filesystem::file_size("settings.txt") == 20);
}

int main() {
    const auto folder = std::filesystem::temp_directory_path() / "nnlite_snippet_saving";
    std::filesystem::create_directories(folder);
    std::filesystem::current_path(folder);
    models();
    weights();
    tensors();
    file_of_your_own();
    std::filesystem::current_path("..");
    std::filesystem::remove_all(folder);
}
