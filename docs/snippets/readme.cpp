// The example of README.md.

#include <cstdio>
#include <nnlite/nnlite.hpp>

using namespace nnlite;

int main() {
    const ImageData digits = load_digits();  // 1,797 pictures of 8x8 pixels from 0 to 16
    CounterGenerator generator(1);
    const Split rows = train_test_split(digits.labels.size(), {.test_size = 0.2}, generator);
    const TensorDataset<> train(take(digits.images, rows.train), take(digits.labels, rows.train),
                                {.divide_by = 16});
    const TensorDataset<> test(take(digits.images, rows.test), take(digits.labels, rows.test),
                               {.divide_by = 16});

    Model model(Sequential(Flatten{}, Linear(16, {.activation = Activation::relu}),
                           Linear(16, {.activation = Activation::relu}), Linear(10)));
    model.compile({.loss = CrossEntropy{},
                   .optimizer = AdamOptions{.learning_rate = 3e-3},
                   .metrics = {accuracy_metric()}});
    model.fit(train, {.epochs = 40, .validation_split = 0.1});

    std::printf("test accuracy %.3f\n", model.evaluate(test).at("accuracy"));
}
