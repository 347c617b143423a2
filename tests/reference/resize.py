#!/usr/bin/env python3
"""Writes tests/reference/resize.hpp: PyTorch's bicubic interpolation with antialias, in double."""
import numpy as np
import torch

random = np.random.RandomState(0)
images = np.round(random.rand(2, 7, 5, 2), 3)
print(f"""#pragma once

// Written by tests/reference/resize.py with PyTorch {torch.__version__}.

#include <cstddef>
#include <vector>

namespace reference {{

// [2, 7, 5, 2]
inline const std::vector<double> resize_images = {{{", ".join(map(repr, images.ravel()))}}};

struct Resize {{
    std::size_t height, width;
    std::vector<double> result;
}};
inline const std::vector<Resize> resizes = {{""")
for height, width in (3, 4), (7, 5), (11, 8), (2, 9), (1, 1):
    first = torch.tensor(images).permute(0, 3, 1, 2)
    result = torch.nn.functional.interpolate(first, (height, width), mode="bicubic", antialias=True)
    values = result.permute(0, 2, 3, 1).numpy().ravel()
    print(f"    {{{height}, {width}, {{{', '.join(repr(float(x)) for x in values)}}}}},")
print("};\n\n}  // namespace reference")
