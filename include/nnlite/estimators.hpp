#pragma once

// MLPClassifier and MLPRegressor, as in scikit-learn.

#include "nnlite/estimators/mlp_classifier.hpp"
#include "nnlite/estimators/mlp_regressor.hpp"
