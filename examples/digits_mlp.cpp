// A 16x16 perceptron learns the 8x8 handwritten digits that come with the library.
//
//   digits_mlp [--epochs 40] [--batch-size 32] [--seed 0]
//
// Data: embedded (1,797 digits; the last 20 % of a shuffle are held out).
// Expected: test accuracy about 0.96 in well under a second.

#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>

#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

int main(int argc, char** argv) {
    example::Program program("A perceptron learns 8x8 digits", {.epochs = 40});
    const example::Flags& flags = program.flags;
    return program.run(argc, argv, [&] {
        const ImageData digits = load_digits();
        CounterGenerator generator(flags.seed);
        const auto split = train_test_split(digits.labels.size(), {.test_size = 0.2}, generator);
        const TensorDataset<> train(take(digits.images, split.train),
                                    take(digits.labels, split.train), {.divide_by = 16});
        const TensorDataset<> test(take(digits.images, split.test), take(digits.labels, split.test),
                                   {.divide_by = 16});

        Model model(Sequential(Flatten{}, Linear(16, {.activation = Activation::relu}),
                               Linear(16, {.activation = Activation::relu}), Linear(10)),
                    flags.seed);
        model.build(train.sample_shape());
        model.compile({.loss = CrossEntropy{},
                       .optimizer = AdamOptions{.learning_rate = 3e-3},
                       .metrics = {accuracy_metric()}});
        model.summary();
        const History history = model.fit(train, {.epochs = flags.smoke ? 2 : flags.epochs,
                                                  .batch_size = flags.batch_size,
                                                  .validation_split = 0.1,
                                                  .stop_on_interrupt = true});
        example::record(flags, "digits_mlp", model, train.size() * 9 / 10, history,
                        model.evaluate(test));
        if (example::PictureFolder out(flags); out) {
            const ImageData pictures{take(digits.images, split.test),
                                     take(digits.labels, split.test)};
            const Variable<> weights = parameter(model.network(), "1.weight");
            out.write("weights.png", viz::image_grid(example::neuron_tiles(weights.value(), 8, 16),
                                                     {.tiles_per_row = 4,
                                                      .scale = 12,
                                                      .color_map = "RdBu_r",
                                                      .low = -1,
                                                      .high = 1}));
            example::write_run(out, flags, "8x8 digits", model, history, pictures,
                               model.predict(test));
        }
    });
}
