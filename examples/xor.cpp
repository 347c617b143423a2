// The smallest network that needs a hidden layer: two inputs, their exclusive or.
//
//   xor [--epochs 500] [--seed 0]
//
// Data: the four rows of the truth table.
// Expected: the four answers right, loss below 0.01, in a blink.

#include <cstdio>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>

#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

namespace {

// What the model answers to inputs from -0.5 to 1.5.
viz::Picture surface(Model<>& model) {
    constexpr std::size_t side = 41;
    Tensor<> inputs = empty_tensor<float>({side * side, 2});
    std::vector<std::string> columns(side), rows(side);
    columns[10] = rows[30] = "0";
    columns[30] = rows[10] = "1";
    for (std::size_t i = 0; i < side * side; ++i) {
        inputs(i, 0) = float(i % side) / 20 - 0.5F;
        inputs(i, 1) = 1.5F - float(i / side) / 20;
    }
    Tensor<> answers = sigmoid(Variable<>(model.predict(inputs))).value();
    answers.reshape({side, side});
    return viz::heat_map(answers, {.color_map = "RdBu_r",
                                   .low = 0,
                                   .high = 1,
                                   .title = "Exclusive or",
                                   .x_label = "first input",
                                   .y_label = "second input",
                                   .column_names = columns,
                                   .row_names = rows,
                                   .color_bar_label = "probability of 1"});
}

}  // namespace

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
        if (example::PictureFolder out(flags); out) {
            out.write("surface.png", surface(model));
            out.write("history.svg", viz::history_charts(history));
        }
    });
}
