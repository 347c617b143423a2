"""Writes layers.hpp: what PyTorch's layers give, as literals for the tests.

Run with: python3 tests/reference/layers.py (PyTorch 1.13).
PyTorch's weights [out, in] and images [batch, channels, height, width] are written in nnlite's
order: [in, out] and [batch, height, width, channels].
"""

import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
lines = []


def put(name, tensor, kind="double"):
    suffix = "F" if kind == "float" else ""
    values = ", ".join(float(v).hex() + suffix for v in tensor.detach().contiguous().flatten())
    lines.append("inline const std::vector<%s> %s{%s};" % (kind, name, values))


def irregular(*shape):
    """Numbers anybody can recompute: (37 i mod 101) / 50 - 1."""
    count = torch.Size(shape).numel()
    return (torch.arange(count, dtype=torch.float64) * 37 % 101 / 50 - 1).reshape(shape)


def step(module, x, prefix, to_torch=lambda x: x, from_torch=lambda x: x):
    """Writes result and gradients of sum(w y), w = irregular."""
    x = x.clone().requires_grad_()
    y = from_torch(module(to_torch(x)))
    (y * irregular(*y.shape)).sum().backward()
    put(prefix + "_y", y)
    put(prefix + "_dx", x.grad)
    for name, parameter in module.named_parameters():
        put(prefix + "_d" + name, parameter.grad.T if parameter.dim() == 2 else parameter.grad)


def start_values():
    for seed in (0, 42):
        torch.manual_seed(seed)
        for i, layer in enumerate((nn.Linear(5, 3), nn.Linear(3, 2))):
            put("start_%d_weight_%d" % (seed, i), layer.weight.T, "float")
            put("start_%d_bias_%d" % (seed, i), layer.bias, "float")
    torch.manual_seed(42)
    put("start_embedding", nn.Embedding(4, 3).weight, "float")


def padding():
    """An embedding whose word 2 is padding, after a step of Adam with decay."""
    torch.manual_seed(42)
    layer = nn.Embedding(5, 3, padding_idx=2)
    put("embedding_padding_start", layer.weight, "float")
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.1, weight_decay=0.01)
    y = layer(torch.tensor([[2, 0, 2], [4, 2, 0]]))
    (y * irregular(*y.shape)).sum().backward()
    put("embedding_padding_gradient", layer.weight.grad, "float")
    optimizer.step()
    put("embedding_padding_stepped", layer.weight, "float")


def linear():
    layer = nn.Linear(4, 5).double()
    with torch.no_grad():
        layer.weight.copy_(irregular(4, 5).T)
        layer.bias.copy_(irregular(5))
    step(layer, irregular(2, 3, 4), "linear")


def norms():
    for name, layer, shape in (("batch_norm_1d", nn.BatchNorm1d(3), (4, 3)),
                               ("batch_norm_2d", nn.BatchNorm2d(3), (2, 3, 2, 3)),
                               ("layer_norm", nn.LayerNorm(7), (2, 7)),
                               ("group_norm", nn.GroupNorm(2, 6), (2, 2, 2, 6)),
                               ("group_norm_features", nn.GroupNorm(3, 6), (3, 6))):
        layer.double()
        with torch.no_grad():
            layer.weight.copy_(irregular(layer.weight.numel()) + 2)
            layer.bias.copy_(irregular(layer.bias.numel()))
        image = (lambda x: x.permute(0, 3, 1, 2), lambda y: y.permute(0, 2, 3, 1))
        order = image if len(shape) == 4 else ()
        x = 3 * irregular(*shape) + 5
        step(layer, x, name, *order)
        if not name.startswith("batch_norm"):
            continue
        put(name + "_running_mean", layer.running_mean)
        put(name + "_running_var", layer.running_var)
        layer.eval()
        layer.zero_grad()
        step(layer, x, name + "_evaluation", *order)


if __name__ == "__main__":
    start_values()
    padding()
    linear()
    norms()
    with open(os.path.join(HERE, "layers.hpp"), "w") as out:
        out.write("#pragma once\n\n#include <vector>\n\n// Written by layers.py with PyTorch %s.\n"
                  "namespace reference::layers {\n\n// clang-format off\n" % torch.__version__)
        out.write("\n".join(lines) + "\n// clang-format on\n\n}  // namespace reference::layers\n")
