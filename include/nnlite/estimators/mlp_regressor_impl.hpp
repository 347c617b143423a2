#pragma once

#include <cstddef>
#include <limits>
#include <utility>

#include "nnlite/estimators/mlp_regressor.hpp"
#include "nnlite/estimators/multilayer_perceptron.hpp"
#include "nnlite/losses/regression.hpp"
#include "nnlite/metrics/regression.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
MLPRegressor<T>& MLPRegressor<T>::fit(const Tensor<T>& x, const Tensor<T>& y) {
    train("fit", this->rows_of("fit", x), y, false);
    return *this;
}

template <class T>
MLPRegressor<T>& MLPRegressor<T>::fit(const Dataset<T>& data) {
    train("fit", data, numbers_of(data), false);
    return *this;
}

template <class T>
MLPRegressor<T>& MLPRegressor<T>::partial_fit(const Tensor<T>& x, const Tensor<T>& y) {
    this->check_incremental();
    train("partial_fit", this->rows_of("partial_fit", x), y, true);
    return *this;
}

template <class T>
Tensor<T> MLPRegressor<T>::predict(const Dataset<T>& data) const {
    Tensor<T> result = this->outputs("predict", data);
    if (result.shape()[1] == 1) { result.reshape({result.size()}); }
    return result;
}

template <class T>
Tensor<T> MLPRegressor<T>::numbers_of(const Dataset<T>& data) {
    return detail::dense_targets<T>("MLPRegressor", detail::targets_of(data));
}

template <class T>
double MLPRegressor<T>::score_rows(const Dataset<T>& rows, const Tensor<T>& y) const {
    const Tensor<T> predicted = this->outputs("score", rows);
    return r2_score(predicted, matrix("score", rows.size(), y));
}

template <class T>
Tensor<T> MLPRegressor<T>::matrix(const char* function, std::size_t rows,
                                  const Tensor<T>& y) const {
    if (y.dimension() != 1 && y.dimension() != 2) {
        fail<ShapeError>("MLPRegressor: ", function, ": expected y [rows] or [rows, outputs], got ",
                         y.shape());
    }
    this->check_rows(function, rows, y.shape()[0]);
    Tensor<T> result = y;
    result.reshape({rows, y.size() / rows});
    return result;
}

template <class T>
void MLPRegressor<T>::train(const char* function, const Dataset<T>& rows, const Tensor<T>& y,
                            bool incremental) {
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

}  // namespace nnlite
