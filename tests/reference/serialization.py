#!/usr/bin/env python3
"""Writes tests/reference/serialization.hpp: small .npy and .npz files as NumPy writes them, and
safetensors files, made with json and NumPy."""
import io
import json
import struct

import numpy as np

values = np.array([[0, 1, 2], [3, 4, 100]])


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version)
    return file.getvalue()


def npz(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def safetensors(tensors, metadata=None):
    """Tensors as name: (dtype, shape, bytes), in this order."""
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape,
                        "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def bfloat16(array):
    return (np.float32(array).view(np.uint32) >> 16).astype("<u2").tobytes()


def numbers(content):
    return "{" + ", ".join(str(byte) for byte in content) + "}"


def files(name, contents):
    print(f"inline const std::vector<std::pair<std::string, std::vector<std::uint8_t>>> {name} = {{")
    for key, content in contents.items():
        print(f'    {{"{key}", {numbers(content)}}},')
    print("};")


def file(name, content):
    print(f"inline const std::vector<std::uint8_t> {name} = {numbers(content)};")


types = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]
half = np.array([0, -0.0, 1, -2.5, 65504, 6e-8, 6.1e-5, np.inf, -np.inf, 0.1], np.float16)
print(f"""#pragma once

// Written by tests/reference/serialization.py with NumPy {np.__version__}.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace reference {{

// Each is [[0, 1, 2], [3, 4, 100]].""")
files("npy_files", {
    **{order + kind: npy(values.astype(order + kind)) for kind in types
       for order in ("<>" if kind[1] != "1" else "|")},
    **{"Fortran " + order: npy(np.asfortranarray(values.astype(order))) for order in ("<f4", ">i2")},
    "version 2.0": npy(values.astype("<f4"), (2, 0)),
    "version 3.0": npy(values.astype("<f4"), (3, 0)),
})
print("// [1, 0, 1]")
file("npy_bool", npy(np.array([True, False, True])))
print("// 3, of shape []")
file("npy_scalar", npy(np.float32(3)))
print("// (i, j, k) = 100 i + 10 j + k, of shape [2, 3, 4]")
file("npy_fortran_cube", npy(np.asfortranarray(
    np.fromfunction(lambda i, j, k: 100 * i + 10 * j + k, (2, 3, 4)).astype("<i2"))))
file("npy_half", npy(half))
print(f"inline const std::vector<double> half_values = {{{', '.join(float(h).hex() for h in half if np.isfinite(h))}}};")
file("npy_record", npy(np.zeros(2, [("a", "<f4"), ("b", "<i4")])))
file("npy_complex", npy(np.zeros(2, np.complex64)))
arrays = {"X": values.astype(np.float32), "y": np.array([1, 2]), "empty": np.zeros((0, 3))}
print("// X: the values above in float, y: [1, 2], empty: of shape [0, 3]")
file("npz_stored", npz(np.savez, **arrays))
file("npz_deflated", npz(np.savez_compressed, **arrays))
print("// Each tensor is [[0, 1, 2], [3, 4, 100]] of the type that is its name.")
kinds = {"U8": "u1", "I8": "i1", "U16": "u2", "I16": "i2", "U32": "u4", "I32": "i4", "U64": "u8",
         "I64": "i8", "F16": "f2", "F32": "f4", "F64": "f8"}
file("safetensors_types", safetensors({
    **{name: (name, [2, 3], values.astype("<" + kind).tobytes()) for name, kind in kinds.items()},
    "BF16": ("BF16", [2, 3], bfloat16(values)),
}, {"format": "pt", "note": "é \" \\ \n \U0001f600"}))
print("// flags: [1, 0], scalar: 7, empty: of shape [3, 0], bf16: [1, -2.5, 3.140625]")
file("safetensors_shapes", safetensors({
    "flags": ("BOOL", [2], b"\1\0"),
    "scalar": ("F32", [], np.float32(7).tobytes()),
    "empty": ("F32", [3, 0], b""),
    "bf16": ("BF16", [3], bfloat16([1, -2.5, 3.140625])),
}))
print("\n}  // namespace reference")
