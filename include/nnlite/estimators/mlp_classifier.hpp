#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/estimators/multilayer_perceptron.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/metrics/classification.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/preprocessing/label_encoder.hpp"
#include "nnlite/training/metric.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A multilayer perceptron for classification: softmax over several classes, sigmoid of one output
/// for two. With a random_state, initialization, splits and shuffles are scikit-learn's, and so are
/// its losses and scores; without one, it draws from a CounterGenerator of seed 0, which continues
/// from call to call.
///
///     MLPClassifier<> mlp({.hidden_layer_sizes = {16, 16}, .max_iter = 5, .verbose = true});
///     mlp.fit(x_train, y_train);
///     mlp.score(x_test, y_test);
///
/// Shapes: x [rows, features], y [rows]; or a Dataset of samples of any shape, with Labels. A
/// Dataset of bytes, such as pictures, is faster: it is converted one batch at a time.
/// Throws: ValueError on an option out of its range. Every function with data: ShapeError if it
/// does not fit, ValueError if a value is not finite or fit() was not called.
/// Source: scikit-learn 1.2's MLPClassifier. Departures: a single class is an error, and so is
/// partial_fit with early_stopping; lbfgs computes in T; y is one label per row.
/// Elsewhere: sklearn.neural_network.MLPClassifier.
template <class T = double, detail::ClassLabel Label = std::int32_t>
class MLPClassifier : public detail::MultilayerPerceptron<T> {
    using Base = detail::MultilayerPerceptron<T>;
    // The labels of a Dataset.
    static constexpr bool has_numbers = std::same_as<Label, std::int32_t>;

   public:
    explicit MLPClassifier(MLPOptions options = {}) : Base("MLPClassifier", std::move(options)) {}

    /// Trains until the loss, or with early_stopping the score, does not become better any more, or
    /// max_iter. Ctrl-C ends the training (but with lbfgs, the program) after the current batch;
    /// with early_stopping the best weights are taken then too.
    /// Throws: ValueError also if there is one class only, with warm_start if the classes are
    /// not those of the last call, or if the weights become infinite.
    MLPClassifier& fit(const Tensor<T>& x, detail::LabelView<Label> y) {
        return fit_rows(this->rows_of("fit", x), y);
    }
    MLPClassifier& fit(const Dataset<T>& data) requires has_numbers {
        return fit_rows(data, labels_of(data));
    }

    /// One iteration over these rows. The first call names all classes that will come.
    /// Throws: ValueError also with lbfgs or early_stopping, if classes are missing in the first
    /// call or other ones later, or if a label is not among them.
    MLPClassifier& partial_fit(const Tensor<T>& x, detail::LabelView<Label> y,
                               detail::LabelView<Label> all) {
        this->check_incremental();
        LabelEncoder<Label> encoder("MLPClassifier");
        encoder.fit(all);
        if (classes().empty()) {
            if (encoder.classes().size() < 2) {
                fail<ValueError>("MLPClassifier: partial_fit: expected at least 2 classes, got 1");
            }
            encoder_ = std::move(encoder);
        } else if (encoder.classes() != classes()) {
            fail<ValueError>("MLPClassifier: partial_fit: expected the classes of the last call, ",
                             list(classes()), "; got ", list(encoder.classes()));
        }
        return partial_fit(x, y);
    }
    MLPClassifier& partial_fit(const Tensor<T>& x, detail::LabelView<Label> y) {
        this->check_incremental();
        if (classes().empty()) {
            fail<ValueError>("MLPClassifier: partial_fit: expected classes in the first call");
        }
        const auto rows = this->rows_of("partial_fit", x);
        this->check_data("partial_fit", rows, y.size(), true);
        LabelEncoder<Label> seen("MLPClassifier");
        for (const Label& label : seen.fit(y).classes()) {
            if (!std::binary_search(classes().begin(), classes().end(), label)) {
                fail<ValueError>("MLPClassifier: partial_fit: expected labels of the classes ",
                                 list(classes()), "; got ", label);
            }
        }
        train(rows, y, true);
        return *this;
    }

