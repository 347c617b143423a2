#!/usr/bin/env python3
"""Writes tests/reference/mlp.hpp: how scikit-learn's MLPClassifier and MLPRegressor train.

The first 600 digits, their pixels from 0 to 1: told apart, or whether they are odd; for regression
the digit, or the digit and its darkness.
"""
import warnings
import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier, MLPRegressor

warnings.simplefilter("ignore")
ROWS, TEST = 600, 100
digits = load_digits()
x = digits.data[:ROWS + TEST] / 16
y = digits.target[:ROWS + TEST]
targets = {
    "digits": y,
    "odd": y % 2,
    "number": y / 10,
    "number_and_darkness": np.stack([y / 10, x.mean(axis=1)], axis=1),
}
spelling = {"identity": "Activation::none", "logistic": "Activation::sigmoid",
            "tanh": "Activation::tanh", "relu": "Activation::relu", "adam": "MLPSolver::adam",
            "sgd": "MLPSolver::sgd", "lbfgs": "MLPSolver::lbfgs",
            "constant": "MLPLearningRate::constant", "invscaling": "MLPLearningRate::invscaling",
            "adaptive": "MLPLearningRate::adaptive"}
order = ["hidden_layer_sizes", "activation", "solver", "alpha", "batch_size", "learning_rate",
         "learning_rate_init", "power_t", "max_iter", "shuffle", "random_state", "tol", "verbose",
         "warm_start", "momentum", "nesterovs_momentum", "early_stopping", "validation_fraction",
         "beta_1", "beta_2", "epsilon", "n_iter_no_change", "max_fun"]


def value_text(value):
    if isinstance(value, tuple):
        return "{" + ", ".join(map(str, value)) + "}"
    if isinstance(value, bool):
        return str(value).lower()
    return spelling.get(value, repr(value))


def options_text(options):
    return "{" + ", ".join(f".{name} = {value_text(options[name])}"
                           for name in order if name in options) + "}"


def numbers(values):
    return "{" + ", ".join(repr(float(value)) for value in np.ravel(values)) + "}"


def write(target, name, calls=1, partial=False, **options):
    options = {"hidden_layer_sizes": (16, 12), "max_iter": 4, "random_state": 0, **options}
    kind = MLPClassifier if target in ("digits", "odd") else MLPRegressor
    model = kind(**options)
    train = model.partial_fit if partial else model.fit
    for call in range(calls):
        first = {"classes": np.unique(targets[target])} if partial and kind is MLPClassifier else {}
        train(x[:ROWS], targets[target][:ROWS], **(first if call == 0 else {}))
    answers = (model.predict_proba(x[ROWS:ROWS + 2]) if kind is MLPClassifier
               else model.predict(x[ROWS:ROWS + 2]))
    sums = [np.abs(values).sum() for values in model.coefs_ + model.intercepts_]
    print(f"""    {{"{name}", "{target}", {calls}, {str(partial).lower()}, {options_text(options)},
     {numbers(getattr(model, "loss_curve_", []))},
     {numbers(getattr(model, "validation_scores_", None) or [])},
     {float(model.loss_)!r}, {float(model.score(x[ROWS:], targets[target][ROWS:]))!r}, {model.n_iter_}, {model.t_},
     {numbers(sums)},
     {numbers(answers)}}},""")


