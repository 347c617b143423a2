// Files of earlier versions: they load, they are written again byte for byte, and a run continues
// from them. Those of this version are written by
//
//     NNLITE_WRITE_FIXTURES=tests/fixtures/v0.1 build/tests/test_training "fixtures are written"

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "nnlite/data/dataset.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/random/randn.hpp"
#include "nnlite/training/checkpoint.hpp"
#include "nnlite/training/load_model.hpp"
#include "support/catch.hpp"
#include "support/layer_examples.hpp"
#include "support/temporary_file.hpp"

namespace fs = std::filesystem;

namespace {

const fs::path fixtures = fs::path(__FILE__).parent_path() / "../fixtures";

// What a model of a layer and a Linear learns from.
TensorDataset<double> data_for(Model<double>& model, const Shape& sample, bool words) {
    CounterGenerator generator(11);
    Shape shape = sample;
    shape.insert(shape.begin(), 6);
    Tensor<double> x = randn<double>(shape, generator);
    if (words) { x = xt::floor(xt::clip(xt::abs(x) * 3, 0.0, 6.0)); }
    const Tensor<double> y = model.predict(x);
    return {x, randn<double>(Shape(y.shape().begin(), y.shape().end()), generator)};
}

FitOptions<double> fit_options(std::size_t epochs, Callback<double>* keep) {
    return {.epochs = epochs, .batch_size = 4, .callbacks = {keep}, .verbose = Verbose::silent};
}

// Of each kind, with options that are not the defaults.
OptimizerFactory<double> optimizer(std::size_t index) {
    const std::vector<OptimizerFactory<double>> choices{
        AdamOptions{.epsilon = 1e-6},        AdamWOptions{.weight_decay = 0.1},
        AdamaxOptions{.beta_1 = 0.8},        NadamOptions{.learning_rate = 0.01},
        SGDOptions{.momentum = 0.9},         RMSpropOptions{.momentum = 0.5, .centered = true},
        AdagradOptions{.learning_rate = 0.1}};
    return choices[index % choices.size()];
}

}  // namespace

TEST_CASE("fixtures are written", "[.]") {
    const char* folder = std::getenv("NNLITE_WRITE_FIXTURES");
    REQUIRE(folder != nullptr);
    fs::create_directories(folder);
    std::size_t index = 0;
    for (const LayerExample& example : layer_examples()) {
        const std::string type = example.layer->type();
        const std::string path = text_of(folder, "/", index < 10 ? "0" : "", index, "_", type);
        INFO(path);
        Sequential<double> network;
        network.add("layer", example.layer).add("head", Linear<double>(2));
        Model<double> model(network, 7);
        model.compile({.loss = MeanSquaredError{}, .optimizer = optimizer(index), .clip_norm = 5});
        if (type != "TransformerDecoderLayer") {  // takes two inputs
            model.build(example.input);
            const auto data = data_for(model, example.input, type == "Embedding");
            Checkpoint<double> keep(path + ".checkpoint", {.keep = 1});
            model.fit(data, fit_options(1, &keep));
            const TemporaryFile file("run", file_bytes(path + ".checkpoint"));
            Checkpoint<double> more(file.path(), {.keep = 1});
            model.fit(data, fit_options(2, &more));
        } else {
            model.build(example.input);
        }
        model.save(path + ".model");
        ++index;
    }
}

TEST_CASE("fixtures: a model's file loads and is written again byte for byte") {
    std::set<std::string> types;
    for (const auto& entry : fs::recursive_directory_iterator(fixtures)) {
        if (entry.path().extension() != ".model") { continue; }
        INFO(entry.path());
        Model<double> model = load_model<double>(entry.path().string());
        types.insert(model.network()[0].type());
        const TemporaryFile copy("copy");
        model.save(copy.path());
        REQUIRE((file_bytes(copy.path()) == file_bytes(entry.path().string())));
    }
    REQUIRE(types.size() >= 47);  // those of v0.1
}

// Bits differ with the instruction set, which the fixtures were written with one of.
TEST_CASE("fixtures: a run resumes from a checkpoint and ends with the same model") {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(fixtures)) {
        if (entry.path().extension() != ".checkpoint") { continue; }
        INFO(entry.path());
        fs::path end = entry.path();
        Model<double> wanted = load_model<double>(end.replace_extension(".model").string());
        Model<double> model = load_model<double>(entry.path().string());
        const TemporaryFile file("run", file_bytes(entry.path().string()));
        Checkpoint<double> keep(file.path(), {.keep = 1});
        const bool words = model.network()[0].type() == "Embedding";
        const History history =
            model.fit(data_for(model, model.sample_shape(), words), fit_options(2, &keep));
        REQUIRE(history.epochs() == 2);
        const auto got = state_dict(model.network()), expected = state_dict(wanted.network());
        REQUIRE(got.size() == expected.size());
        for (const auto& [name, tensor] : expected) {
            INFO(name);
            REQUIRE(xt::allclose(got.at(name), tensor, 1e-9, 1e-9));
        }
        ++count;
    }
    REQUIRE(count >= 49);
}
