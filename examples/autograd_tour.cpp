// A training loop without Model: forward, loss, backward, step.
//
//   autograd_tour [--epochs 200] [--seed 0]
//
// Data: 256 points of y = sin(3 x), computed.
// Expected: the loss falls from about 0.5 to below 0.001; the gradient of x^2 at 3 is 6.

#include <cstdio>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>

#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

int main(int argc, char** argv) {
    example::Program program("Variables, gradients and a training loop by hand", {.epochs = 200});
    const example::Flags& flags = program.flags;
    return program.run(argc, argv, [&] {
        // A Variable remembers what it was computed from; backward() computes the gradients.
        const Variable<> x(Tensor<>{3.0F}, true);
        sum(x * x).backward();
        std::printf("d(x^2)/dx at 3: %g\n", double(x.gradient()(0)));

        // A custom activation is a formula; its gradient is automatic.
        const Variable<> z(Tensor<>{-1.0F, 2.0F}, true);
        sum(elementwise([](auto v) { return v * sigmoid(v); }, z)).backward();
        std::printf("swish'(-1) = %.4f, swish'(2) = %.4f\n", double(z.gradient()(0)),
                    double(z.gradient()(1)));

        // Two layers fit a sine.
        const Tensor<> inputs = xt::linspace<float>(-1, 1, 256).reshape({256, 1});
        const Tensor<> wanted = xt::sin(3.0F * inputs);
        Sequential net(Linear(32), Tanh{}, Linear(1));
        CounterGenerator generator(flags.seed);
        net.build({1}, generator);
        Adam optimizer(parameters(net), {.learning_rate = 0.02});
        for (std::size_t epoch = 1; epoch <= flags.epochs; ++epoch) {
            optimizer.zero_gradients();
            const Variable<> loss = mse(net(inputs), wanted);
            loss.backward();
            optimizer.step();
            if (epoch == 1 || epoch % 50 == 0) {
                std::printf("epoch %3zu  loss %.6f\n", epoch, double(loss.item()));
            }
        }
        if (example::PictureFolder out(flags); out) {
            const Tensor<> fitted = net(inputs).value();
            const auto list = [](const Tensor<>& t) {
                return std::vector<double>(t.begin(), t.end());
            };
            out.write("fit.svg", {{{{.name = "sin(3 x)", .y = list(wanted), .x = list(inputs)},
                                    {.name = "network",
                                     .y = list(fitted),
                                     .x = list(inputs),
                                     .style = viz::LineStyle::dashed}},
                                   {.title = "Two layers fit a sine", .x_label = "x"}}});
        }
    });
}
