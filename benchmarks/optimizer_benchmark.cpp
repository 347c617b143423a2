// One step of an optimizer over all parameters of the two MNIST perceptrons.

#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/factory.hpp"
#include "nnlite/optimizers/sgd.hpp"

#include "support.hpp"

namespace {

using namespace nnlite;

void add_optimizer(const std::string& name, const OptimizerFactory<>& make,
                   const std::vector<std::size_t>& widths) {
    std::vector<Shape> shapes;
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) {
        shapes.push_back({widths[i], widths[i + 1]});
        shapes.push_back({widths[i + 1]});
        count += (widths[i] + 1) * widths[i + 1];
    }
    bench::add(name + "/parameters:" + std::to_string(count), [=](benchmark::State& state) {
        std::vector<Variable<float>> parameters;
        CounterGenerator generator(0);
        for (const Shape& shape : shapes) {
            Tensor<float> start = empty_tensor<float>(shape), gradient = empty_tensor<float>(shape);
            generator.normal(start.data(), start.size(), 0, 0.1);
            generator.normal(gradient.data(), gradient.size(), 0, 0.01);
            parameters.emplace_back(std::move(start), true);
            parameters.back().backward_from(std::move(gradient));
        }
        const auto optimizer = make();
        optimizer->add_group(parameters);
        for ([[maybe_unused]] auto _ : state) {
            optimizer->step();
            benchmark::ClobberMemory();
        }
        bench::count_items(state, count);
    });
}

}  // namespace

int main(int argc, char** argv) {
    for (const auto& widths : {std::vector<std::size_t>{784, 16, 16, 10}, {784, 256, 128, 10}}) {
        add_optimizer("adam", AdamOptions{}, widths);
        add_optimizer("sgd", SGDOptions{.learning_rate = 1e-3}, widths);
        add_optimizer("sgd_momentum", SGDOptions{.learning_rate = 1e-3, .momentum = 0.9}, widths);
    }
    return bench::run(argc, argv);
}
