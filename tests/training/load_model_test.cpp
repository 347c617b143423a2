#include "nnlite/training/load_model.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "nnlite/layers/weights_file.hpp"
#include "nnlite/losses/all.hpp"
#include "nnlite/optimizers/all.hpp"
#include "nnlite/training/checkpoint.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"
#include "support/training.hpp"

using namespace nnlite;

namespace {

const FitOptions<> quiet_epoch{.epochs = 1, .batch_size = 8, .verbose = Verbose::silent};

Tensor<> samples(const Shape& shape) {
    Tensor<> values = empty_tensor<float>(shape);
    for (std::size_t i = 0; i < values.size(); ++i) { values.data()[i] = float(i * i % 251) / 251; }
    return values;
}

// 20 samples of that shape with labels 0 to 9.
TensorDataset<> labelled(Shape sample) {
    Labels labels = empty_tensor<std::int32_t>({20});
    for (std::size_t i = 0; i < labels.size(); ++i) { labels(i) = std::int32_t(i * 7 % 10); }
    sample.insert(sample.begin(), 20);
    return {samples(sample), labels};
}

Model<> classifier(const OptimizerFactory<>& optimizer = AdamOptions{}) {
    Model model(Sequential(Linear(8), BatchNorm1d{}, Dropout(0.25), ReLU{}, Linear(10)), 5);
    model.compile({.loss = CrossEntropy{.label_smoothing = 0.1},
                   .optimizer = optimizer,
                   .metrics = {accuracy_metric(), top_k_accuracy_metric(3)},
                   .clip_norm = 2});
    return model;
}

// The options of an optimizer of the user: SGD with a smaller learning rate.
struct SlowedDown {
    static constexpr const char* name = "SlowedDown";

    double learning_rate = 0.1;
    double factor = 1;

    static constexpr auto fields() {
        return field_list(Field("learning_rate", &SlowedDown::learning_rate),
                          Field("factor", &SlowedDown::factor, Range::fraction()));
    }
    template <class T>
    std::unique_ptr<Optimizer<T>> make() const {
        return std::make_unique<SGD<T>>(
            SGDOptions{.learning_rate = learning_rate * factor, .momentum = 0.5});
    }
};

bool same_bits(const Tensor<>& a, const Tensor<>& b) {
    return a.shape() == b.shape() &&
           std::equal(a.begin(), a.end(), b.begin(), [](float x, float y) {
               return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
           });
}

// Trained for a few steps, saved and loaded, it predicts the same.
void check_same_predictions(const Sequential<>& network, const Shape& sample) {
    const TemporaryFile file("model.nnlite");
    Model model(network, 2);
    model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}});
    const auto data = labelled(sample).subset(0, 8);
    model.fit(data, quiet_epoch);
    model.save(file.path());
    Model copy = load_model(file.path());
    REQUIRE(same_bits(copy.predict(data), model.predict(data)));
    REQUIRE(copy.evaluate(data) == model.evaluate(data));
    REQUIRE(copy.summary_text() == model.summary_text());
    // Trained on, a clone goes the same way; the model that it is of stays.
    Model clone = copy.clone();
    model.fit(data, quiet_epoch);
    clone.fit(data, quiet_epoch);
    REQUIRE(same_bits(clone.predict(data), model.predict(data)));
    REQUIRE(clone.history().epochs() == 2);
    REQUIRE(copy.history().epochs() == 1);
    REQUIRE_FALSE(same_bits(copy.predict(data), model.predict(data)));
}

// The file with `from` replaced in the model's text, and other tensors.
void rewrite(const std::string& path, const std::string& from, const std::string& to,
             const std::vector<nnlite::detail::TensorView>& surplus = {},
             const std::string& missing = "") {
    auto metadata = safetensors_metadata(path);
    std::string& text = metadata.at("nnlite.model");
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    NamedTensors<> tensors = read_safetensors(path);
    tensors.erase(missing);
    std::vector<nnlite::detail::TensorView> views = surplus;
    for (const nnlite::detail::TensorView& view : nnlite::detail::views_of(tensors)) {
        views.push_back(view);
    }
    write_safetensors(path, views, {.metadata = metadata});
}

