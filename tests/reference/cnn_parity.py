"""Writes cnn_parity.hpp: the losses of 50 steps of the documents' convolutional networks in PyTorch.

    NNLITE_DATA_DIR=<folder with mnist/> python3 tests/reference/cnn_parity.py

Initial weights and the order of the samples are PyTorch's own after manual_seed(0), which nnlite
repeats, so the losses are all that is stored, with a checksum of the initial weights. No dropout.
Flatten takes height, width, channels in that order here, so its weights have nnlite's order.

In float these networks do not repeat themselves: where two numbers of a pooling window nearly tie,
rounding decides where a gradient goes, and Adam's first steps enlarge the difference. PyTorch's own
losses of `same` differ by up to 3e-2 between image layouts. So they are in double at Adam's usual learning
rate, and float at a tenth of it.
"""

import gzip
import os
import zlib
from pathlib import Path

import numpy
import torch
from torch import nn

SEED, STEPS, BATCH = 0, 50, 32
HERE = Path(__file__).resolve().parent


def mnist(count):
    folder = Path(os.environ["NNLITE_DATA_DIR"]) / "mnist"

    def read(name, header):
        with gzip.open(folder / name) as file:
            return numpy.frombuffer(file.read(), numpy.uint8, offset=header)

    pixels = read("train-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)[:count]
    labels = read("train-labels-idx1-ubyte.gz", 8)[:count]
    return torch.from_numpy(pixels.copy()), torch.from_numpy(labels.astype(numpy.int64))


class FlattenChannelsLast(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def conv(channels, filters, padding=0):
    return [nn.Conv2d(channels, filters, 3, padding=padding), nn.ReLU()]


def networks():
    """Builders, so that each network's initial weights are the first numbers after the seed."""
    pool, flatten = nn.MaxPool2d(2), FlattenChannelsLast()

    def chollet():
        return nn.Sequential(*conv(1, 32), pool, *conv(32, 64), pool, flatten, nn.Linear(1600, 10))

    def dense():
        return nn.Sequential(*conv(1, 32), pool, *conv(32, 64), pool, flatten,
                             nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10))

    def same():
        return nn.Sequential(*conv(1, 32, 1), pool, *conv(32, 64, 1), pool, *conv(64, 64, 1),
                             flatten, nn.Linear(3136, 10))

    return {"chollet": chollet, "dense": dense, "same": same}


def checksum(network):
    """CRC-32 of all parameters: kernels as [h, w, in, out], matrices as [in, out]."""
    orders = {4: (2, 3, 1, 0), 2: (1, 0), 1: (0,)}
    crc = 0
    for parameter in network.parameters():
        values = parameter.detach().permute(orders[parameter.dim()])
        crc = zlib.crc32(values.contiguous().numpy().tobytes(), crc)
    return crc


def train(build, inputs, labels, dtype, learning_rate):
    """Checksum of the initial weights, and the loss of each step before it is taken."""
    torch.manual_seed(SEED)
    network = build()
    start = checksum(network)
    network.to(dtype)
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for indices in torch.randperm(len(labels)).split(BATCH):
        optimizer.zero_grad()
        outputs = network(inputs[indices].to(dtype) / 255)
        loss = nn.functional.cross_entropy(outputs, labels[indices])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return start, losses


def main():
    torch.set_num_threads(1)
    data = mnist(STEPS * BATCH)
    text = ("#pragma once\n\n#include <array>\n#include <cstddef>\n#include <cstdint>\n\n"
            f"// Written by cnn_parity.py with PyTorch {torch.__version__}.\n"
            "namespace reference {\n\n"
            f"inline constexpr std::size_t cnn_parity_seed = {SEED}, cnn_parity_batch = {BATCH};\n\n"
            "struct CnnParity {\n    std::uint32_t start_crc32;\n"
            f"    std::array<double, {STEPS}> in_double, in_float;\n}};\n\n// clang-format off\n")
    for name, build in networks().items():
        start, in_double = train(build, *data, torch.float64, 1e-3)
        _, in_float = train(build, *data, torch.float32, 1e-4)
        values = ", ".join("{" + ", ".join(map(repr, losses)) + "}"
                           for losses in (in_double, in_float))
        text += f"inline constexpr CnnParity {name}_parity{{{start}U, {values}}};\n"
    text += "// clang-format on\n\n}  // namespace reference\n"
    (HERE / "cnn_parity.hpp").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
