#!/usr/bin/env python3
"""Writes tests/reference/jpegs.hpp: JPEGs of all kinds that Pillow writes, as bytes."""
import io

import numpy as np
import PIL
from PIL import Image

y, x = np.mgrid[0:19, 0:33]
noise = (x * x * 37 + y * y * 71 + x * y * 13) % 251
colors = np.stack([noise, x * 7, 255 - y * 9], -1).astype(np.uint8)
modes = {"L": colors[:, :, 0], "RGB": colors}

print(f"""#pragma once

// Written by tests/reference/jpegs.py with Pillow {PIL.__version__}.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace reference {{

inline const std::vector<std::pair<std::string, std::vector<std::uint8_t>>> jpegs = {{""")
for mode, subsampling, options in (
        ("L", None, {}), ("L", None, {"progressive": True, "restart_marker_blocks": 4}),
        ("L", None, {"optimize": True}), ("RGB", 0, {"optimize": True}), ("RGB", 1, {"progressive": True}),
        ("RGB", 2, {"restart_marker_blocks": 2}), ("RGB", 2, {"progressive": True, "quality": 95}),
        ("RGB", 2, {"progressive": True, "restart_marker_rows": 1}), ("CMYK", None, {})):
    file = io.BytesIO()
    more = {} if subsampling is None else {"subsampling": subsampling}
    image = Image.fromarray(modes["RGB"]).convert("CMYK") if mode == "CMYK" else Image.fromarray(modes[mode])
    image.save(file, "JPEG", **{"quality": 20, **more, **options})
    name = " ".join([mode, *map(str, [*more.values(), *options])])
    print(f'{{"{name}", {{{", ".join(map(str, file.getvalue()))}}}}},')
print("};\n\n}  // namespace reference")
