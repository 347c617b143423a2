#include <filesystem>
#include <functional>

#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/training/checkpoint.hpp"
#include "nnlite/training/load_model.hpp"
#include "nnlite/training/model.hpp"
#include "nnlite/training/model_file.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using namespace nnlite;

TEST_CASE("names: layers that files could not tell apart are refused") {
    Sequential<> net;
    REQUIRE_ERROR(net.add("", Linear(2)), ValueError,
                  "Sequential: expected a name without dots, got \"\"");
    REQUIRE_ERROR(net.add("a.b", Linear(2)), ValueError,
                  "Sequential: expected a name without dots, got \"a.b\"");
    for (const char* name : {"training", "optimizer"}) {
        REQUIRE_ERROR(
            net.add(name, Linear(2)), ValueError,
            std::string("Sequential: the name ") + name + " is reserved for a model's file");
    }
    REQUIRE_ERROR(net.add("a", std::shared_ptr<Layer<>>()), ValueError,
                  "Sequential: expected a layer for the name a, got null");
    REQUIRE(net.size() == 0);
    net.add("train", Linear(2)).add("val_loss", Linear(2));
    REQUIRE(net.size() == 2);
}

TEST_CASE("names: metrics that would hide a figure are refused") {
    const auto compile = [](std::vector<std::string> names) {
        Model model(Sequential(Linear(1)));
        CompileOptions<> options{.loss = MeanSquaredError{}};
        for (const auto& name : names) {
            options.metrics.push_back(
                {name, [](const Tensor<>&, const Targets<>&) { return 0.0; }});
        }
        model.compile(options);
        return true;
    };
    REQUIRE(compile({"a", "b", "losses", "value"}));
    for (const char* name : {"", "loss", "seconds", "val_loss", "val_a"}) {
        REQUIRE_ERROR(compile({"a", name}), ValueError,
                      std::string("compile: expected a metric's name other than loss, seconds and "
                                  "val_..., got \"") +
                          name + "\"");
    }
    REQUIRE_ERROR(compile({"a", "b", "a"}), ValueError,
                  "compile: expected metrics of different names, got a twice");
    Model model(Sequential(Linear(1)));
    REQUIRE_ERROR(model.compile({.loss = MeanSquaredError{}, .metrics = {{"empty", nullptr}}}),
                  ValueError, "compile: the metric empty has no function");
    REQUIRE_ERROR(model.compile({.loss = MeanSquaredError{},
                                 .metrics = {accuracy_metric(), binary_accuracy_metric()}}),
                  ValueError, "compile: expected metrics of different names, got accuracy twice");
    REQUIRE(model.compile_options() == nullptr);
}

TEST_CASE("names: state_dict refuses two tensors of one name") {
    struct Twice : Layer<> {
        Variable<> a{Tensor<>{1}, true}, b{Tensor<>{2}, true};
        Shape build(const Shape& input, Generator&) override { return input; }
        Variable<> forward(const Variable<>& x) const override { return x; }
        void visit(Visitor<float>& visitor) override {
            visitor.parameter("weight", a);
            visitor.parameter("weight", b);
        }
        std::string type() const override { return "Twice"; }
    } layer;
    REQUIRE_ERROR(state_dict(layer), ValueError,
                  "state_dict: expected tensors of different names, got weight twice");
}

namespace {

// A layer with two parts of these kinds and names; a '/' makes a part the child's.
struct TwoParts : Layer<> {
    struct Child : Layer<> {
        std::function<void(Visitor<float>&)> show;
        Shape build(const Shape& input, Generator&) override { return input; }
        Variable<> forward(const Variable<>& x) const override { return x; }
        void visit(Visitor<float>& visitor) override { show(visitor); }
        std::string type() const override { return "Child"; }
    };
    std::string kinds;
    std::vector<std::string> names;
    Variable<> weight{full_tensor<float>({2}, 1), true};
    Tensor<> kept = full_tensor<float>({2}, 2);
    std::uint64_t count = 3;
    Child inside;

    TwoParts(std::string its_kinds, std::string a, std::string b)
        : kinds(std::move(its_kinds)), names{std::move(a), std::move(b)} {}
    Shape build(const Shape& input, Generator&) override { return input; }
    Variable<> forward(const Variable<>& x) const override { return x * weight; }
    void show(Visitor<float>& visitor, char kind, const std::string& name) {
        if (kind == 'p') { visitor.parameter(name, weight); }
        if (kind == 'b') { visitor.buffer(name, kept); }
        if (kind == 'c') { visitor.counter(name, count); }
    }
    void visit(Visitor<float>& visitor) override {
        for (std::size_t i = 0; i < 2; ++i) {
            const std::size_t slash = names[i].find('/');
            if (slash == std::string::npos) {
                show(visitor, kinds[i], names[i]);
                continue;
            }
            inside.show = [&, i, slash](Visitor<float>& inner) {
                show(inner, kinds[i], names[i].substr(slash + 1));
            };
            visitor.child(names[i].substr(0, slash), inside);
        }
    }
    void visit_options(OptionVisitor<float>&) override {}
    std::string type() const override { return "TwoParts"; }
};

Model<> model_of(const Sequential<>& net, const Shape& sample = {2}) {
    Model<> model(net);
    model.build(sample);
    model.compile({.loss = MeanSquaredError{}});
    return model;
}

// What save() says; a Checkpoint says the same at once.
std::string refusal(Model<> model) {
    const std::string said_by = "save: ";
    const TemporaryFile file("model.nnlite");
    const TensorDataset<> data(full_tensor<float>({4, 2}, 1), full_tensor<float>({4, 2}, 1));
    const auto message_of = [](auto f) -> std::string {
        try {
            f();
        } catch (const ValueError& error) { return error.what(); }
        return "";
    };
    const std::string saved = message_of([&] { model.save(file.path()); });
    REQUIRE_FALSE(std::filesystem::exists(file.path()));
    if (model.sample_shape() != Shape{2}) { return saved; }
    Checkpoint<> checkpoint(file.path(), {.every_steps = 1000});
    const std::string kept = message_of(
        [&] { model.fit(data, {.callbacks = {&checkpoint}, .verbose = Verbose::silent}); });
    REQUIRE_FALSE(std::filesystem::exists(file.path()));
    const bool same_place = !saved.starts_with(said_by);
    REQUIRE(kept == (same_place ? saved : "Checkpoint: " + saved.substr(said_by.size())));
    return saved;
}

}  // namespace

