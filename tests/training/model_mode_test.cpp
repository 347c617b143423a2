#include <functional>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/function_layer.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/serialization/checksum.hpp"
#include "nnlite/training/layer_outputs.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

TensorDataset<> labelled_rows(std::size_t count) {
    return {numbers({count, 4}), cycling_labels(count, 3)};
}

Model<> dropout_model() {
    Model model(Sequential(Linear(6), Dropout(0.5), BatchNorm1d{}, Linear(3)), 1);
    model.compile({.loss = CrossEntropy{}});
    return model;
}

std::uint32_t state_crc(Model<>& model) {
    std::vector<Variable<>> state;
    for (const auto& tensor : nnlite::detail::state_of(model.network())) {
        state.emplace_back(tensor);
    }
    return weights_crc32(state);
}

std::vector<bool> modes(Model<>& model) {
    std::vector<bool> result{model.network().training};
    for (const auto& entry : model.network().entries()) { result.push_back(entry.layer->training); }
    return result;
}

// After each step, whatever the test wants.
struct EachStep : Callback<> {
    std::function<void(Model<>&)> act;
    explicit EachStep(std::function<void(Model<>&)> what) : act(std::move(what)) {}
    void on_batch_end(Model<>& model, std::size_t, double) override { act(model); }
};

// A user-defined layer that remembers the mode of its last call.
struct Probe : Layer<> {
    std::shared_ptr<std::vector<bool>> seen = std::make_shared<std::vector<bool>>();
    Shape build(const Shape& input, Generator&) override { return input; }
    Variable<> forward(const Variable<>& x) const override {
        seen->push_back(training);
        return x;
    }
    std::string type() const override { return "Probe"; }
};

}  // namespace

TEST_CASE("model: what looks at a model during fit() does not change the training") {
    const auto data = labelled_rows(32);
    const Tensor<> x = numbers({5, 4});
    const auto trained = [&](const std::function<void(Model<>&)>& look) {
        Model model = dropout_model();
        EachStep callback(look);
        model.fit(
            data,
            {.epochs = 2, .batch_size = 8, .callbacks = {&callback}, .verbose = Verbose::silent});
        return state_crc(model);
    };
    const auto undisturbed = trained([](Model<>&) {});
    REQUIRE(trained([&](Model<>& m) { m.evaluate(data); }) == undisturbed);
    REQUIRE(trained([&](Model<>& m) { m.predict(data); }) == undisturbed);
    REQUIRE(trained([&](Model<>& m) { m.predict_classes(x); }) == undisturbed);
    REQUIRE(trained([&](Model<>& m) { layer_outputs(m.network(), x); }) == undisturbed);
    REQUIRE(trained([&](Model<>& m) { set_training(m.network(), false); }) == undisturbed);
    REQUIRE(trained([&](Model<>& m) {
                REQUIRE_THROWS_AS(m.predict(numbers({5, 3})), ShapeError);
                REQUIRE_THROWS_AS(m.evaluate(labelled_rows(4), 0), ValueError);
            }) == undisturbed);
}

TEST_CASE("model: train_step() trains, whatever came before") {
    const auto data = labelled_rows(8);
    const auto trained = [&](const std::function<void(Model<>&)>& look) {
        Model model = dropout_model();
        model.build({4});
        DataLoader loader(data, {.batch_size = 8, .shuffle = false});
        for (int epoch = 0; epoch < 3; ++epoch) {
            for (Batch<>& batch : loader) { model.train_step(batch); }
            look(model);
        }
        REQUIRE(dynamic_cast<Dropout<>&>(model.network()[1]).position == 3 * 64);
        return state_crc(model);
    };
    const auto undisturbed = trained([](Model<>&) {});
    REQUIRE(trained([&](Model<>& m) { m.evaluate(data); }) == undisturbed);
    REQUIRE(trained([&](Model<>& m) { set_training(m.network(), false); }) == undisturbed);
}

TEST_CASE("model: evaluate, predict, layer_outputs and train_step leave each layer's mode") {
    const auto data = labelled_rows(8);
    Model model = dropout_model();
    model.build({4});
    model.network()[1].training = false;
    const std::vector<bool> before = modes(model);
    DataLoader loader(data, {.batch_size = 8});
    for (Batch<>& batch : loader) { model.train_step(batch); }
    model.evaluate(data);
    model.predict(data);
    layer_outputs(model.network(), numbers({2, 4}));
    REQUIRE_THROWS(layer_outputs(model.network(), numbers({2, 3})));
    REQUIRE(modes(model) == before);
}

