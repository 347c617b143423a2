// The smallest network that needs a hidden layer: two inputs, their exclusive or.
//
//   xor [--epochs 500] [--seed 0]
//
// Data: the four rows of the truth table.
// Expected: the four answers right, loss below 0.01, in a blink.

#include <cstdio>
#include <nnlite/nnlite.hpp>

#include "support/program.hpp"

using namespace nnlite;

int main(int argc, char** argv) {
    example::Program program("A network learns exclusive or", {.epochs = 500, .batch_size = 4});
    const example::Flags& flags = program.flags;
    return program.run(argc, argv, [&] {
        const Tensor<> inputs{{0, 0}, {0, 1}, {1, 0}, {1, 1}};
        Tensor<> targets{0, 1, 1, 0};
        targets.reshape({4, 1});
        const TensorDataset<> data(inputs, targets);

        Model model(Sequential(Linear(8, {.activation = Activation::tanh}), Linear(1)), flags.seed);
        model.compile({.loss = BinaryCrossEntropy{},
                       .optimizer = AdamOptions{.learning_rate = 0.05},
                       .metrics = {accuracy_metric()}});
        const History history = model.fit(
            data,
            {.epochs = flags.epochs, .batch_size = flags.batch_size, .verbose = Verbose::silent});
        const Labels answers = model.predict_classes(inputs);
        for (std::size_t row = 0; row < 4; ++row) {
            std::printf("%g xor %g = %d\n", double(inputs(row, 0)), double(inputs(row, 1)),
                        int(answers(row)));
        }
        example::record(flags, "xor", model, 4, history, model.evaluate(data));
    });
}
