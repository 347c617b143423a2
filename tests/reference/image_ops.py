"""Writes image_ops.hpp: PyTorch's transposed and one-dimensional convolutions, pooling of sequences
and enlargement, in channels-last layout.

    /usr/bin/python3 tests/reference/image_ops.py > tests/reference/image_ops.hpp
"""

import torch
import torch.nn.functional as F


def numbers(shape, step):
    return torch.sin(torch.arange(torch.Size(shape).numel(), dtype=torch.float64) * step).reshape(shape)


def line(name, tensor):
    values = ", ".join(repr(float(v)) for v in tensor.flatten())
    print(f"inline const std::vector<double> {name}{{{values}}};")


def first(x):
    """[batch, ..., channels] as PyTorch's [batch, channels, ...]."""
    return x.movedim(-1, 1)


def kernels(w):
    """[kernel..., in, out] as PyTorch's [out, in, kernel...]."""
    return w.movedim((-1, -2), (0, 1))


def case(name, f, x_shape, w_shape=None, out=0):
    """Result and gradients of f on sines, from dy of sines."""
    inputs = [numbers(x_shape, 0.7)]
    if w_shape is not None:
        inputs += [numbers(w_shape, 0.3), numbers((out,), 1.1)]
    for v in inputs:
        v.requires_grad_()
    y = f(first(inputs[0]), *map(lambda v: kernels(v) if v.dim() > 1 else v, inputs[1:])).movedim(1, -1)
    y.backward(numbers(y.shape, 0.9))
    line(name + "_y", y)
    for suffix, v in zip(("dx", "dw", "db"), inputs):
        line(f"{name}_{suffix}", v.grad)


def transposed(name, x_shape, w_shape, out, **options):
    case(name, lambda x, w, b: F.conv_transpose2d(x, w, b, **options), x_shape, w_shape, out)


def start(name, make):
    torch.manual_seed(0)
    layer = make()
    line(name + "_weight", layer.weight.movedim((0, 1), (-1, -2)))
    line(name + "_bias", layer.bias)


print("#pragma once\n\n// Written by image_ops.py; do not edit.\n\n#include <vector>\n")
print("namespace reference {\n\n// clang-format off")
transposed("transposed", (2, 3, 4, 2), (3, 2, 3, 2), 3)
transposed("transposed_strided", (1, 3, 2, 4), (2, 3, 3, 4), 6, stride=(3, 2), padding=(1, 0),
           output_padding=(2, 1), dilation=(1, 2), groups=2)
case("conv1d", lambda x, w, b: F.conv1d(x, w, b), (2, 6, 3), (3, 3, 2), 2)
case("conv1d_strided", lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=3, dilation=2, groups=2),
     (2, 7, 4), (2, 2, 6), 6)
case("max_pool1d", lambda x: F.max_pool1d(x, 3, stride=2, padding=1), (2, 7, 2))
case("avg_pool1d", lambda x: F.avg_pool1d(x, 2), (2, 7, 2))
case("upsample", lambda x: F.interpolate(x, scale_factor=(2, 3)), (2, 2, 3, 2))
case("zero_pad", lambda x: F.pad(x, (2, 0, 1, 3)), (2, 2, 3, 2))
start("start_transposed", lambda: torch.nn.ConvTranspose2d(4, 6, (3, 2), groups=2))
start("start_conv1d", lambda: torch.nn.Conv1d(4, 6, 3, groups=2))
print("// clang-format on\n\n}  // namespace reference")