// y = scale x, of the user.
struct Scale : Layer<> {
    double scale = 0;

    explicit Scale(double factor = 1) : scale(factor) {}
    Shape build(const Shape& input, Generator&) override { return input; }
    Variable<> forward(const Variable<>& x) const override { return x * float(scale); }
    void visit_options(OptionVisitor<float>& visitor) override { visitor.field("scale", scale); }
    std::string type() const override { return "Scale"; }
};

struct Doubled {
    static constexpr const char* name = "doubled";
    Variable<> operator()(const Variable<>& output, const Targets<>& targets) const {
        return CrossEntropy{}(output, targets) * 2.0F;
    }
};

Metric<> largest() {
    return {"largest", [](const Tensor<>& y, const Targets<>&) { return double(xt::amax(y)()); }};
}

Model<> of_the_user() {
    Model model(Sequential(Scale(0.25), Linear(10)), 1);
    model.compile({.loss = Doubled{}, .metrics = {largest()}});
    model.fit(labelled({4}), quiet_epoch);
    return model;
}

}  // namespace

TEST_CASE("load_model: a file is a safetensors file with a text") {
    const TemporaryFile file("model.safetensors");
    Model model(Sequential(Flatten{}, Dropout(0.5, {.seed = 7}), Linear(1)), 3);
    model.build({2});
    model.save(file.path());
    const auto metadata = safetensors_metadata(file.path());
    REQUIRE(metadata.size() == 2);
    REQUIRE(metadata.at("format") == "nnlite");
    REQUIRE(
        metadata.at("nnlite.model") ==
        R"({"version": 1, "sample": [2], "network": {"type": "Sequential", "options": {}, )"
        R"("layers": [{"name": "0", "type": "Flatten", "options": {}}, )"
        R"({"name": "1", "type": "Dropout", "options": {"rate": 0.5, "seed": 7}}, )"
        R"({"name": "2", "type": "Linear", "options": {"in": null, "out": 1, "bias": true, )"
        R"("activation": "none", "weight_init": {"kind": "torch_uniform", "a": 0, "b": 0, )"
        R"("fan": "in"}, "bias_init": {"kind": "torch_uniform", "a": 0, "b": 0, "fan": "in"}}}]}, )"
        R"("counters": {"1.position": 0, "1.seed": 7}, "frozen": [], "compile": null, )"
        R"("optimizer": null, "generator": {"type": "counter", "seed": 3, "position": 3, )"
        R"("children": 0}, "history": {"epochs": 0, "series": {}}})");
    REQUIRE(nnlite::detail::state_of(model.network()) ==
            std::vector{read_safetensors(file.path(), "2.weight"),
                        read_safetensors(file.path(), "2.bias")});
}

