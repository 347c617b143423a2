// docs/extending.md: custom blocks, metrics and losses, and several files.

#include <cstdio>
#include <nnlite/nnlite.hpp>
#include <string>

#include "check.hpp"

using namespace nnlite;

struct SqueezeExciteOptions {
    std::size_t ratio = 4;
    static constexpr auto fields() {
        return field_list(Field("ratio", &SqueezeExciteOptions::ratio, Range::at_least(1)));
    }
};

class SqueezeExcite : public Layer<> {
   public:
    explicit SqueezeExcite(SqueezeExciteOptions options = {})
        : options_(checked_options("SqueezeExcite", options)) {}

    Shape build(const Shape& input, Generator& generator) override {
        const std::size_t channels = input.back();
        squeeze_ = Linear(channels / options_.ratio, {.activation = Activation::relu});
        excite_ = Linear(channels, {.activation = Activation::sigmoid});
        excite_.build(squeeze_.build(pool_.build(input, generator), generator), generator);
        return input;
    }

    Variable<> forward(const Variable<>& x) const override {
        const Variable<> scale = excite_(squeeze_(pool_(x)));  // [batch, channels]
        return x * reshape(scale, Shape{x.shape()[0], 1, 1, x.shape()[3]});
    }

    void visit(Visitor<float>& visitor) override {
        visitor.child("squeeze", squeeze_);
        visitor.child("excite", excite_);
    }

    void visit_options(OptionVisitor<float>& visitor) override {
        visit_fields(visitor, options_);
        if (visitor.sets()) { *this = SqueezeExcite(options_); }
    }

    std::string type() const override { return "SqueezeExcite"; }

   private:
    SqueezeExciteOptions options_;
    GlobalAveragePool2d<> pool_;
    Linear<> squeeze_{1}, excite_{1};
};

double near_miss(const Tensor<>& outputs, const Targets<>& targets) {
    const Labels answers = argmax_rows(outputs);
    const Labels& labels = std::get<Labels>(targets);
    double count = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        count += std::abs(answers(i) - labels(i)) == 1;
    }
    return count / double(labels.size());
}

int main() {
    const TensorDataset<> data =
        TensorDataset<>(load_digits(), {.divide_by = 16}).reshaped({8, 8, 1});
    Model model(Sequential(Conv2d(8, 3, {.activation = Activation::relu}),
                           SqueezeExcite({.ratio = 2}), Flatten{}, Linear(10)));
    const Metric<> near("near_miss", near_miss);
    model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric(), near}});
    model.fit(data, {.epochs = 3, .verbose = Verbose::silent});

    model.save("block.nnlite");
    Model loaded = load_model(
        "block.nnlite",
        {.layers = {{"SqueezeExcite", [] { return SqueezeExcite(); }}}, .metrics = {near}});

    check(loaded.evaluate(data) == model.evaluate(data));
    check(parameter(loaded.network(), "1.squeeze.weight").shape() == Shape{8, 4});
    Model copy = model.clone();
    check(copy.evaluate(data) == model.evaluate(data));
    try {
        SqueezeExcite wrong({.ratio = 0});
        check(false);
    } catch (const ValueError& error) {
        check(std::string(error.what()) == "SqueezeExcite: expected ratio >= 1, got 0");
    }
}
