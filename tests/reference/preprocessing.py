#!/usr/bin/env python3
"""Writes tests/reference/preprocessing.hpp: scikit-learn's scalers on small data and the digits."""
import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.preprocessing import MinMaxScaler, StandardScaler


def line(name, values):
    text = ", ".join(repr(float(value)) for value in np.ravel(values))
    print(f"inline const std::vector<double> {name} = {{{text}}};")


# Columns: ordinary, far from zero, constant, constant 0.1 (its mean is rounded).
random = np.random.RandomState(0)
data = np.stack([random.randn(7), 1e4 + random.rand(7), np.full(7, 5.0), np.full(7, 0.1)], axis=1)
print(f"""#pragma once

// Written by tests/reference/preprocessing.py with scikit-learn {sklearn.__version__}.

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
print("\n}  // namespace reference")
