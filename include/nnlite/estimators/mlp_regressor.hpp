#pragma once

#include <cstddef>
#include <limits>
#include <utility>

#include "nnlite/estimators/multilayer_perceptron.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/metrics/regression.hpp"

namespace nnlite {

/// A perceptron with hidden layers that learns numbers: half the mean squared error. Random numbers
/// as those of MLPClassifier.
///
///     MLPRegressor<> mlp({.hidden_layer_sizes = {32}, .random_state = 0});
///     mlp.fit(x_train, y_train);
///     mlp.score(x_test, y_test);
///
/// Shapes: x [rows, features], y [rows] or [rows, outputs].
/// Throws: as MLPClassifier.
/// Source: scikit-learn 1.2's MLPRegressor; departures as MLPClassifier's.
template <class T = double>
class MLPRegressor : public detail::MultilayerPerceptron<T> {
    using Base = detail::MultilayerPerceptron<T>;

   public:
    explicit MLPRegressor(MLPOptions options = {}) : Base("MLPRegressor", std::move(options)) {}

    /// As MLPClassifier::fit().
    MLPRegressor& fit(const Tensor<T>& x, const Tensor<T>& y) {
        train("fit", this->rows_of("fit", x), y, false);
        return *this;
    }
    MLPRegressor& fit(const Dataset<T>& data) {
        train("fit", data, numbers_of(data), false);
        return *this;
    }

    /// One iteration over these rows.
    /// Throws: ValueError also with lbfgs or early_stopping.
    MLPRegressor& partial_fit(const Tensor<T>& x, const Tensor<T>& y) {
        this->check_incremental();
        train("partial_fit", this->rows_of("partial_fit", x), y, true);
        return *this;
    }

    /// The numbers of each row.
    /// Shapes: [rows], or of several outputs [rows, outputs].
    Tensor<T> predict(const Tensor<T>& x) const { return predict(this->rows_of("predict", x)); }
    Tensor<T> predict(const Dataset<T>& data) const {
        Tensor<T> result = this->outputs("predict", data);
        if (result.shape()[1] == 1) { result.reshape({result.size()}); }
        return result;
    }

    /// r2_score() of the prediction.
    double score(const Tensor<T>& x, const Tensor<T>& y) const {
        return score_rows(this->rows_of("score", x), y);
    }
    double score(const Dataset<T>& data) const { return score_rows(data, numbers_of(data)); }

   private:
    static Tensor<T> numbers_of(const Dataset<T>& data) {
        return detail::dense_targets<T>("MLPRegressor", detail::targets_of(data));
    }

    double score_rows(const Dataset<T>& rows, const Tensor<T>& y) const {
        const Tensor<T> predicted = this->outputs("score", rows);
        return r2_score(predicted, matrix("score", rows.size(), y));
    }

    // y as [rows, outputs].
    Tensor<T> matrix(const char* function, std::size_t rows, const Tensor<T>& y) const {
        if (y.dimension() != 1 && y.dimension() != 2) {
            fail<ShapeError>("MLPRegressor: ", function,
                             ": expected y [rows] or [rows, outputs], got ", y.shape());
        }
        this->check_rows(function, rows, y.shape()[0]);
        Tensor<T> result = y;
        result.reshape({rows, y.size() / rows});
        return result;
    }

    void train(const char* function, const Dataset<T>& rows, const Tensor<T>& y, bool incremental) {
        this->check_data(function, rows, rows.size(), incremental);
        Tensor<T> columns = matrix(function, rows.size(), y);
        detail::check_fit(text_of("MLPRegressor: ", function, ": y"), columns);
        const std::size_t outputs = columns.shape()[1];
        this->check_outputs(function, outputs, incremental);
        const detail::MLPGoal<T> goal{Loss<T>(MeanSquaredError{Reduction::none}),
                                      0,
                                      std::numeric_limits<double>::infinity(),
                                      0.5 / static_cast<double>(outputs),
                                      0.5,
                                      [](const Tensor<T>& predicted, const Targets<T>& targets) {
                                          return r2_score(predicted, std::get<Tensor<T>>(targets));
                                      }};
        const Targets<T> targets(std::move(columns));
        Base::train({rows, targets}, goal, outputs, incremental);
    }
};

}  // namespace nnlite
