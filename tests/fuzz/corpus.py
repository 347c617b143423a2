#!/usr/bin/env python3
"""Writes the corpus of the readers of tensor files and pictures into tests/fuzz/corpus."""
import io
import json
import pathlib
import struct

import numpy as np
from PIL import Image

folder = pathlib.Path(__file__).parent / "corpus"


def write(kind, name, content):
    (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / kind / name).write_bytes(content)


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version)
    return file.getvalue()


def npz(save):
    file = io.BytesIO()
    save(file, a=np.float32([1, 2]), b=np.zeros((0, 2), "i1"))
    return file.getvalue()


values = np.array([[0, 1, 2], [3, 4, 100]])
for first, (name, array) in enumerate({
        "float": values.astype("<f4"), "half_big_endian": values.astype(">f2"),
        "fortran": np.asfortranarray(values.astype("<i8")), "flags": np.array([True, False]),
        "scalar": np.float64(3)}.items()):
    write("npy", name, bytes([first]) + npy(np.asanyarray(array)))
write("npy", "version_3", b"\x01" + npy(values.astype("<u2"), (3, 0)))
write("npz", "stored", npz(np.savez))
write("npz", "deflated", npz(np.savez_compressed))
header = json.dumps({
    "__metadata__": {"format": "pt", "text": "\u00e9\"\\\n\U0001f600"},
    "x": {"dtype": "BF16", "shape": [2, 1], "data_offsets": [0, 4]},
    "y": {"dtype": "I64", "shape": [], "data_offsets": [4, 12]},
    "z": {"dtype": "BOOL", "shape": [0], "data_offsets": [12, 12]}}).encode()
write("safetensors", "three", struct.pack("<Q", len(header)) + header + bytes(12))
write("safetensors", "none", struct.pack("<Q", 2) + b"{}")
rows, columns = np.mgrid[0:9, 0:10]
picture = np.stack([rows * 28, columns * 25, rows * columns * 3], -1).astype(np.uint8)
for name, kind, mode, options in (
        ("png_rgb", "PNG", "RGB", {}), ("png_alpha", "PNG", "RGBA", {}),
        ("png_palette", "PNG", "P", {}), ("png_bits", "PNG", "1", {}),
        ("jpeg", "JPEG", "RGB", {}), ("jpeg_gray", "JPEG", "L", {}),
        ("jpeg_progressive", "JPEG", "RGB", {"progressive": True}),
        ("pgm", "PPM", "L", {}), ("ppm", "PPM", "RGB", {})):
    file = io.BytesIO()
    Image.fromarray(picture).convert(mode).save(file, kind, **options)
    write("image", name, file.getvalue())