TEST_CASE("load_model: the documents' models predict the same") {
    const auto relu = [](std::size_t width) {
        return Linear(width, {.activation = Activation::relu});
    };
    const auto conv = [](std::size_t filters, Padding padding = Padding::valid()) {
        return Conv2d(filters, 3, {.padding = padding, .activation = Activation::relu});
    };
    check_same_predictions(Sequential(Flatten{}, relu(16), relu(16), Linear(10)), {28, 28, 1});
    check_same_predictions(Sequential(relu(40), Linear(10)), {784});
    check_same_predictions(
        Sequential(Residual(Sequential(Linear(8), BatchNorm1d{}, Dropout(0.25)), Linear(8)),
                   Linear(10)),
        {12});
    check_same_predictions(
        Sequential(Flatten{}, relu(256), Dropout(0.3), relu(128), Dropout(0.3), Linear(10)), {64});
    check_same_predictions(Sequential(conv(8), MaxPool2d(2), conv(16), MaxPool2d(2), Flatten{},
                                      Dropout(0.2), Linear(10)),
                           {10, 10, 1});
    check_same_predictions(Sequential(conv(8), MaxPool2d(2), conv(16), MaxPool2d(2), Flatten{},
                                      Dropout(0.5), relu(32), Dropout(0.5), Linear(10)),
                           {10, 10, 1});
    const Padding same = Padding::same();
    for (const bool average : {false, true}) {
        Sequential network(conv(4, same), MaxPool2d(2), conv(8, same), MaxPool2d(2), conv(8, same));
        average ? network.add(GlobalAveragePool2d{}) : network.add(Flatten{});
        check_same_predictions(network.add(Linear(10)), {8, 8, 1});
    }
    check_same_predictions(Sequential(Reshape(Shape{16, 1}), Linear(16), LearnedPositions{},
                                      TransformerEncoder(2, 4, {.feed_forward = 32}),
                                      GlobalAveragePool1d{}, Linear(10)),
                           {4, 4});
    check_same_predictions(Sequential(RNN(50, {.return_sequence = false}), Linear(10)), {10, 1});
    check_same_predictions(
        Sequential(LSTM(50, {.dropout = 0, .return_sequence = false}), Linear(10)), {10, 1});
    check_same_predictions(
        Sequential(GRU(20, {.layers = 2, .dropout = 0.1, .return_sequence = false}), Linear(10)),
        {10, 1});
}

TEST_CASE("load_model: training continues as without saving") {
    const auto data = labelled({4});
    const TemporaryFile file("model.nnlite");
    for (const OptimizerFactory<>& choice : std::vector<OptimizerFactory<>>{
             AdamOptions{.epsilon_form = EpsilonForm::hat}, AdamWOptions{}, AdamaxOptions{},
             NadamOptions{}, SGDOptions{.momentum = 0.9, .nesterov = true},
             SGDOptions{.momentum_form = MomentumForm::steps},
             RMSpropOptions{.momentum = 0.5, .centered = true}, AdagradOptions{}}) {
        Model model = classifier(choice);
        model.fit(data, quiet_epoch);
        model.optimizer().set_learning_rate(0.0123);
        model.optimizer().set_group(0, {.weight_decay = 0.01, .l1 = 0.001});
        model.save(file.path());
        Model copy = load_model(file.path());
        REQUIRE(copy.optimizer().learning_rate() == 0.0123);
        const History history = model.fit(data, quiet_epoch), again = copy.fit(data, quiet_epoch);
        REQUIRE(checksum(copy) == checksum(model));
        REQUIRE(again["loss"] == history["loss"]);
        REQUIRE(again["top3_accuracy"] == history["top3_accuracy"]);
        REQUIRE(copy.history()["loss"] == model.history()["loss"]);
        REQUIRE(copy.history().epochs() == 2);
        REQUIRE(nnlite::detail::state_of(copy.network()) ==
                nnlite::detail::state_of(model.network()));
    }
}

TEST_CASE("load_model: what is frozen stays so, and the optimizer may be left out") {
    const auto data = labelled({4});
    const TemporaryFile file("model.nnlite");
    Model model = classifier();
    model.build({4});
    set_trainable(model.network()[0], false);
    model.fit(data, quiet_epoch);
    model.save(file.path(), {.optimizer_state = false});
    Model copy = load_model(file.path());
    REQUIRE_FALSE(parameter(copy.network(), "0.weight").requires_gradient());
    REQUIRE(parameter(copy.network(), "4.weight").requires_gradient());
    REQUIRE(copy.optimizer().steps() == 0);
    REQUIRE(same_bits(copy.predict(data), model.predict(data)));
    for (const auto& tensor : list_safetensors(file.path())) {
        REQUIRE(tensor.name != "optimizer.state");
    }
}

