#!/usr/bin/env python3
"""Writes tests/reference/preprocessing.hpp: scikit-learn's scalers on small data and the digits,
and its label binarizer."""
import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.preprocessing import LabelBinarizer, MinMaxScaler, StandardScaler


def line(name, values):
    text = ", ".join(repr(float(value)) for value in np.ravel(values))
    print(f"inline const std::vector<double> {name} = {{{text}}};")


def listed(values, form=repr):
    return "{" + ", ".join(form(value) for value in values) + "}"


def binarizer_case(labels, form, neg, pos, score_columns, threshold):
    binarizer = LabelBinarizer(neg_label=neg, pos_label=pos)
    result = binarizer.fit_transform(labels)
    rows = len(labels)
    scores = np.round(random.uniform(neg, pos, (rows, score_columns) if score_columns else rows), 1)
    inverse = binarizer.inverse_transform(scores, threshold)
    print(f"    {{{neg}, {pos}, {listed(labels, form)}, {listed(binarizer.classes_, form)}, "
          f"{result.shape[1]}, {listed(result.ravel(), str)}, {score_columns}, "
          f"{listed(scores.ravel())}, {-10 if threshold is None else threshold}, "
          f"{listed(inverse, form)}}},")


def text(value):
    return f'"{value}"'


# Columns: ordinary, far from zero, constant, constant 0.1 (its mean is rounded).
random = np.random.RandomState(0)
data = np.stack([random.randn(7), 1e4 + random.rand(7), np.full(7, 5.0), np.full(7, 0.1)], axis=1)
print(f"""#pragma once

// Written by tests/reference/preprocessing.py with scikit-learn {sklearn.__version__}.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reference {{

// [7, 4]""")
line("scaler_data", data)
standard = StandardScaler().fit(data)
print("\n// StandardScaler")
line("standard_mean", standard.mean_)
line("standard_variance", standard.var_)
line("standard_scale", standard.scale_)
line("standard_result", standard.transform(data))
line("standard_float_result", StandardScaler().fit_transform(data.astype("float32")))
print("\n// MinMaxScaler")
minmax = MinMaxScaler().fit(data)
line("minmax_scale", minmax.scale_)
line("minmax_offset", minmax.min_)
line("minmax_result", minmax.transform(data))
line("minmax_wide_result", MinMaxScaler((-1, 3)).fit_transform(data))
digits = StandardScaler().fit(load_digits().data)
print("\n// StandardScaler on the digits: scale and transformed row 0")
line("digits_scale", digits.scale_)
line("digits_row", digits.transform(load_digits().data[:1]))
print("""
// LabelBinarizer: its columns, and the labels of random scores (threshold -10: none was given)
template <class Label>
struct BinarizerCase {
    int neg_label, pos_label;
    std::vector<Label> labels, classes;
    std::size_t columns;
    std::vector<double> result;
    std::size_t score_columns;  // 0: scores [rows]
    std::vector<double> scores;
    double threshold;
    std::vector<Label> inverse;
};""")
print("inline const std::vector<BinarizerCase<std::int32_t>> integer_cases = {")
binarizer_case([6, 1, 4, 2, 6, -3, 1], str, 0, 1, 5, None)
binarizer_case([2, 0, 1, 1], str, -2, 0, 3, None)
binarizer_case([7, 7, -1, 7, -1, 7], str, 0, 1, 1, None)
binarizer_case([7, 7, -1, 7, -1, 7], str, -1, 3, 0, 0)
binarizer_case([0, 1, 1, 0, 1, 0], str, 0, 1, 2, 0.7)
binarizer_case([5, 5, 5], str, -1, 1, 1, None)
print("};")
print("inline const std::vector<BinarizerCase<std::string>> text_cases = {")
binarizer_case(["9", "10", "0", "10", "Z", "a"], text, 0, 1, 5, None)
binarizer_case(["yes", "no", "no", "yes", "no"], text, 0, 1, 1, None)
binarizer_case(["only"], text, 0, 1, 1, None)
print("};")
print("\n}  // namespace reference")
