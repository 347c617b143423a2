"""Writes convolve2d.hpp: SciPy's filters of a small picture, by kernels of odd and even size.

    /usr/bin/python3 tests/reference/convolve2d.py > tests/reference/convolve2d.hpp
"""

import numpy as np
from scipy.signal import convolve2d, correlate2d

image = np.sin(np.arange(5 * 6) * 0.7).reshape(5, 6)
kernels = {
    "blur": np.ones((3, 3)) / 9,
    "sobel": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=float),
    "even": np.cos(np.arange(2 * 4) * 0.3).reshape(2, 4),
    "large": np.cos(np.arange(6 * 7) * 0.3).reshape(6, 7),
}

print("#pragma once\n\n// Written by convolve2d.py; do not edit.\n\n#include <vector>\n")
print("namespace reference {\n")
for name, kernel in kernels.items():
    for function in (convolve2d, correlate2d):
        for mode in ("full", "same", "valid"):
            if name == "large" and mode == "valid":
                continue
            values = function(image, kernel, mode=mode)
            numbers = ", ".join(repr(float(v)) for v in values.ravel())
            print(f"inline const std::vector<double> {name}_{function.__name__}_{mode}{{{numbers}}};")
print("\n}  // namespace reference")
