#!/usr/bin/env python3
"""Writes tests/reference/image_files.hpp: small files of pictures and what Pillow reads in them."""
import io

import numpy as np
import PIL
from PIL import Image

rows, columns = np.mgrid[0:5, 0:7]
gray = (rows * 40 + columns * 9).astype(np.uint8)
rgb = np.stack([gray, 255 - gray, (rows * columns * 8).astype(np.uint8)], -1)
rgba = np.dstack([rgb, 255 - 30 * columns]).astype(np.uint8)
y, x = np.mgrid[0:16, 0:24]
smooth = np.stack([x * 10, y * 15, 255 - x * 5 - y * 5], -1).astype(np.uint8)


def encoded(array, kind, mode=None, **options):
    file = io.BytesIO()
    image = Image.fromarray(array)
    (image.convert(mode) if mode else image).save(file, kind, **options)
    return file.getvalue()


def numbers(values):
    return ", ".join(str(int(v)) for v in np.asarray(values).ravel())


files = {
    "png_gray": encoded(gray, "PNG"),
    "png_rgb": encoded(rgb, "PNG"),
    "png_rgba": encoded(rgba, "PNG"),
    "png_palette": encoded(rgb, "PNG", "P"),
    "png_bits": encoded(gray, "PNG", "1"),
    "jpeg_gray": encoded(smooth[:, :, 0], "JPEG", quality=95),
    "jpeg_rgb": encoded(smooth, "JPEG", quality=95, subsampling=0),
    "jpeg_progressive": encoded(smooth, "JPEG", quality=95, progressive=True, subsampling=0),
    "pgm": encoded(gray, "PPM"),
    "ppm": encoded(rgb, "PPM"),
}
print(f"""#pragma once

// Written by tests/reference/image_files.py with Pillow {PIL.__version__}.

#include <cstdint>
#include <vector>

namespace reference {{

struct ImageFile {{
    const char* name;
    std::vector<std::uint8_t> bytes;
    std::vector<std::size_t> shape;
    std::vector<std::uint8_t> pixels, gray;
}};

inline const ImageFile image_files[] = {{""")
for name, content in files.items():
    image = Image.open(io.BytesIO(content))
    if image.mode == "P":
        image = image.convert("RGB")
    if image.mode == "1":
        image = image.convert("L")
    pixels = np.asarray(image)
    shape = pixels.shape if pixels.ndim == 3 else (*pixels.shape, 1)
    print(f'{{"{name}", {{{numbers(list(content))}}}, {{{numbers(shape)}}}, {{{numbers(pixels)}}}, '
          f'{{{numbers(image.convert("L"))}}}}},')
print("};\n\n}  // namespace reference")
