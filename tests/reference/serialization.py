#!/usr/bin/env python3
"""Writes tests/reference/serialization.hpp: small .npy and .npz files as NumPy writes them, and
safetensors files, made with json and NumPy."""
import io
import json
import struct

import numpy as np
import torch
from torch import nn

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


class Images(nn.Sequential):
    """[batch, channels, height, width]; the linear layer's features are channels first."""

    def __init__(self):
        super().__init__(nn.ConvTranspose2d(2, 3, 2, stride=2), nn.Conv2d(3, 2, 3), nn.ReLU(),
                         nn.BatchNorm2d(2), nn.Flatten(), nn.BatchNorm1d(16), nn.Linear(16, 3))


class Words(nn.Module):
    """[batch, time] -> [batch, time, 2]"""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(5, 4)
        self.lstm = nn.LSTM(4, 3, num_layers=2, bidirectional=True, batch_first=True)
        self.gru = nn.GRU(6, 4, batch_first=True)
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True)
        self.norm = nn.LayerNorm(4)
        self.conv = nn.Conv1d(4, 3, 2)
        self.head = nn.Linear(3, 2)

    def forward(self, x):
        x = self.gru(self.lstm(self.embedding(x))[0])[0]
        x = self.norm(self.attention(x, x, x)[0])
        return self.head(self.conv(x.transpose(1, 2)).transpose(1, 2))


def spread(module):
    """Values that no two of 101 parameters share, instead of initial weights."""
    place = 0
    for name, value in module.state_dict().items():
        if value.dtype == torch.float32:
            count = value.numel()
            numbers = (torch.arange(place, place + count) * 37 % 101).float() / 100
            value.copy_((numbers + 0.5 if "var" in name else numbers - 0.5).reshape(value.shape))
            place += count
    return module.eval()


def trained(name, module, x):
    kinds = {torch.float32: "F32", torch.int64: "I64"}
    file(name + "_state", safetensors(
        {key: (kinds[value.dtype], list(value.shape), value.numpy().tobytes())
         for key, value in spread(module).state_dict().items()}, {"format": "pt"}))
    y = ", ".join(float(value).hex() for value in module(x).detach().numpy().ravel())
    print(f"inline const std::vector<double> {name}_result = {{{y}}};")


if __name__ == "__main__":
    types = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]
    half = np.array([0, -0.0, 1, -2.5, 65504, 6e-8, 6.1e-5, np.inf, -np.inf, 0.1], np.float16)
    print(f"""#pragma once

// Written by tests/reference/serialization.py with NumPy {np.__version__} and PyTorch {torch.__version__}.

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
    print("// The result is [2, 3] for the images (i mod 7) / 7, i the place in [2, 2, 2, 3] with the")
    print("// channels second.")
    trained("images", Images(), (torch.arange(2 * 2 * 2 * 3) % 7 / 7).reshape(2, 2, 2, 3))
    print("// The result is [2, 4, 2] for the words 0, 1, 2, 3, 4, 0, ...")
    trained("words", Words(), (torch.arange(10) % 5).reshape(2, 5))
    print("\n}  // namespace reference")