TEST_CASE("model: fit() leaves evaluation, also when it ends with an exception") {
    const auto data = labelled_rows(32);
    const std::vector<bool> evaluation(5, false);
    Model model = dropout_model();
    const FitOptions<> options{.batch_size = 8, .verbose = Verbose::silent};
    model.fit(data, options);
    REQUIRE(modes(model) == evaluation);
    set_training(model.network(), true);
    EachStep thrower([](Model<>&) { throw std::runtime_error("stop"); });
    FitOptions<> throwing = options;
    throwing.callbacks = {&thrower};
    REQUIRE_THROWS_AS(model.fit(data, throwing), std::runtime_error);
    REQUIRE(modes(model) == evaluation);
}

TEST_CASE("model: a user-defined layer sees the current mode") {
    const auto data = labelled_rows(4);
    const Probe probe;
    Model model(Sequential(Linear(3), probe), 1);
    model.compile({.loss = CrossEntropy{}});
    EachStep callback([&](Model<>& m) { m.evaluate(data, 4); });
    model.fit(data,
              {.epochs = 2, .batch_size = 2, .callbacks = {&callback}, .verbose = Verbose::silent});
    REQUIRE(*probe.seen == std::vector<bool>{true, false, true, false, true, false, true, false});
}

TEST_CASE("model: using one that was moved from is an error") {
    const auto data = labelled_rows(8);
    Model<> model = dropout_model();
    model.build({4});
    const Tensor<> wanted = model.predict(numbers({2, 4}));
    const Model<> other = std::move(model);
    const auto check = [&](const std::string& place, auto use) {
        REQUIRE_ERROR(use(), ValueError, place + ": the model was moved from");
    };
    check("predict", [&] { model.predict(numbers({2, 4})); });
    check("predict", [&] { model.predict(data); });
    check("predict", [&] { model.predict_classes(data); });
    check("evaluate", [&] { model.evaluate(data); });
    check("fit", [&] { model.fit(data); });
    check("save", [&] { model.save("model.nnlite"); });
    check("summary", [&] { model.summary(); });
    check("build", [&] { model.build({4}); });
    check("compile", [&] { model.compile({.loss = CrossEntropy{}}); });
    check("optimizer", [&] { model.optimizer(); });
    Batch<> batch{numbers({2, 4}), Labels{0, 1}, 2};
    check("train_step", [&] { model.train_step(batch); });
    model = dropout_model();  // again one
    model.build({4});
    REQUIRE((model.predict(numbers({2, 4})) == wanted));
}

TEST_CASE("model: a callback that moves the model away ends fit()") {
    struct Mover : Callback<> {
        int at;
        std::optional<Model<>> taken;
        explicit Mover(int when) : at(when) {}
        void act(Model<>& model, int when) {
            if (when == at) { taken.emplace(std::move(model)); }
        }
        void on_train_begin(Model<>& model) override { act(model, 0); }
        void on_epoch_begin(Model<>& model, std::size_t) override { act(model, 1); }
        void on_batch_end(Model<>& model, std::size_t step, double) override {
            act(model, 1 + int(step));
        }
        void on_epoch_end(Model<>& model, std::size_t, const Logs&) override { act(model, 4); }
    };
    const auto data = labelled_rows(8);
    for (int at = 0; at <= 4; ++at) {  // of two steps each epoch
        Model<> model = dropout_model();
        Mover mover(at);
        REQUIRE_ERROR(model.fit(data, {.epochs = 2,
                                       .batch_size = 4,
                                       .validation_data = &data,
                                       .callbacks = {&mover},
                                       .verbose = Verbose::silent}),
                      ValueError, "fit: the model was moved from");
        REQUIRE(mover.taken->predict(data).shape() == Shape{8, 3});
    }
}

TEST_CASE("model: several threads may predict at once") {  // ThreadSanitizer looks on
    const Tensor<> x = numbers({6, 5, 4});
    Model model(Sequential(LSTM(4, {.layers = 2, .dropout = 0.5}), Dropout(0.5),
                           TransformerEncoder(1, 2, {.feed_forward = 8})),
                1);
    model.build({5, 4});
    const Tensor<> wanted = model.predict(x);
    std::vector<Tensor<>> got(4);
    std::vector<std::thread> threads;
    for (auto& result : got) {
        threads.emplace_back([&] { result = model.predict(x, 2); });
    }
    for (auto& thread : threads) { thread.join(); }
    for (const auto& result : got) { REQUIRE((result == wanted)); }
}
