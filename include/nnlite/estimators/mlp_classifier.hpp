#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "nnlite/estimators/multilayer_perceptron.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/metrics/classification.hpp"
#include "nnlite/ops/softmax.hpp"
#include "nnlite/preprocessing/label_encoder.hpp"
#include "nnlite/training/metric.hpp"

namespace nnlite {

/// A perceptron with hidden layers that learns to tell classes apart: softmax over several, sigmoid
/// of one output for two. With a random_state it starts, splits and shuffles with scikit-learn's
/// numbers, so its losses and scores are scikit-learn's; without, it draws from a CounterGenerator
/// of seed 0 that goes on from call to call.
///
///     MLPClassifier<> mlp({.hidden_layer_sizes = {16, 16}, .max_iter = 5, .verbose = true});
///     mlp.fit(x_train, y_train);
///     mlp.score(x_test, y_test);
///
/// Shapes: x [rows, features], y [rows].
/// Throws: ValueError on an option out of its range; ShapeError and ValueError from fit() on data
/// that does not fit, is not finite or has one class only.
/// Source: scikit-learn 1.2's MLPClassifier.
template <class T = double, ClassLabel Label = std::int32_t>
class MLPClassifier : public detail::MultilayerPerceptron<T> {
    using Base = detail::MultilayerPerceptron<T>;

   public:
    explicit MLPClassifier(MLPOptions options = {}) : Base("MLPClassifier", std::move(options)) {}

    /// Trains until the loss, or with early_stopping the score, does not become better any more, or
    /// max_iter. Ctrl-C ends the training after the batch at hand, with the model intact.
    MLPClassifier& fit(const Tensor<T>& x, LabelView<Label> y) {
        this->check_inputs("fit", x, this->is_first(false));
        this->check_rows("fit", x, y.size());
        encoder_.fit(y);
        if (classes().size() < 2) {
            fail<ValueError>("MLPClassifier: fit: expected at least 2 classes, got 1");
        }
        train(x, encoder_.transform(y), false);
        return *this;
    }

    /// The class of each row.
    LabelList<Label> predict(const Tensor<T>& x) const {
        return encoder_.inverse_transform(codes_of(this->outputs("predict", x)));
    }

    /// The probability of each class.
    /// Shapes: [rows, classes].
    Tensor<T> predict_proba(const Tensor<T>& x) const {
        const Tensor<T> scores = this->outputs("predict_proba", x);
        if (scores.shape()[1] > 1) { return softmax(Variable<T>(scores)).value(); }
        const Tensor<T> second = sigmoid(Variable<T>(scores)).value();
        Tensor<T> both = empty_tensor<T>({scores.size(), 2});
        for (std::size_t row = 0; row < scores.size(); ++row) {
            both(row, 0) = T(1) - second.data()[row];
            both(row, 1) = second.data()[row];
        }
        return both;
    }
    Tensor<T> predict_log_proba(const Tensor<T>& x) const {
        return Tensor<T>(xt::log(predict_proba(x)));
    }

    /// The share of rows whose class is predicted.
    double score(const Tensor<T>& x, LabelView<Label> y) const {
        const LabelList<Label> predicted = predict(x);
        this->check_rows("score", x, y.size());
        return static_cast<double>(std::inner_product(predicted.begin(), predicted.end(), y.begin(),
                                                      std::size_t{0}, std::plus<>(),
                                                      std::equal_to<>())) /
               static_cast<double>(predicted.size());
    }

    /// The classes, sorted.
    const std::vector<Label>& classes() const { return encoder_.classes(); }

   private:
    static Labels codes_of(const Tensor<T>& scores) {
        if (scores.shape()[1] > 1) { return argmax_rows(scores); }
        Labels codes = empty_tensor<std::int32_t>({scores.size()});
        for (std::size_t row = 0; row < scores.size(); ++row) {
            codes.data()[row] = scores.data()[row] > T(0);
        }
        return codes;
    }

    void train(const Tensor<T>& x, Labels codes, bool incremental) {
        const double eps = static_cast<double>(std::numeric_limits<T>::epsilon());
        const bool is_binary = classes().size() == 2;
        const detail::MLPGoal<T> goal{is_binary
                                          ? Loss<T>(BinaryCrossEntropy{Reduction::none})
                                          : Loss<T>(CrossEntropy{.reduction = Reduction::none}),
                                      -std::log1p(-eps),
                                      -std::log(eps),
                                      1,
                                      1,
                                      [](const Tensor<T>& scores, const Targets<T>& targets) {
                                          return detail::any_accuracy(scores, targets, T(0));
                                      }};
        if (!is_binary) {
            const Targets<T> targets(std::move(codes));
            return Base::train({x, targets}, goal, classes().size(), incremental);
        }
        Tensor<T> column = codes;
        column.reshape({codes.size(), 1});
        const Targets<T> targets(std::move(column));
        Base::train({x, targets, std::move(codes)}, goal, 1, incremental);
    }

    LabelEncoder<Label> encoder_{"MLPClassifier"};
};

}  // namespace nnlite
