#!/usr/bin/env python3
"""Reads in Python what tests/layers/weights_file_test.cpp has written into a folder:
read_written.py files|weights FOLDER"""
import json
import pathlib
import sys

import numpy as np

kinds = {"BOOL": "?", "I64": "<i8", "F32": "<f4", "F64": "<f8"}


def read_safetensors(path):
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    assert start % 8 == 0
    header = json.loads(content[8:start])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (start + offset for offset in entry["data_offsets"])
        kind = np.dtype(kinds[entry["dtype"]])
        assert begin % kind.itemsize == 0
        tensors[name] = np.frombuffer(content[begin:end], kind).reshape(entry["shape"])
    return tensors, metadata


def check_files(folder):
    expected = {"x": np.float32([[0, 1, 2], [3, 4, 100]]), "y": np.array([1, -2]),
                "flags": np.array([True, False, True]), "scalar": np.array(0.1),
                "none": np.zeros((0, 3))}
    tensors, metadata = read_safetensors(folder / "t.safetensors")
    assert metadata == {"text": 'a "b" \\ \n é'}
    for found in tensors, np.load(folder / "stored.npz"), np.load(folder / "deflated.npz"):
        assert set(found) == set(expected)
        for name, array in expected.items():
            assert found[name].dtype == array.dtype and found[name].shape == array.shape
            assert (found[name] == array).all()
    assert (np.load(folder / "array.npy") == expected["x"]).all()


def check_weights(folder):
    import torch

    from serialization import Images, Words

    def check(module, tensors, x, result):
        module.load_state_dict({name: torch.tensor(array) for name, array in tensors.items()})
        y = module.eval()(x).detach().numpy()
        expected = np.load(folder / result)
        assert y.shape == expected.shape and np.abs(y - expected).max() < 1e-6

    tensors, metadata = read_safetensors(folder / "images.safetensors")
    assert metadata == {"format": "pt"}
    images = (torch.arange(24) % 7 / 7).reshape(2, 2, 2, 3)
    check(Images(), tensors, images, "images_result.npy")
    check(Words(), np.load(folder / "words.npz"), (torch.arange(10) % 5).reshape(2, 5),
          "words_result.npy")


{"files": check_files, "weights": check_weights}[sys.argv[1]](pathlib.Path(sys.argv[2]))
