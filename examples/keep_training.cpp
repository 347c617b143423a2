// Trains a perceptron on the 8x8 digits once: if its file exists, it is loaded. A training that was
// stopped or killed resumes when the program is started again.
//
//   keep_training [--model-file digits.nnlite] [--epochs 40] [--batch-size 32] [--seed 0]
//
// Data: embedded (1,797 digits; the last 20 % of a shuffle are held out).
// Expected: test accuracy about 0.96; the second time without training.

#include <filesystem>
#include <nnlite/nnlite.hpp>

#include "support/program.hpp"

using namespace nnlite;

namespace {

Model<> trained(const Dataset<>& data, const example::Flags& flags, const std::string& file) {
    Model model(Sequential(Flatten{}, Linear(16, {.activation = Activation::relu}), Dropout(0.1),
                           Linear(10)),
                flags.seed);
    model.compile({.loss = CrossEntropy{},
                   .optimizer = AdamOptions{.learning_rate = 3e-3},
                   .metrics = {accuracy_metric()}});
    Checkpoint checkpoint(file + ".run", {.every_steps = 100});
    model.fit(data, {.epochs = flags.smoke ? 2 : flags.epochs,
                     .batch_size = flags.batch_size,
                     .validation_split = 0.1,
                     .callbacks = {&checkpoint},
                     .stop_on_interrupt = true});
    model.save(file);
    checkpoint.remove();
    return model;
}

Model<> loaded_or_trained(const Dataset<>& data, const example::Flags& flags,
                          const std::string& file) {
    if (!std::filesystem::exists(file)) { return trained(data, flags, file); }
    std::printf("%s exists: no training\n", file.c_str());
    return load_model(file);
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("A perceptron that is trained once", {.epochs = 40});
    const example::Flags& flags = program.flags;
    std::string file = "digits.nnlite";
    program.flag("--model-file", file, "the trained model");
    return program.run(argc, argv, [&] {
        const ImageData digits = load_digits();
        CounterGenerator generator(flags.seed);
        const auto split = train_test_split(digits.labels.size(), {.test_size = 0.2}, generator);
        const TensorDataset<> train(take(digits.images, split.train),
                                    take(digits.labels, split.train), {.divide_by = 16});
        const TensorDataset<> test(take(digits.images, split.test), take(digits.labels, split.test),
                                   {.divide_by = 16});

        if (flags.smoke) { std::filesystem::remove(file); }
        Model model = loaded_or_trained(train, flags, file);
        if (flags.smoke) { model = loaded_or_trained(train, flags, file); }
        example::record(flags, "keep_training", model, train.size() * 9 / 10, model.history(),
                        model.evaluate(test));
    });
}