TEST_CASE("load_model: every loss and metric") {
    const TemporaryFile file("model.nnlite");
    const auto check = [&](const Loss<>& loss) {
        Model model(Sequential(Linear(2)), 1);
        model.build({4});
        model.compile({.loss = loss,
                       .metrics = {binary_accuracy_metric(), mse_metric(), mae_metric()},
                       .clip_value = 0.5});
        model.save(file.path());
        const Model copy = load_model(file.path());
        REQUIRE(std::string(copy.compile_options()->loss.name()) == loss.name());
        FieldVisitor written, wanted;
        copy.compile_options()->loss.visit_options(written);
        loss.visit_options(wanted);
        REQUIRE(written.result() == wanted.result());
        REQUIRE(copy.compile_options()->metrics[0].type == "binary_accuracy");
        REQUIRE(copy.compile_options()->metrics[2].type == "mae");
        REQUIRE(copy.compile_options()->clip_value == 0.5);
    };
    check(BinaryCrossEntropy{.reduction = Reduction::sum});
    check(BinaryCrossEntropyFromProbabilities{});
    check(CrossEntropy{.class_weights = {0.5, 2}});
    check(CrossEntropyFromProbabilities{});
    check(FocalLoss{.gamma = 1.5, .alpha = {}});
    check(Hinge{.squared = true});
    check(Huber{.delta = 0.1});
    check(KLDivergence{.batch_mean = true});
    check(MeanAbsoluteError{});
    check(MeanSquaredError{});
    check(MultiMargin{.margin = 0.5});
    check(NegativeLogLikelihood{.class_weights = {1, 2}});
    [&]<class... L>(nnlite::detail::TypeList<L...>) {
        (check(L{}), ...);
    }(nnlite::detail::AllLosses{});
}

// How many structs with a name the headers of a folder have.
std::size_t named_structs(const std::string& folder) {
    std::size_t count = 0;
    const std::filesystem::path headers =
        std::filesystem::path(__FILE__).parent_path() / "../../include/nnlite" / folder;
    for (const auto& entry : std::filesystem::directory_iterator(headers)) {
        std::ifstream header(entry.path());
        for (std::string line; std::getline(header, line);) {
            count += line.starts_with("    static constexpr const char* name = ");
        }
    }
    return count;
}

TEST_CASE("load_model: no loss or optimizer is missing in the lists") {
    REQUIRE(named_structs("losses") == nnlite::detail::AllLosses::size);
    REQUIRE(named_structs("optimizers") == nnlite::detail::AllOptimizers::size);
}

TEST_CASE("load_model: layers, losses and metrics of the user") {
    const TemporaryFile file("model.nnlite");
    Model model = of_the_user();
    model.save(file.path());
    const LoadModelOptions<> options{.layers = {{"Scale", [] { return Scale(); }}},
                                     .losses = {Doubled{}},
                                     .metrics = {largest()}};
    Model copy = load_model(file.path(), options);
    const auto data = labelled({4});
    REQUIRE(copy.evaluate(data) == model.evaluate(data));
    REQUIRE(same_bits(copy.predict(data), model.predict(data)));
    REQUIRE_ERROR(load_model(file.path()), FileError,
                  "load_model: " + file.path() +
                      ": unknown layer type Scale; pass your own layers in .layers = "
                      "{{\"Scale\", [] { return Scale(); }}}");
    REQUIRE_ERROR(load_model(file.path(), {.layers = options.layers}), FileError,
                  "load_model: " + file.path() +
                      ": unknown loss doubled; pass your own losses in .losses = {...}");
    REQUIRE_ERROR(load_model(file.path(), {.layers = options.layers, .losses = options.losses}),
                  FileError,
                  "load_model: " + file.path() +
                      ": unknown metric largest; pass your own metrics in .metrics = {...}");
}

