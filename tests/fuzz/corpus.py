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


def layer(type, options={}, layers=None, **name):
    return {**name, "type": type, "options": options, **({"layers": layers} if layers else {})}


def model(name, sample, layers, tensors, **more):
    """A file of Model::save(); options that are left out are the defaults."""
    network = layer("Sequential", {}, [{"name": str(i), **one} for i, one in enumerate(layers)])
    text = {"version": 1, "sample": sample, "network": network,
            "generator": {"type": "counter", "seed": 1, "position": 2, "children": 0}, **more}
    head, data = {"__metadata__": {"format": "nnlite", "nnlite.model": json.dumps(text)}}, b""
    for tensor, shape in tensors.items():
        values = np.full(shape, 0.5, "<f4").tobytes()
        head[tensor] = {"dtype": "F32", "shape": shape,
                        "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    head = json.dumps(head).encode()
    write("model", name, struct.pack("<Q", len(head)) + head + data)


model("compiled", [3], [layer("Linear", {"out": 2}), layer("Dropout", {"rate": 0.5})],
      {"0.weight": [3, 2], "0.bias": [2], "optimizer.state": [80]},
      counters={"1.seed": 5, "1.position": 7}, frozen=["0.bias"],
      compile={"loss": "cross_entropy", "loss_options": {"label_smoothing": 0.1},
               "optimizer": {"type": "Adam", "beta_1": 0.8},
               "metrics": [{"name": "accuracy", "type": "accuracy"}], "clip_norm": 1},
      optimizer={"learning_rate": 0.01, "groups": [{"l1": 0.1}]},
      history={"epochs": 1, "series": {"loss": [0.5]}})
model("images", [4, 4, 1],
      [layer("Conv2d", {"filters": 2, "kernel": {"height": 3, "width": 3}, "bias": False,
                        "padding": {"same": True}, "activation": "relu"}),
       layer("MaxPool2d", {"size": {"height": 2, "width": 2}}), layer("BatchNorm2d"),
       layer("Flatten"), layer("Reshape", {"shape": [2, 4]})],
      {"0.weight": [3, 3, 1, 2], "2.weight": [2], "2.bias": [2], "2.running_mean": [2],
       "2.running_var": [2]})
model("sequences", [3, 2],
      [layer("Residual", {}, [layer("TransformerEncoderLayer", {"heads": 1, "feed_forward": 1},
                                    name="inner")]),
       layer("GRU", {"hidden": 1, "return_sequence": False})],
      {f"0.inner.{name}": shape for name, shape in {
          "self_attn.in_proj_weight": [2, 6], "self_attn.in_proj_bias": [6],
          "self_attn.out_proj.weight": [2, 2], "self_attn.out_proj.bias": [2],
          "linear1.weight": [2, 1], "linear1.bias": [1], "linear2.weight": [1, 2],
          "linear2.bias": [2], "norm1.weight": [2], "norm1.bias": [2], "norm2.weight": [2],
          "norm2.bias": [2]}.items()} |
      {"1.weight_ih_l0": [2, 3], "1.weight_hh_l0": [1, 3], "1.bias_ih_l0": [3],
       "1.bias_hh_l0": [3]})
