// docs/classic.md: the scikit-learn lesson.

#include <cmath>
#include <cstdio>
#include <nnlite/estimators.hpp>
#include <nnlite/nnlite.hpp>
#include <string>
#include <vector>

#include "check.hpp"

using namespace nnlite;

int main() {
    const ImageData digits = load_digits();
    Tensor<double> x = xt::cast<double>(digits.images);
    x.reshape({1797, 64});
    x = StandardScaler<double>().fit_transform(x);

    NumpyRandomState random(42);
    const Split rows =
        train_test_split(1797, {.test_size = 0.2, .stratify = digits.labels}, random);
    const Tensor<double> x_train = take(x, rows.train), x_test = take(x, rows.test);
    const Labels y_train = take(digits.labels, rows.train), y_test = take(digits.labels, rows.test);

    MLPClassifier<> mlp({.hidden_layer_sizes = {16, 16},
                         .learning_rate_init = 0.01,
                         .max_iter = 20,
                         .random_state = 0});
    mlp.fit(x_train, y_train);
    std::printf("loss %.8f, score %.4f\n", mlp.loss(), mlp.score(x_test, y_test));

    const std::vector<double>& losses = mlp.loss_curve();            // 20 of them
    const Tensor<double> probabilities = mlp.predict_proba(x_test);  // [360, 10]
    const Tensor<double> pictures = mlp.coefs()[0];                  // [64, 16]: one per neuron

    check(losses.size() == 20 && probabilities.shape() == Shape{360, 10});
    check(pictures.shape() == Shape{64, 16});
    // scikit-learn's
    check(std::abs(mlp.loss() - 0.0138654739281464) < 1e-9);
    check(std::abs(mlp.score(x_test, y_test) - 0.9638888888888889) < 1e-12);

    const TensorDataset<double> pictures_as_bytes(digits, {.divide_by = 16});
    mlp.fit(pictures_as_bytes);

    check(mlp.score(pictures_as_bytes) > 0.95);

    std::vector<std::string> names;
    for (const auto label : y_train) { names.push_back(label % 2 == 0 ? "even" : "odd"); }
    MLPClassifier<double, std::string> parity({.max_iter = 20, .random_state = 0});
    parity.fit(x_train, names);
    const std::vector<std::string> answers = parity.predict(x_test);

    check(parity.classes() == std::vector<std::string>{"even", "odd"} && answers.size() == 360);

    LabelEncoder<std::string> encoder;
    const Labels codes = encoder.fit_transform(names);  // 0: even, 1: odd
    LabelBinarizer binarizer;
    const Tensor<double> columns = binarizer.fit_transform<double>(y_train);  // [1437, 10]

    check(codes.size() == 1437 && encoder.classes().size() == 2);
    check(columns.shape() == Shape{1437, 10});
}
