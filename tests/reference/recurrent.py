"""Writes recurrent.hpp: what PyTorch's recurrent layers give, as literals for the tests.

Run with: python3 tests/reference/recurrent.py (PyTorch 1.13).
PyTorch's weights [out, in] are written in nnlite's order [in, out].
"""

import os

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH, TIME, IN, HIDDEN = 3, 4, 2, 5
lines = []


def put(name, tensor, kind="double"):
    suffix = "F" if kind == "float" else ""
    values = ", ".join(float(v).hex() + suffix for v in tensor.detach().contiguous().flatten())
    lines.append("inline const std::vector<%s> %s{%s};" % (kind, name, values))


def irregular(shape, shift=0):
    """Numbers anybody can recompute: (37 (i + 11 shift) mod 101) / 50 - 1."""
    count = torch.Size(shape).numel()
    i = torch.arange(count, dtype=torch.float64) + 11 * shift
    return (i * 37 % 101 / 50 - 1).reshape(shape)


def transposed(parameter):
    return parameter.T if parameter.dim() == 2 else parameter


def step(prefix, module, initial=False, lengths=None):
    """Results and gradients of sum(w y) + sum(w state), the weights w irregular."""
    module.double()
    with torch.no_grad():
        for shift, parameter in enumerate(module.parameters()):
            transposed(parameter).copy_(0.5 * irregular(transposed(parameter).shape, shift + 1))
    x = irregular((BATCH, TIME, IN)).requires_grad_()
    is_lstm = isinstance(module, nn.LSTM)
    count = module.num_layers * (2 if module.bidirectional else 1)
    width = module.proj_size or HIDDEN
    start = [irregular((count, BATCH, size), 5 + i).requires_grad_()
             for i, size in enumerate((width, HIDDEN)[:2 if is_lstm else 1])]
    given = pack_padded_sequence(x, lengths, batch_first=True) if lengths else x
    y, state = module(given, (tuple(start) if is_lstm else start[0]) if initial else None)
    if lengths:
        y, _ = pad_packed_sequence(y, batch_first=True, total_length=TIME)
    state = state if is_lstm else (state,)
    loss = sum((result * irregular(result.shape)).sum() for result in (y, *state))
    loss.backward()
    put(prefix + "_y", y)
    put(prefix + "_dx", x.grad)
    for i, result in enumerate(state):
        put("%s_%s" % (prefix, "hc"[i]), result)
        if initial:
            put("%s_d%s0" % (prefix, "hc"[i]), start[i].grad)
    gradients = [transposed(p.grad).flatten() for p in module.parameters()]
    put(prefix + "_dparameters", torch.cat(gradients))


def start_values(name, module):
    put("start_" + name, torch.cat([transposed(p).flatten() for p in module.parameters()]), "float")


if __name__ == "__main__":
    for name, make in (("rnn", nn.RNN), ("lstm", nn.LSTM), ("gru", nn.GRU)):
        def layer(**options):
            return make(IN, HIDDEN, batch_first=True, **options)
        step(name, layer())
        step(name + "_initial", layer(), initial=True)
        step(name + "_deep", layer(num_layers=2, bias=False), initial=True)
        step(name + "_both", layer(num_layers=2, bidirectional=True), initial=True,
             lengths=[4, 3, 1])
        torch.manual_seed(42)
        start_values(name, layer(num_layers=2, bidirectional=True))
    step("relu", nn.RNN(IN, HIDDEN, nonlinearity="relu", batch_first=True), initial=True)
    step("projection", nn.LSTM(IN, HIDDEN, num_layers=2, bidirectional=True, proj_size=3,
                               batch_first=True), initial=True, lengths=[4, 3, 1])
    torch.manual_seed(42)
    start_values("projection", nn.LSTM(IN, HIDDEN, proj_size=3, bidirectional=True))
    with open(os.path.join(HERE, "recurrent.hpp"), "w") as file:
        file.write("#pragma once\n\n#include <vector>\n\n"
                   "// Written by recurrent.py with PyTorch %s.\n"
                   "namespace reference::recurrent {\n\n// clang-format off\n%s\n"
                   "// clang-format on\n\n}  // namespace reference::recurrent\n"
                   % (torch.__version__, "\n".join(lines)))
