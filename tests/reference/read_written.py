#!/usr/bin/env python3
"""Python's side of tests/layers/weights_file_test.cpp: reads what it has written into a folder, or writes
PyTorch models for it: read_written.py files|weights|models FOLDER"""
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


def write_models(folder):
    """The documents' PyTorch models, with inputs and results, and their CNN as PyTorch would have it."""
    import torch
    from torch import nn

    from serialization import safetensors

    class Vit(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Linear(1, 32)
            self.pos_encoding = nn.Parameter(torch.randn(1, 64, 32) / 2)
            self.transformer = nn.TransformerEncoder(
                nn.TransformerEncoderLayer(32, 4, batch_first=True), 2)
            self.classifier = nn.Linear(32, 10)

        def forward(self, x):
            return self.classifier(self.transformer(self.embedding(x) + self.pos_encoding).mean(1))

    class Recurrent(nn.Module):
        def __init__(self, cell):
            super().__init__()
            self.rnn = cell(1, 50, batch_first=True)
            self.fc = nn.Linear(50, 1)

        def forward(self, x):
            return self.fc(self.rnn(x)[0][:, -1])

    torch.manual_seed(0)
    models = {"vit": (Vit(), torch.randn(3, 64, 1))}
    for cell in nn.RNN, nn.LSTM, nn.GRU:
        models[cell.__name__] = Recurrent(cell), torch.randn(3, 20, 1)
    models["cnn"] = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(.2), nn.Linear(1600, 10)), torch.rand(3, 1, 28, 28)
    for name, (model, x) in models.items():
        y = model.eval()(x).detach().numpy()
        x = x.movedim(1, -1) if x.dim() == 4 else x
        np.save(folder / f"{name}_inputs.npy", x.numpy())
        np.save(folder / f"{name}_result.npy", y)
        state = {key: value.numpy() for key, value in model.state_dict().items()}
        np.savez(folder / f"{name}.npz", **state)
        (folder / f"{name}.safetensors").write_bytes(safetensors(
            {key: ("F32", value.shape, value.tobytes()) for key, value in state.items()},
            {"format": "pt"}))


{"files": check_files, "weights": check_weights, "models": write_models}[sys.argv[1]](pathlib.Path(sys.argv[2]))
