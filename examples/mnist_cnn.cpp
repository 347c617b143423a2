// A convolutional network learns MNIST; --model names one of the documents' networks:
//   chollet  conv 32 - pool - conv 64 - pool - dropout .2 - 10 classes         (34,826 parameters)
//   dense    the same with dropout .5 and a hidden layer of 128 with dropout .5          (225,034)
//   same     convolutions of --filters that keep the size, pools between them: 55,744 parameters
//            for 32,64,64; then --head flatten or average (of each channel), and 10 classes
//
//   mnist_cnn --model chollet --epochs 4 --batch-size 200
//   mnist_cnn --model chollet --epochs 10 --batch-size 100
//   mnist_cnn --model dense --epochs 10 --batch-size 32
//   mnist_cnn --model same --filters 3,6,12 --head average
//
// Data: MNIST in <data>/mnist (60,000 pictures, the last 6,000 for validation; 10,000 to test).
// Expected: test accuracy about 0.986, 0.990 and 0.991 with the first three lines.

#include <cstdio>
#include <nnlite/nnlite.hpp>

#include "support/program.hpp"

using namespace nnlite;

namespace {

Conv2d<> conv(std::size_t filters, Padding padding = Padding::valid()) {
    return {filters,
            3,
            {.padding = padding,
             .activation = Activation::relu,
             .weight_init = Initializer::glorot_uniform(),
             .bias_init = Initializer::zeros()}};
}

Linear<> dense(std::size_t width, Activation activation = Activation::none) {
    return Linear(width, {.activation = activation,
                          .weight_init = Initializer::glorot_uniform(),
                          .bias_init = Initializer::zeros()});
}

struct Choice {
    std::string model = "chollet", filters = "32,64,64", head = "flatten";
};

// The convolutions of "same", as its document shows them.
Sequential<> same_convolutions(const std::string& filters) {
    Sequential<> network;
    for (const std::size_t width : example::widths(filters)) {
        if (network.size() > 0) { network.add(MaxPool2d(2)); }
        network.add(conv(width, Padding::same()));
    }
    return network;
}

Sequential<> make_network(const Choice& choice) {
    Sequential<> network;
    if (choice.model == "same") {
        network = same_convolutions(choice.filters);
        if (choice.head == "flatten") {
            network.add(Flatten{});
        } else if (choice.head == "average") {
            network.add(GlobalAveragePool2d{});
        } else {
            fail<ValueError>("--head: expected flatten or average, got ", choice.head);
        }
        return network.add(dense(10));
    }
    network.add(conv(32)).add(MaxPool2d(2)).add(conv(64)).add(MaxPool2d(2)).add(Flatten{});
    if (choice.model == "chollet") {
        network.add(Dropout(0.2));
    } else if (choice.model == "dense") {
        network.add(Dropout(0.5)).add(dense(128, Activation::relu)).add(Dropout(0.5));
    } else {
        fail<ValueError>("--model: expected chollet, dense or same, got ", choice.model);
    }
    return network.add(dense(10));
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("A convolutional network learns MNIST",
                             {.epochs = 4, .batch_size = 200});
    const example::Flags& flags = program.flags;
    Choice choice;
    program.flag("--model", choice.model, "chollet, dense or same")
        .flag("--filters", choice.filters, "of the convolutions of same")
        .flag("--head", choice.head, "of same: flatten or average");
    return program.run(argc, argv, [&] {
        const TensorDataset<> train =
            TensorDataset<>(example::mnist(flags, MnistPart::train), {.divide_by = 255})
                .reshaped({28, 28, 1});
        Model model(make_network(choice), flags.seed);
        model.build(train.sample_shape());
        model.compile(
            {.loss = CrossEntropy{}, .optimizer = keras_adam(), .metrics = {accuracy_metric()}});
        if (choice.model == "same") {  // first without the head, as its document has it
            Sequential<> convolutions = model.network().first(model.network().size() - 2);
            std::puts(summary_text(convolutions).c_str());
        }
        model.summary();
        const History history = model.fit(train, {.epochs = flags.smoke ? 2 : flags.epochs,
                                                  .batch_size = flags.batch_size,
                                                  .validation_split = 0.1});
        const ImageData pictures = example::mnist(flags, MnistPart::test);
        const auto test = TensorDataset<>(pictures, {.divide_by = 255}).reshaped({28, 28, 1});
        example::record(flags, "mnist_cnn " + choice.model, model, train.size() * 9 / 10, history,
                        model.evaluate(test),
                        example::print_mistakes(model.predict(test), pictures.labels));
    });
}