TEST_CASE(
    "save: a layer of the user without visit_options is an error, not a loss of its options") {
    struct Halved : Layer<> {
        double factor = 0.5;
        Shape build(const Shape& input, Generator&) override { return input; }
        Variable<> forward(const Variable<>& x) const override { return x * float(factor); }
        std::string type() const override { return "Halved"; }
    };
    const TemporaryFile file("model.nnlite");
    Model model(Sequential(Halved{}, Linear(2)));
    model.compile({.loss = MeanSquaredError{}});
    model.build({3});
    const char* message =
        "Halved: a layer that does not define visit_options() cannot be saved; one without options "
        "defines it with an empty body";
    REQUIRE_ERROR(model.save(file.path()), ValueError, message);
    Checkpoint keep(file.path());
    const TensorDataset<> data(samples({4, 3}), samples({4, 2}));
    REQUIRE_ERROR(model.fit(data, {.callbacks = {&keep}}), ValueError, message);
    save_weights(file.path() + ".safetensors", model.network());  // which has no options
    REQUIRE(std::filesystem::remove(file.path() + ".safetensors"));
}

TEST_CASE("load_model: an optimizer of the user") {
    const TemporaryFile file("model.nnlite");
    const auto data = labelled({4});
    Model model = classifier(SlowedDown{.learning_rate = 0.25, .factor = 0.5});
    REQUIRE(model.optimizer().learning_rate() == 0.125);
    REQUIRE_ERROR(classifier(SlowedDown{.factor = 2}), ValueError,
                  "SlowedDown: expected factor in [0, 1], got 2");
    model.fit(data, quiet_epoch);
    model.save(file.path());
    const std::string place = "load_model: " + file.path();
    REQUIRE_ERROR(load_model(file.path()), FileError,
                  place +
                      ": unknown optimizer SlowedDown; pass your own optimizers in .optimizers = "
                      "{...}");
    Model copy = load_model(file.path(), {.optimizers = {SlowedDown{.factor = 0.5}}});
    model.fit(data, quiet_epoch);
    copy.fit(data, quiet_epoch);
    REQUIRE(checksum(copy) == checksum(model));
}

TEST_CASE("load_model: in double") {
    const TemporaryFile file("model.nnlite");
    Model model = classifier();
    model.fit(labelled({4}), quiet_epoch);
    model.save(file.path());
    Model wide = load_model<double>(file.path());
    REQUIRE(wide.optimizer().steps() == 0);
    REQUIRE((parameter(wide.network(), "0.weight").value() ==
             parameter(model.network(), "0.weight").value()));
    parameter(wide.network(), "0.bias").mutable_value()(0) = 0.1;
    wide.save(file.path());
    REQUIRE_ERROR(load_model(file.path()), FileError,
                  "load_model: " + file.path() +
                      ": 0.bias: expected values that F32 can hold, got 0.1; to round them: "
                      ".allow_rounding = true");
    Model near = load_model(file.path(), {.allow_rounding = true});
    REQUIRE(parameter(near.network(), "0.bias").value()(0) == 0.1F);
}

TEST_CASE("save: errors") {
    Model unbuilt(Sequential(Linear(1)), 1);
    REQUIRE_ERROR(unbuilt.save("model.nnlite"), ValueError, "save: call build() or fit() first");
    Model square(Sequential(FunctionLayer("Square", [](const auto& x) { return x * x; })), 1);
    square.build({1});
    REQUIRE_ERROR(square.save("model.nnlite"), ValueError,
                  "Square: a FunctionLayer cannot be saved; a class of your own, derived from "
                  "Layer, can");
    unbuilt.build({1});
    unbuilt.compile({.loss = [](const Variable<>& y, const Targets<>&) { return sum(y); }});
    REQUIRE_ERROR(unbuilt.save("model.nnlite"), ValueError,
                  "save: a loss that is a function cannot be saved; a struct with a member name "
                  "can");
    Model fine = classifier();
    fine.build({1});
    REQUIRE_THROWS_AS(fine.save("/no/such/folder/model.nnlite"), FileError);
}

