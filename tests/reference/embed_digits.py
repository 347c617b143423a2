#!/usr/bin/env python3
"""Writes include/nnlite/data/digits_table.hpp from a CSV of the 8x8 digits.

usage: embed_digits.py digits.csv.gz > include/nnlite/data/digits_table.hpp
The CSV has 1,797 rows of 64 pixels (0 to 16) and a label, as in scikit-learn's load_digits.
"""
import gzip
import sys

rows = []
with gzip.open(sys.argv[1], "rt") as file:
    for line in file:
        *pixels, label = [int(float(value)) for value in line.split(",")]
        assert len(pixels) == 64 and all(0 <= pixel <= 16 for pixel in pixels)
        assert 0 <= label <= 9
        rows.append(str(label) + "".join(chr(ord("a") + pixel) for pixel in pixels))
assert len(rows) == 1797

print("""#pragma once

#include "nnlite/core/abi.hpp"

// Written by tests/reference/embed_digits.py: a row is a label and 64 pixels, 'a' = 0 to 'q' = 16.
// "Optical Recognition of Handwritten Digits", E. Alpaydin and C. Kaynak, UCI Machine Learning
// Repository, https://doi.org/10.24432/C50P49, CC BY 4.0.

namespace nnlite::inline NNLITE_ABI::detail {

// clang-format off
// Pointers: compilers count the characters of string_views one by one.
inline constexpr const char* digits_table[] = {""")
for start in range(0, len(rows), 600):  # compilers need not accept literals beyond 65,536
    print("\n".join(f'"{row}"' for row in rows[start:start + 600]) + ",")
print("""};
// clang-format on

}  // namespace nnlite::detail""")
