"""Writes conv2d.hpp: what PyTorch makes of small convolutions, in channels-last layout.

    /usr/bin/python3 tests/reference/conv2d.py > tests/reference/conv2d.hpp
"""

import torch
import torch.nn.functional as F


def numbers(shape, step):
    count = 1
    for extent in shape:
        count *= extent
    return torch.sin(torch.arange(count, dtype=torch.float64) * step).reshape(shape)


def line(name, tensor, kind="double"):
    suffix = "F" if kind == "float" else ""
    values = ", ".join(repr(float(v)) + suffix for v in tensor.flatten())
    print(f"inline const std::vector<{kind}> {name}{{{values}}};")


def case(name, x_shape, w_shape, **options):
    x = numbers(x_shape, 0.7).requires_grad_()
    w = numbers(w_shape, 0.3).requires_grad_()
    b = numbers(w_shape[3:], 1.1).requires_grad_()
    y = F.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), b, **options).permute(0, 2, 3, 1)
    y.backward(numbers(y.shape, 0.9))
    for suffix, tensor in (("y", y), ("dx", x.grad), ("dw", w.grad), ("db", b.grad)):
        line(f"{name}_{suffix}", tensor)


print("#pragma once\n\n// Written by conv2d.py; do not edit.\n\n#include <vector>\n")
print("namespace reference {\n")
case("plain", (2, 4, 4, 2), (3, 3, 2, 3))
case("strided", (1, 5, 6, 2), (3, 2, 1, 4), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2)
torch.manual_seed(0)
layer = torch.nn.Conv2d(2, 3, (2, 1))
line("start_weight", layer.weight.permute(2, 3, 1, 0))
line("start_bias", layer.bias)
torch.manual_seed(0)
layer = torch.nn.Conv2d(3, 6, (2, 3), stride=(1, 2), groups=3)
x = (torch.arange(90, dtype=torch.float64) * 37 % 101 / 50 - 1).reshape(2, 3, 5, 3)
line("depthwise_y", layer(x.float().permute(0, 3, 1, 2)).permute(0, 2, 3, 1), "float")
line("depthwise_weight", layer.weight, "float")
line("depthwise_bias", layer.bias, "float")
print("\n}  // namespace reference")