print(f"""#pragma once

// Written by tests/reference/mlp.py with scikit-learn {sklearn.__version__}.

#include <cstddef>
#include <vector>

#include "nnlite/estimators/mlp_options.hpp"

namespace reference {{

using nnlite::Activation;
using nnlite::MLPLearningRate;
using nnlite::MLPSolver;

struct MLPRun {{
    const char* name;
    const char* target;
    int calls;
    bool partial;  // of partial_fit
    nnlite::MLPOptions options;
    std::vector<double> loss_curve;
    std::vector<double> validation_scores;
    double loss;
    double score;  // of the {TEST} digits after the {ROWS}
    std::size_t n_iter;
    std::size_t t;
    std::vector<double> sums;     // of the magnitudes of each coefs, then of each intercepts
    std::vector<double> answers;  // for the first two of those digits
}};

inline const std::vector<MLPRun> mlp_classifier = {{""")
write("digits", "defaults")
write("digits", "another seed", random_state=7)
write("digits", "identity", random_state=1, activation="identity")
write("digits", "logistic", random_state=2, activation="logistic")
write("digits", "tanh", random_state=3, activation="tanh", alpha=0.1)
write("digits", "no hidden layer", hidden_layer_sizes=())
write("digits", "no shuffle, batches of 64", shuffle=False, batch_size=64)
write("digits", "constants of Adam", beta_1=0.8, beta_2=0.99, epsilon=1e-4, learning_rate_init=0.01)
write("digits", "early stopping", random_state=5, early_stopping=True, max_iter=40,
      learning_rate_init=0.03, n_iter_no_change=4, validation_fraction=0.15)
write("digits", "training loss stops", max_iter=60, learning_rate_init=0.03, tol=0.01,
      n_iter_no_change=3)
sgd = {"solver": "sgd", "learning_rate_init": 0.1, "batch_size": 100}
write("digits", "sgd", **sgd)
write("digits", "sgd, momentum", nesterovs_momentum=False, **sgd)
write("digits", "sgd, no momentum", momentum=0.0, **sgd)
write("digits", "sgd, invscaling", learning_rate="invscaling", **sgd)
write("digits", "sgd, invscaling, momentum", learning_rate="invscaling", power_t=0.3,
      nesterovs_momentum=False, activation="tanh", random_state=8, **sgd)
write("digits", "sgd, adaptive", learning_rate="adaptive", tol=0.2, n_iter_no_change=1,
      **{**sgd, "max_iter": 30})
write("digits", "sgd, adaptive to the end", learning_rate="adaptive", tol=5.0, n_iter_no_change=1,
      solver="sgd", learning_rate_init=2e-5, max_iter=30)
write("digits", "sgd, early stopping", early_stopping=True, random_state=9, max_iter=8, **sgd)
write("odd", "two classes", random_state=4)
write("odd", "two classes, early stopping", random_state=6, early_stopping=True, max_iter=8,
      learning_rate_init=0.01)
write("odd", "two classes, logistic, sgd", activation="logistic", **sgd)
write("digits", "warm start", calls=3, warm_start=True)
write("digits", "warm start, sgd, adaptive", calls=2, warm_start=True, learning_rate="adaptive", **sgd)
write("digits", "partial fit", calls=3, partial=True)
write("odd", "partial fit, sgd, invscaling", calls=3, partial=True, learning_rate="invscaling", **sgd)
lbfgs = {"solver": "lbfgs", "hidden_layer_sizes": (8,), "max_iter": 12}
write("digits", "lbfgs", **lbfgs)
write("odd", "lbfgs, two classes, tanh", activation="tanh", random_state=3, **lbfgs)
write("odd", "lbfgs, converges", random_state=3, alpha=1.0, tol=1e-2, **{**lbfgs, "max_iter": 300})
write("digits", "lbfgs, function calls", max_fun=5, **lbfgs)
write("digits", "lbfgs, warm start", calls=2, warm_start=True, **lbfgs)
print("};\n\ninline const std::vector<MLPRun> mlp_regressor = {")
write("number", "regression")
write("number", "regression, early stopping", early_stopping=True, random_state=2, max_iter=8)
write("number_and_darkness", "two outputs", activation="tanh")
write("number_and_darkness", "two outputs, early stopping", activation="logistic", random_state=1,
      early_stopping=True)
write("number_and_darkness", "two outputs, sgd", **{**sgd, "learning_rate_init": 0.01})
write("number", "regression, partial fit", calls=3, partial=True)
write("number_and_darkness", "two outputs, lbfgs", **lbfgs)
print("};\n\n}  // namespace reference")
