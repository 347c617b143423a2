#!/usr/bin/env python3
"""Writes tests/reference/mat.hpp: MAT files as SciPy writes them, plain and compressed, and two by
hand: doubles stored as bytes, as MATLAB stores whole numbers, in both byte orders."""
import io
import struct

import numpy as np
import scipy
from scipy import io as scipy_io
from scipy import sparse


def saved(variables, **options):
    file = io.BytesIO()
    scipy_io.savemat(file, variables, **options)
    content = bytearray(file.getvalue())
    if content[:6] == b"MATLAB":
        content[:116] = b"MATLAB 5.0 MAT-file".ljust(116)  # without the date
    return bytes(content)


def narrow(order):
    """X = [[1, 2], [3, 250]], double, its numbers as bytes."""
    def element(kind, content):
        padding = b"\0" * (-len(content) % 8)
        return struct.pack(order + "II", kind, len(content)) + content + padding

    matrix = (element(6, struct.pack(order + "II", 6, 0))  # flags: double
              + element(5, struct.pack(order + "ii", 2, 2)) + element(1, b"X")
              + element(2, bytes([1, 3, 2, 250])))
    version = struct.pack(order + "H", 0x0100) + (b"IM" if order == "<" else b"MI")
    return b"MATLAB 5.0 MAT-file".ljust(116) + b"\0" * 8 + version + element(14, matrix)


def line(name, content):
    numbers = ", ".join(str(byte) for byte in content)
    print(f"inline const std::vector<std::uint8_t> {name} = {{{numbers}}};")


numbers = {
    "X": np.arange(6.0).reshape(2, 3) / 4,
    "y": np.array([[1], [2], [10]], np.uint8),
    "cube": np.arange(24, dtype=np.int16).reshape(2, 3, 4),
    "empty": np.zeros((0, 0)),
    "no_rows": np.zeros((0, 3), np.float32),
    "single": np.float32([[1.5]]),
    "int8": np.int8([[-128, 127]]),
    "uint16": np.uint16([[65535]]),
    "int32": np.int32([[-2147483648, 2147483647]]),
    "uint32": np.uint32([[4294967295]]),
    "int64": np.int64([[-9223372036854775807, 1 << 60]]),
    "uint64": np.uint64([[18446744073709551615]]),
    "logical": np.array([[True, False, True]]),
    "fraction": np.array([[1, 2.5]]),
    "not_a_number": np.array([[np.nan, np.inf]]),
}
others = {
    "text": "two words",
    "cell": np.array([1, "a"], object),
    "record": {"a": 1},
    "complex": np.array([[1 + 2j]]),
    "sparse": sparse.csc_matrix(np.eye(2)),
}
print(f"""#pragma once

// Written by tests/reference/mat.py with SciPy {scipy.__version__}.

#include <cstdint>
#include <vector>

namespace reference {{
""")
line("mat_numbers", saved(numbers))
line("mat_numbers_compressed", saved(numbers, do_compression=True))
line("mat_others", saved(others, do_compression=True))
line("mat_version_4", saved({"X": numbers["X"]}, format="4"))
line("mat_narrow", narrow("<"))
line("mat_narrow_big_endian", narrow(">"))
print("\n}  // namespace reference")