    /// The class of each row.
    detail::LabelList<Label> predict(const Tensor<T>& x) const {
        return predict(this->rows_of("predict", x));
    }
    detail::LabelList<Label> predict(const Dataset<T>& data) const {
        return classes_of(this->outputs("predict", data));
    }

    /// The probability of each class.
    /// Shapes: [rows, classes].
    Tensor<T> predict_proba(const Tensor<T>& x) const {
        return predict_proba(this->rows_of("predict_proba", x));
    }
    Tensor<T> predict_proba(const Dataset<T>& data) const {
        const Variable<T> scores(this->outputs("predict_proba", data));
        if (classes().size() > 2) { return softmax(scores).value(); }
        const Tensor<T> second = sigmoid(scores).value();
        Tensor<T> both = empty_tensor<T>({second.size(), 2});
        for (std::size_t row = 0; row < second.size(); ++row) {
            both(row, 0) = T(1) - second.data()[row];
            both(row, 1) = second.data()[row];
        }
        return both;
    }
    Tensor<T> predict_log_proba(const Tensor<T>& x) const {
        return log(Variable<T>(predict_proba(x))).value();
    }

    /// The fraction of rows whose class is predicted.
    double score(const Tensor<T>& x, detail::LabelView<Label> y) const {
        return score_rows(this->rows_of("score", x), y);
    }
    double score(const Dataset<T>& data) const requires has_numbers {
        return score_rows(data, labels_of(data));
    }

    /// The sorted classes; empty before fit().
    const std::vector<Label>& classes() const { return encoder_.classes(); }

   private:
    static Labels labels_of(const Dataset<T>& data) {
        return detail::label_targets<T>("MLPClassifier", detail::targets_of(data));
    }

    MLPClassifier& fit_rows(const Dataset<T>& rows, detail::LabelView<Label> y) {
        this->check_data("fit", rows, y.size(), false);
        LabelEncoder<Label> encoder("MLPClassifier");
        encoder.fit(y);
        if (encoder.classes().size() < 2) {
            fail<ValueError>("MLPClassifier: fit: expected at least 2 classes, got 1");
        }
        if (!this->is_first(false) && encoder.classes() != classes()) {
            fail<ValueError>(
                "MLPClassifier: fit: expected the classes of the last fit() with "
                "warm_start, ",
                list(classes()), "; got ", list(encoder.classes()));
        }
        encoder_ = std::move(encoder);
        train(rows, y, false);
        return *this;
    }

    detail::LabelList<Label> classes_of(const Tensor<T>& scores) const {
        if (classes().size() > 2) { return encoder_.inverse_transform(argmax_rows(scores)); }
        Labels codes = empty_tensor<std::int32_t>({scores.size()});
        std::transform(scores.begin(), scores.end(), codes.data(),
                       [](T score) { return score > T(0) ? 1 : 0; });
        return encoder_.inverse_transform(codes);
    }

    double score_rows(const Dataset<T>& rows, detail::LabelView<Label> y) const {
        this->check_rows("score", rows.size(), y.size());
        const detail::LabelList<Label> predicted = classes_of(this->outputs("score", rows));
        const auto right = std::inner_product(
            predicted.data(), predicted.data() + predicted.size(), y.data(), std::size_t{0},
            std::plus<>(), [](const Label& a, const Label& b) { return a == b ? 1U : 0U; });
        return static_cast<double>(right) / static_cast<double>(predicted.size());
    }

    static std::string list(const std::vector<Label>& labels) {
        std::string text;
        for (const Label& label : labels) { text += text_of(text.empty() ? "" : ", ", label); }
        return text;
    }

    void train(const Dataset<T>& rows, detail::LabelView<Label> y, bool incremental) {
        Labels codes = encoder_.transform(y);
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
            return Base::train({rows, targets}, goal, classes().size(), incremental);
        }
        Tensor<T> column = codes;
        column.reshape({codes.size(), 1});
        const Targets<T> targets(std::move(column));
        Base::train({rows, targets, std::move(codes)}, goal, 1, incremental);
    }

    LabelEncoder<Label> encoder_{"MLPClassifier"};
};

}  // namespace nnlite
