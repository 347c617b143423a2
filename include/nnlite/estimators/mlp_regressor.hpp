#pragma once

#include <cstddef>
#include <utility>

#include "nnlite/estimators/multilayer_perceptron.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A multilayer perceptron for regression: the loss is half the mean squared error. Random numbers
/// as for MLPClassifier.
///
///     MLPRegressor<> mlp({.hidden_layer_sizes = {32}, .random_state = 0});
///     mlp.fit(x_train, y_train);
///     mlp.score(x_test, y_test);
///
/// Shapes: x [rows, features], y [rows] or [rows, outputs].
/// Throws: as MLPClassifier.
/// Source: scikit-learn 1.2's MLPRegressor; departures as MLPClassifier's.
/// Elsewhere: sklearn.neural_network.MLPRegressor.
template <class T = double>
class MLPRegressor : public detail::MultilayerPerceptron<T> {
    using Base = detail::MultilayerPerceptron<T>;

   public:
    explicit MLPRegressor(MLPOptions options = {}) : Base("MLPRegressor", std::move(options)) {}

    /// As MLPClassifier::fit().
    MLPRegressor& fit(const Tensor<T>& x, const Tensor<T>& y);
    MLPRegressor& fit(const Dataset<T>& data);

    /// One iteration over these rows.
    /// Throws: ValueError also with lbfgs or early_stopping.
    MLPRegressor& partial_fit(const Tensor<T>& x, const Tensor<T>& y);

    /// The predictions for each row.
    /// Shapes: [rows], or of several outputs [rows, outputs].
    Tensor<T> predict(const Tensor<T>& x) const { return predict(this->rows_of("predict", x)); }
    Tensor<T> predict(const Dataset<T>& data) const;

    /// r2_score() of the predictions.
    double score(const Tensor<T>& x, const Tensor<T>& y) const {
        return score_rows(this->rows_of("score", x), y);
    }
    double score(const Dataset<T>& data) const { return score_rows(data, numbers_of(data)); }

   private:
    static Tensor<T> numbers_of(const Dataset<T>& data);

    double score_rows(const Dataset<T>& rows, const Tensor<T>& y) const;

    // y as [rows, outputs].
    Tensor<T> matrix(const char* function, std::size_t rows, const Tensor<T>& y) const;

    void train(const char* function, const Dataset<T>& rows, const Tensor<T>& y, bool incremental);
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/estimators/mlp_regressor_impl.hpp"
#endif
