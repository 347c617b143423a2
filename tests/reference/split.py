#!/usr/bin/env python3
"""Writes tests/reference/split.hpp: what scikit-learn's train_test_split returns."""
import numpy as np
import sklearn
from sklearn.model_selection import train_test_split


def rows(values):
    return "{" + ", ".join(str(value) for value in values) + "}"


print(f"""#pragma once

// Written by tests/reference/split.py with scikit-learn {sklearn.__version__}.

#include <cstddef>
#include <vector>

namespace reference {{
""")
train, test = train_test_split(np.arange(1797), test_size=0.2, random_state=42)
print(f"// train_test_split(arange(1797), test_size=.2, random_state=42): {len(train)} and {len(test)}")
print(f"inline const std::vector<std::size_t> digits_train = {rows(train[:12])};")
print(f"inline const std::vector<std::size_t> digits_test = {rows(test[:12])};")
print(f"inline const std::vector<std::size_t> digits_train_end = {rows(train[-3:])};\n")
print("""struct SplitSizes {
    std::size_t count;
    double test_size;   // -1: not given
    double train_size;  // -1: not given
    std::size_t test;
    std::size_t train;
};
inline const std::vector<SplitSizes> split_sizes = {""")
for count in (2, 7, 10, 99, 1797, 70000):
    for test_size, train_size in ((0.2, None), (0.25, 0.5), (None, 0.7), (None, None), (1, None),
                                  (None, 1), (0.33, None), (1 / 3, 0.5)):
        try:
            train, test = train_test_split(np.arange(count), test_size=test_size,
                                           train_size=train_size, shuffle=False)
        except ValueError:
            continue
        print(f"    {{{count}, {-1 if test_size is None else test_size!r}, "
              f"{-1 if train_size is None else train_size!r}, {len(test)}, {len(train)}}},")
print("};\n\n}  // namespace reference")
