// docs/classic.md: the ex4 project with layers, on the 8x8 digits.

#include <cstdio>
#include <nnlite/mat.hpp>
#include <nnlite/minimize.hpp>
#include <nnlite/nnlite.hpp>
#include <utility>
#include <vector>

#include "check.hpp"

using namespace nnlite;

void write_digits() {
    const ImageData digits = load_digits();
    Tensor<double> x = xt::cast<double>(digits.images) / 16.0;
    x.reshape({1797, 64});
    write_mat("digits.mat", {{"X", x}, {"y", digits.labels}});
}

int main() {
    write_digits();

    for (const TensorInfo& variable : list_mat("digits.mat")) {
        std::puts(text_of(variable.name, " ", variable.shape, " ", variable.type).c_str());
    }
    const auto x = read_mat<double>("digits.mat", "X");
    const auto y = read_mat<std::int32_t>("digits.mat", "y", {.squeeze = true});
    check(x.shape() == Shape{1797, 64} && y.shape() == Shape{1797});

    Sequential<double> network(Linear<double>(25), Sigmoid<double>{}, Linear<double>(10));
    CounterGenerator generator(0);
    network.build({64}, generator);
    const auto weights = parameters(network);
    const Variable<double> inputs(x), targets(one_hot<double>(y, 10));
    const auto cost = [&](const Tensor<double>& theta) {
        assign(weights, theta);
        zero_gradients(weights);
        const Variable<double> loss =
            binary_cross_entropy(network.forward(inputs), targets, {.reduction = Reduction::sum}) /
            double(y.size());
        loss.backward();
        return std::pair(loss.item(), flatten_gradients(weights));
    };
    const auto result = conjugate_gradient(cost, flatten(weights), {.max_iterations = 50});
    assign(weights, result.x);
    std::printf("%s", result.text().c_str());
    const double share = accuracy(network.forward(inputs).value(), y);
    std::printf("Training set accuracy: %0.1f%%\n", 100 * share);
    check(share > 0.99);
}
