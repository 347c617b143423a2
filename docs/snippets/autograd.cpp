// docs/getting_started.md: gradients, the explicit loop, an activation, an operation and a layer of
// one's own.

#include <cmath>
#include <cstdio>
#include <nnlite/nnlite.hpp>

#include "check.hpp"

using namespace nnlite;

/// The length of each row: sqrt(sum x^2) over the last axis.
template <class T>
Variable<T> row_norm(const Variable<T>& x) {
    const std::size_t width = x.shape().back();
    Tensor<T> norms = empty_tensor<T>({x.size() / width});
    for (std::size_t row = 0; row < norms.size(); ++row) {
        T sum = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const T value = x.value().data()[row * width + i];
            sum += value * value;
        }
        norms(row) = std::sqrt(sum);
    }
    const auto gradient = [saved = Saved<T>(x), width](const Tensor<T>& dy, const Tensor<T>& y) {
        const Tensor<T>& value = saved.value();
        Tensor<T> dx = empty_tensor<T>(value.shape());
        for (std::size_t i = 0; i < dx.size(); ++i) {
            dx.data()[i] = dy(i / width) * value.data()[i] / y(i / width);
        }
        return dx;
    };
    return make_operation<T>("row_norm", std::move(norms), {x}, gradient);
}

/// y = scale x, one trained number per feature.
template <class T = float>
class Scale : public Layer<T> {
   public:
    Variable<T> scale;  // [features]

    Shape build(const Shape& input, Generator&) override {
        scale = Variable<T>(full_tensor<T>({input.back()}, T(1)), true);
        return input;
    }
    Variable<T> forward(const Variable<T>& x) const override { return x * scale; }
    void visit(Visitor<T>& visitor) override { visitor.parameter("scale", scale); }
    std::string type() const override { return "Scale"; }
};

void gradients() {
    const Variable<> x(Tensor<>{1.0F, 2.0F, 3.0F}, true);  // true: its gradient is wanted
    const Variable<> y = sum(x * x + 2.0F * x);
    y.backward();
    std::printf("dy/dx = %g %g %g\n", double(x.gradient()(0)), double(x.gradient()(1)),
                double(x.gradient()(2)));  // 4 6 8

    check(x.gradient() == Tensor<>{4.0F, 6.0F, 8.0F});
}

void explicit_loop() {
    const Tensor<> inputs = xt::linspace<float>(-1, 1, 256).reshape({256, 1});
    const Tensor<> wanted = xt::sin(3.0F * inputs);

    Sequential network(Linear(32), Tanh{}, Linear(1));
    CounterGenerator generator(0);
    network.build({1}, generator);  // the shape of one sample
    Adam optimizer(parameters(network), {.learning_rate = 0.02});

    for (int step = 0; step < 200; ++step) {
        optimizer.zero_gradients();
        const Variable<> loss = mse(network(inputs), wanted);
        loss.backward();
        optimizer.step();
    }

    set_training(network, false);  // Dropout and BatchNorm now behave as in evaluation
    const NoGrad no_grad;          // nothing is recorded while this lives
    const float error = mse(network(inputs), wanted).item();
    std::printf("mean squared error %g\n", double(error));

    check(error < 1e-3F);
}

void batches() {
    const ImageData digits = load_digits();
    const TensorDataset<> data(digits, {.divide_by = 16});
    Sequential network(Flatten{}, Linear(10));
    CounterGenerator generator(0);
    network.build(data.sample_shape(), generator);
    AdamW optimizer(parameters(network));
    const CrossEntropy criterion{.label_smoothing = 0.1};

    DataLoader loader(data, {.batch_size = 64, .shuffle = true}, generator);
    for (Batch<>& batch : loader) {  // one epoch
        optimizer.zero_gradients();
        criterion(network(batch.inputs), batch.targets).backward();
        clip_gradient_norm(optimizer.parameters(), 1.0);
        optimizer.step();
    }

    check(optimizer.steps() == 29);
}

void own_activation() {
    const auto mish = [](auto x) { return x * tanh(max(x, 0) + log1p(exp(-abs(x)))); };
    const Variable<> x(Tensor<>{-1.0F, 0.0F, 2.0F}, true);
    sum(elementwise(mish, x)).backward();

    Sequential network(Linear(16),
                       FunctionLayer("Mish", [=](const auto& z) { return elementwise(mish, z); }),
                       Linear(10));

    check(std::abs(x.gradient()(1) - 0.6F) < 1e-6F);
    CounterGenerator generator(0);
    check(network.build({8}, generator) == Shape{10});
}

void own_operation() {
    const Variable<double> x(Tensor<double>{{1.0, -2.0, 2.0}, {3.0, 0.5, -4.0}});
    const GradientCheck result =
        check_gradient([](const auto& in) { return row_norm(in[0]); }, {x});
    std::printf("%s\n", result.text().c_str());

    check(result.relative_error < 1e-6);
}

void own_layer() {
    Sequential network(Linear(16, {.activation = Activation::relu}), Scale{}, Linear(10));
    CounterGenerator generator(0);
    network.build({64}, generator);
    for (const auto& [name, variable] : named_parameters(network)) {
        std::printf("%-10s %zu numbers\n", name.c_str(), variable.size());
    }

    check(parameter_count(network) == 64 * 16 + 16 + 16 + 16 * 10 + 10);
    check(parameter(network, "1.scale").size() == 16);
}

void errors() {
    std::string message;
    try {
        Model model(Sequential(Linear(16), Linear(10)));
        model.compile({.loss = CrossEntropy{}});
        model.fit(TensorDataset<>(load_digits(), {.divide_by = 16}));
    } catch (const ShapeError& error) { message = error.what(); }
    // CrossEntropy was given one row of scores per line of a picture, not per picture:
    std::printf("%s\n", message.c_str());

    check(message == "cross_entropy: expected labels of shape [32, 8], got [32]");
}

int main() {
    gradients();
    explicit_loop();
    batches();
    own_activation();
    own_operation();
    own_layer();
    errors();
    return 0;
}
