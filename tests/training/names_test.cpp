#include "data/temporary_file.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/training/load_model.hpp"
#include "nnlite/training/model.hpp"
#include "serialization/bytes.hpp"
#include "support/catch.hpp"

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
        Variable<> forward(const Variable<>& x) override { return x; }
        void visit(Visitor<float>& visitor) override {
            visitor.parameter("weight", a);
            visitor.parameter("weight", b);
        }
        std::string type() const override { return "Twice"; }
    } layer;
    REQUIRE_ERROR(state_dict(layer), ValueError,
                  "state_dict: expected tensors of different names, got weight twice");
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
