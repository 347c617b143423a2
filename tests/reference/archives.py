#!/usr/bin/env python3
"""Writes tests/reference/archives.hpp: .npz files that hold more than numbers, that of zip64, and an .npy
file as Python 2 wrote it."""
import io
import zipfile

import numpy as np

numbers = np.array([[0, 1, 2], [3, 4, 100]], np.float32)
small = {"X": numbers, "y": np.arange(2)}


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz(arrays, limit=zipfile.ZIP64_LIMIT, count=zipfile.ZIP_FILECOUNT_LIMIT, more={}):
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limit, count
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in {**more, **{name + ".npy": npy(array) for name, array in arrays.items()}}.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()


mixed = {"text": np.array(["a", "b"]), "object": np.array([None, 1], object), "complex": np.array([1j]),
         "record": np.zeros(2, [("a", "<f4")]), **small}
python_2 = npy(numbers).replace(b"(2, 3), }  ", b"(2L, 3L), }")

print(f"""#pragma once

// Written by tests/reference/archives.py with NumPy {np.__version__}.

#include <cstdint>
#include <vector>

namespace reference {{
""")
for name, comment, content in (
        ("npz_mixed", "X: [[0, 1, 2], [3, 4, 100]] in float, y: [0, 1], arrays of no numbers, a folder, a text",
         npz(mixed, more={"folder/": b"", "readme.txt": b"not an array"})),
        ("npz_zip64", "X and y, with all of zip64's records", npz(small, limit=10)),
        ("npz_zip64_end", "X and y, with zip64's end records", npz(small, count=1)),
        ("npy_python_2", "X", python_2)):
    print(f"// {comment}")
    print(f"inline const std::vector<std::uint8_t> {name} = {{{', '.join(map(str, content))}}};")
print("\n}  // namespace reference")