TEST_CASE("load_model: errors") {
    const TemporaryFile file("model.nnlite");
    const std::string path = file.path(), place = "load_model: " + path + ": ";
    const auto refused = [&](const std::string& wanted) {
        REQUIRE_ERROR(load_model(path), FileError, place + wanted);
    };
    Model model = classifier();
    model.fit(labelled({4}), quiet_epoch);
    const auto save = [&] { model.save(path); };
    refused("cannot be opened (No such file or directory)");
    write_safetensors(path, {{"0.weight", samples({2})}});
    refused("expected a model file, with nnlite.model in its metadata; got a file without");
    save();
    rewrite(path, "\"version\": 1", "\"version\": 2");
    refused("expected a model file of version 1, got 2");
    save();
    const Labels whole{1, 2};
    rewrite(path, "", "", {{"0.bias", whole}, {"new", samples({3, 1})}}, "0.bias");
    refused(
        "the tensors do not fit the layer; expected 0.bias [8], got [2]; surplus new [3, 1]; "
        "expected 0.bias of a floating-point type, got I32");
    save();
    rewrite(path, "", "", {}, "1.running_var");
    refused("the tensors do not fit the layer; missing 1.running_var [8]");
    save();
    rewrite(path, "", "", {}, "optimizer.state");
    Model restarted = load_model(path);
    REQUIRE(restarted.optimizer().steps() == 0);
    save();
    rewrite(path, "\"out\": 8", "\"out\": 1099511627776");
    refused("Linear: expected 0 to 2147483647 features, got 1099511627776");
    save();
    rewrite(path, "\"out\": 8", "\"out\": 2147483647");
    const std::string room = text_of(4 * file_bytes(path).size() + (1 << 22));
    refused("expected layers for which " + room +
            " bytes are enough, as the file's tensors are small");
    save();
    rewrite(path, "\"out\": 8", "\"out\": 4611686018427387904");
    REQUIRE_THROWS_AS(load_model(path), FileError);
    save();
    rewrite(path, "\"sample\": [4]", "\"sample\": [4294967296]");
    refused("expected samples of 1 to 2^31 elements, got [4294967296]");
    save();
    rewrite(path, "\"rate\": 0.25", "\"rate\": 1.25");
    refused("Dropout: expected a rate in [0, 1), got 1.25");
    save();
    rewrite(path, "\"beta_1\": 0.9", "\"beta_1\": 9");
    refused("Adam: expected beta_1 in [0, 1), got 9");
    save();
    rewrite(path, "\"type\": \"Adam\"", "\"type\": \"Eve\"");
    refused("unknown optimizer Eve; pass your own optimizers in .optimizers = {...}");
    save();
    rewrite(path, "\"type\": \"counter\"", "\"type\": \"torch\"");
    refused("generator: type: expected counter, got torch");
    save();
    rewrite(path, "\"label_smoothing\"", "\"smoothing\"");
    refused(
        "loss_options: expected 3 fields, got smoothing, class_weights, reduction, ignore_index");
    save();
    Bytes bytes = file_bytes(path);
    bytes.pop_back();
    REQUIRE_THROWS_AS(load_model(std::span<const std::uint8_t>(bytes), "bytes"), FileError);
}

TEST_CASE("load_model: a state without counts of steps") {
    const TemporaryFile file("model.nnlite");
    Model model = classifier();
    model.fit(labelled({4}), quiet_epoch);
    model.save(file.path());
    NamedTensors<> tensors = read_safetensors(file.path());
    tensors.at("optimizer.state")(1) = std::nanf("");
    write_safetensors(file.path(), tensors, {.metadata = safetensors_metadata(file.path())});
    REQUIRE_ERROR(load_model(file.path()), FileError,
                  "load_model: " + file.path() +
                      ": Adam: expected a state with step counts, got other values");
}
