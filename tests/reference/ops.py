"""Writes ops.hpp: values and gradients from NumPy and PyTorch.

    /usr/bin/python3 tests/reference/ops.py > tests/reference/ops.hpp
"""
import numpy as np
import torch

torch.set_default_dtype(torch.float64)
x = torch.tensor([-30.0, -2.5, -1.0, -0.1, 0.0, 0.3, 1.7, 40.0])
functions = {
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu,
    "selu": torch.selu,
    "gelu": torch.nn.functional.gelu,
    "gelu_tanh": lambda v: torch.nn.functional.gelu(v, approximate="tanh"),
    "silu": torch.nn.functional.silu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": torch.nn.functional.softplus,
    "relu6": torch.nn.functional.relu6,
    "hardswish": torch.nn.functional.hardswish,
    "mish": torch.nn.functional.mish,
}


def literal(name, values):
    numbers = ", ".join(repr(float(v)) for v in np.asarray(values).ravel())
    return f"inline const std::vector<double> {name} = {{{numbers}}};\n"


text = "#pragma once\n\n// Written by ops.py.\n\n#include <vector>\n\nnamespace reference {\n\n// clang-format off\n"
text += literal("activation_inputs", x)
for name, f in functions.items():
    v = x.clone().requires_grad_(True)
    y = f(v)
    y.sum().backward()
    text += literal(name, y.detach()) + literal(name + "_slope", v.grad)
a = np.sin(np.arange(24.0)).reshape(2, 3, 4)
b = np.cos(np.arange(8.0)).reshape(4, 2)
t = torch.tensor(a)
text += literal("numbers_2_3_4", a) + literal("numbers_4_2", b)
text += literal("matmul_2_3_2", a @ b)
text += literal("mean_axis_1", a.mean(1)) + literal("var_axes_0_2", a.var((0, 2)))
text += literal("var_axes_0_2_correction_1", a.var((0, 2), ddof=1))
text += literal("logsumexp_axis_2", torch.logsumexp(t, 2))
text += literal("softmax_axis_1", torch.softmax(t, 1)) + literal("softmax_axis_2", torch.softmax(t, 2))
text += literal("log_softmax_axis_1", torch.log_softmax(t, 1))
text += literal("log_softmax_axis_2", torch.log_softmax(t, 2))
text += "// clang-format on\n\n}  // namespace reference\n"
print(text, end="")
