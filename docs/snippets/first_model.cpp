// docs/getting_started.md: from data to predictions.

#include <cstdio>
#include <nnlite/nnlite.hpp>

#include "check.hpp"

using namespace nnlite;

int main() {
    const ImageData digits = load_digits();
    std::printf("%zu pictures of %zux%zu\n", digits.images.shape(0), digits.images.shape(1),
                digits.images.shape(2));

    CounterGenerator generator(1);
    const Split rows = train_test_split(digits.labels.size(), {.test_size = 0.2}, generator);
    const TensorDataset<> train(take(digits.images, rows.train), take(digits.labels, rows.train),
                                {.divide_by = 16});
    const TensorDataset<> test(take(digits.images, rows.test), take(digits.labels, rows.test),
                               {.divide_by = 16});

    Sequential network(Flatten{}, Linear(32, {.activation = Activation::relu}), Dropout(0.1),
                       Linear(10));
    Model model(network, /*seed=*/1);
    model.build(train.sample_shape());
    model.summary();

    model.compile({.loss = CrossEntropy{},
                   .optimizer = AdamOptions{.learning_rate = 3e-3},
                   .metrics = {accuracy_metric()}});
    const History history = model.fit(train, {.epochs = 30, .validation_split = 0.1});

    std::printf("loss of the first epoch %.3f, of the last %.3f\n", history["loss"].front(),
                history["loss"].back());
    const Logs results = model.evaluate(test);
    std::printf("test loss %.4f, test accuracy %.4f\n", results.at("loss"), results.at("accuracy"));

    const Labels answers = model.predict_classes(test);
    const Tensor<> scores = model.predict(test);                       // [360, 10] logits
    const Tensor<> probabilities = softmax(Variable(scores)).value();  // rows that add up to 1

    check(results.at("accuracy") > 0.93);
    check(answers.shape() == Shape{360} && scores.shape() == Shape{360, 10});
    check(std::abs(xt::sum(probabilities)() - 360.0F) < 1e-2F);

    const Variable<> weight = parameter(model.network(), "1.weight");  // [64, 32]
    Sequential<> head = model.network().first(2);
    const Variable<> hidden = head(Variable<>(Tensor<>(digits.images / 16.0F)));  // [1797, 32]

    check(weight.shape() == Shape{64, 32} && hidden.shape() == Shape{1797, 32});
    return 0;
}
