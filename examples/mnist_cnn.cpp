// A convolutional network learns MNIST; --model names one of the documents' networks:
//   chollet  conv 32 - pool - conv 64 - pool - dropout .2 - 10 classes          (34,826 parameters)
//   dense    the same with dropout .5 and a hidden layer of 128 with dropout .5 (225,034
//   parameters)
//
//   mnist_cnn --model chollet --epochs 4 --batch-size 200
//   mnist_cnn --model chollet --epochs 10 --batch-size 100
//   mnist_cnn --model dense --epochs 10 --batch-size 32
//
// Data: MNIST in <data>/mnist (60,000 pictures, the last 6,000 for validation; 10,000 to test).
// Expected: test accuracy about 0.986, 0.990 and 0.991.

#include <nnlite/nnlite.hpp>

#include "support/program.hpp"

using namespace nnlite;

namespace {

Conv2d<> conv(std::size_t filters) {
    return {filters,
            3,
            {.activation = Activation::relu,
             .weight_init = Initializer::glorot_uniform(),
             .bias_init = Initializer::zeros()}};
}

Linear<> dense(std::size_t width, Activation activation = Activation::none) {
    return Linear(width, {.activation = activation,
                          .weight_init = Initializer::glorot_uniform(),
                          .bias_init = Initializer::zeros()});
}

Sequential<> make_network(const std::string& name) {
    Sequential network(conv(32), MaxPool2d(2), conv(64), MaxPool2d(2), Flatten{});
    if (name == "chollet") {
        network.add(Dropout(0.2));
    } else if (name == "dense") {
        network.add(Dropout(0.5)).add(dense(128, Activation::relu)).add(Dropout(0.5));
    } else {
        fail<ValueError>("--model: expected chollet or dense, got ", name);
    }
    return network.add(dense(10));
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("A convolutional network learns MNIST",
                             {.epochs = 4, .batch_size = 200});
    const example::Flags& flags = program.flags;
    std::string name = "chollet";
    program.flag("--model", name, "chollet or dense");
    return program.run(argc, argv, [&] {
        const auto pictures = [&](MnistPart part) {
            return TensorDataset<>(example::mnist(flags, part), {.divide_by = 255})
                .reshaped({28, 28, 1});
        };
        const TensorDataset<> train = pictures(MnistPart::train);
        Model model(make_network(name), flags.seed);
        model.build(train.sample_shape());
        model.compile(
            {.loss = CrossEntropy{}, .optimizer = keras_adam(), .metrics = {accuracy_metric()}});
        model.summary();
        const History history = model.fit(train, {.epochs = flags.smoke ? 2 : flags.epochs,
                                                  .batch_size = flags.batch_size,
                                                  .validation_split = 0.1});
        example::record(flags, "mnist_cnn " + name, model, train.size() * 9 / 10, history,
                        model.evaluate(pictures(MnistPart::test)));
    });
}
