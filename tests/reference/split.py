#!/usr/bin/env python3
"""Writes tests/reference/split.hpp: what scikit-learn's train_test_split returns."""
import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split


def rows(values):
    return "{" + ", ".join(str(value) for value in values) + "}"


print(f"""#pragma once

// Written by tests/reference/split.py with scikit-learn {sklearn.__version__}.

#include <cstddef>
#include <cstdint>
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
print("};\n")
print("""// stratify = labels; part sizes 0: not given
struct StratifiedCase {
    unsigned seed;
    double test_size, train_size;
    std::vector<std::int32_t> labels;
    std::vector<std::size_t> test, train;
};
inline const std::vector<StratifiedCase> stratified_cases = {""")
random = np.random.RandomState(0)
FEW = [3, 3, -1, 3, -1, 7, 7, 3, 3, 7, -1, 3]
EQUAL = list(range(5)) * 3  # every remainder equal: the ties are broken at random
SKEWED = list(np.where(random.rand(41) < 0.1, 1, 0))
MANY = list(random.randint(0, 6, 50))
for seed, labels, test_size, train_size in (
        (0, FEW, 0.25, None), (1, FEW, 0.25, None), (2, FEW, None, None), (42, FEW, 0.5, 0.3),
        (0, EQUAL, 0.5, None), (7, EQUAL, 7, None), (123, EQUAL, None, 6), (5, EQUAL, 6, 7),
        (0, SKEWED, 0.1, None), (4294967295, SKEWED, 0.2, 0.5), (3, MANY, 0.2, None),
        (4, MANY, 0.33, None), (5, MANY, 11, 23)):
    test, train = train_test_split(np.arange(len(labels)), test_size=test_size,
                                   train_size=train_size, random_state=seed, stratify=labels)[::-1]
    print(f"    {{{seed}, {test_size or 0}, {train_size or 0}, {rows(labels)}, {rows(test)}, "
          f"{rows(train)}}},")
print("};\n")
labels = load_digits().target
for seed in (0, 42):
    train, test = train_test_split(np.arange(1797), test_size=0.1, random_state=seed,
                                   stratify=labels)
    print(f"// the digits, test_size = .1, random_state = {seed}")
    print(f"inline const std::vector<std::size_t> digits_stratified_test_{seed} = {rows(test)};")
    print(f"inline const std::vector<std::size_t> digits_stratified_train_end_{seed} = "
          f"{rows(train[-8:])};")
print("\n}  // namespace reference")