TEST_CASE("names: save() and Checkpoint refuse two tensors of one name") {
    const auto check = [](const char* kinds, const char* a, const char* b, std::string wanted) {
        REQUIRE(refusal(model_of(Sequential(TwoParts(kinds, a, b)))) ==
                "save: expected different names, got " + wanted);
    };
    check("pp", "w", "w",
          "0.w for parameter \"w\" of layer \"0\" and for parameter \"w\" of layer \"0\"");
    check("pb", "", "", "0. for parameter \"\" of layer \"0\" and for buffer \"\" of layer \"0\"");
    check("cc", "n", "n",
          "0.n for counter \"n\" of layer \"0\" and for counter \"n\" of layer \"0\"");
    check("bp", "a.b", "a/b",
          "0.a.b for buffer \"a.b\" of layer \"0\" and for parameter \"b\" of layer \"0.a\"");
    check("pb", "a/", "a.",
          "0.a. for parameter \"\" of layer \"0.a\" and for buffer \"a.\" of layer \"0\"");
}

TEST_CASE("names: those of a model's file are refused by save(), by the path") {
    for (const auto& [child, part] : {std::pair("optimizer", "state"), {"training", "x"}}) {
        const std::string path = text_of(child, '.', part);
        TwoParts layer("bp", std::string(child) + '/' + part, "w");
        REQUIRE_ERROR(
            detail::DistinctNames<float>("save", layer), ValueError,
            text_of("save: expected different names, got ", path,
                    " for the file itself and for buffer \"", part, "\" of layer \"", child, '"'));
    }
    TwoParts fine("bp", "optimizer/states", "training");
    detail::DistinctNames<float>("save", fine);
}

TEST_CASE("save: what load_model() would refuse") {
    Sequential<> many;
    for (int i = 0; i < 10000; ++i) { many.add(ReLU{}); }
    const TemporaryFile file("model.nnlite");
    Model<> full = model_of(many);
    full.save(file.path());
    REQUIRE(load_model(file.path()).network().size() == 10000);
    many.add(ReLU{});
    REQUIRE(refusal(model_of(many)) ==
            "Sequential: expected at most 10000 layers to be saved, got 10001");

    // What can be built can be saved and loaded, however deep.
    std::string end;
    std::size_t deepest = 0;
    Sequential<> net(Linear(2));
    while (end.empty()) {
        const TemporaryFile deep("model.nnlite");
        try {
            Model<> model = model_of(net);
            model.save(deep.path());
            load_model(deep.path());
            ++deepest;
        } catch (const ValueError& error) { end = error.what(); }
        Sequential<> outer;
        outer.add(net);
        net = outer;
    }
    REQUIRE(end.ends_with("layers: expected at most 64 levels of layers, got more"));
    REQUIRE(deepest == 64);

    REQUIRE(refusal(model_of(Sequential(Linear(2)), {0})) ==
            "save: expected samples of 1 to 2^31 elements, got [0]");
}

TEST_CASE("save: a layer in several places stays one layer") {
    const auto shared = std::make_shared<Linear<>>(4);
    const auto block = std::make_shared<Sequential<>>(Linear(4), Tanh{});
    Sequential<> net, inner;
    inner.add("again", shared).add("block", block);
    net.add("first", shared).add("inner", inner).add("last", block).add("out", Linear(1));
    Model<> model(net, 1);
    model.compile({.loss = MeanSquaredError{}, .optimizer = AdamOptions{}});
    const Tensor<> x = xt::arange<float>(32).reshape({8, 4}) / 16.0F;
    const TensorDataset<> data{x, Tensor<>(xt::sum(x, {1}, xt::keep_dims))};
    const FitOptions<> quiet{.epochs = 2, .batch_size = 4, .verbose = Verbose::silent};
    model.fit(data, quiet);
    const TemporaryFile file("model.nnlite");
    model.save(file.path());
    Model<> loaded = load_model(file.path());
    REQUIRE(parameter_count(loaded.network()) == 2 * (4 * 4 + 4) + 4 + 1);
    REQUIRE((loaded.predict(x) == model.predict(x)));
    loaded.fit(data, quiet);
    model.fit(data, quiet);
    REQUIRE((loaded.predict(x) == model.predict(x)));
}

TEST_CASE("names: files of older versions, with names that are refused now, still load") {
    Sequential<> net;
    net.add("a-b", Linear(2)).add("c", Linear(1));
    Model model(net, 1);
    model.build({3});
    model.compile({.loss = MeanSquaredError{}, .metrics = {mse_metric(), mae_metric()}});
    const TemporaryFile file("model.nnlite");
    model.save(file.path());
    const Bytes old = replaced(replaced(file_bytes(file.path()), "a-b", "a.b"), "mae", "mse");
    Model loaded = load_model(old, "old");
    REQUIRE(loaded.network().entries()[0].name == "a.b");
    REQUIRE((parameter(loaded.network(), "a.b.weight").value() ==
             parameter(model.network(), "a-b.weight").value()));
    REQUIRE(loaded.compile_options()->metrics.size() == 1);
}
