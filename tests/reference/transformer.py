"""Writes transformer.hpp: what PyTorch's attention and transformer give, as literals for the tests.

Run with: python3 tests/reference/transformer.py (PyTorch 1.13).
PyTorch's weights [out, in] are written in nnlite's order, [in, out].
"""

import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
lines = []


def put(name, values, kind="double"):
    suffix = "F" if kind == "float" else ""
    text = ", ".join(float(v).hex() + suffix for v in values)
    lines.append("inline const std::vector<%s> %s{%s};" % (kind, name, text))


def numbers(tensor):
    return tensor.detach().contiguous().flatten().tolist()


def irregular(shape, shift=0, dtype=torch.float64):
    """Numbers anybody can recompute: (37 i + shift mod 101) / 50 - 1."""
    count = torch.Size(shape).numel()
    values = (torch.arange(count, dtype=torch.float64) * 37 + shift) % 101 / 50 - 1
    return values.to(dtype).reshape(shape)


def ours(tensor):
    return tensor.T if tensor.dim() == 2 else tensor


def fill(module):
    """Parameter k is 0.6 irregular numbers shifted by 11 k, a norm's weight 1 more."""
    module.double()
    with torch.no_grad():
        for k, (name, p) in enumerate(module.named_parameters()):
            values = 0.6 * irregular(ours(p).shape, 11 * k)
            p.copy_(ours(values) + ("norm" in name and "weight" in name))
    return module


def step(prefix, module, inputs, run):
    """Writes result and gradients, the weights of attention between them if there are any."""
    x = [irregular(shape, 3 * i).requires_grad_() for i, shape in enumerate(inputs)]
    y = run(module, *x)
    y, weights = y if isinstance(y, tuple) else (y, None)
    (y * irregular(y.shape, 50)).sum().backward()
    put(prefix + "_y", numbers(y))
    if weights is not None:
        put(prefix + "_weights", numbers(weights))
    put(prefix + "_dx", [v for t in x for v in numbers(t.grad)])
    put(prefix + "_dparameters", [v for p in module.parameters() for v in numbers(ours(p.grad))])


def padding(*lengths, sources):
    return torch.tensor([[j >= n for j in range(sources)] for n in lengths])


def later(n):
    return torch.ones(n, n).triu(1).bool()


def attention():
    def mha(heads=2, bias=True):
        return fill(nn.MultiheadAttention(8, heads, bias=bias, batch_first=True))
    x = [(2, 5, 8)]
    step("attention_self", mha(), x, lambda m, x: m(x, x, x, average_attn_weights=False))
    step("attention_averaged", mha(4, False), x, lambda m, x: m(x, x, x))
    step("attention_causal", mha(), x, lambda m, x: m(x, x, x, attn_mask=later(5)))
    step("attention_padded", mha(), x, lambda m, x: m(
        x, x, x, attn_mask=irregular((5, 5), 7), key_padding_mask=padding(3, 5, sources=5),
        average_attn_weights=False))
    step("attention_cross", mha(1), [(2, 3, 8), (2, 5, 8), (2, 5, 8)], lambda m, q, k, v: m(q, k, v))


def layers():
    options = dict(dim_feedforward=12, dropout=0, batch_first=True)
    x = [(2, 5, 8)]
    step("encoder_layer", fill(nn.TransformerEncoderLayer(8, 2, **options)), x, lambda m, x: m(x))
    step("encoder_layer_norm_first",
         fill(nn.TransformerEncoderLayer(8, 4, norm_first=True, activation="gelu",
                                         layer_norm_eps=1e-3, **options)),
         x, lambda m, x: m(x, later(5), padding(3, 5, sources=5)))
    for name, first in (("decoder_layer", False), ("decoder_layer_norm_first", True)):
        step(name, fill(nn.TransformerDecoderLayer(8, 2, norm_first=first, **options)),
             [(2, 5, 8), (2, 3, 8)],
             lambda m, x, memory: m(x, memory, later(5), None, None, padding(2, 3, sources=3)))


def start_values():
    torch.manual_seed(7)
    encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 12, batch_first=True), 2)
    put("start_encoder", [v for p in encoder.parameters() for v in numbers(ours(p))], "float")
    torch.manual_seed(7)
    decoder = nn.TransformerDecoderLayer(8, 2, 12, batch_first=True)
    put("start_decoder", [v for p in decoder.parameters() for v in numbers(ours(p))], "float")


class VisionTransformer(nn.Module):
    """The one of the book, without dropout."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Linear(1, 32)
        self.positions = nn.Parameter(torch.zeros(1, 64, 32))
        layer = nn.TransformerEncoderLayer(32, 4, dropout=0, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, 2)
        self.classifier = nn.Linear(32, 10)

    def forward(self, x):
        return self.classifier(self.transformer(self.embedding(x) + self.positions).mean(1))


def training():
    torch.manual_seed(3)
    model = VisionTransformer()
    adam = torch.optim.Adam(model.parameters(), 1e-3)
    x = irregular((16, 64, 1), dtype=torch.float32)
    labels = torch.arange(16) * 7 % 10
    losses = []
    for _ in range(4):
        adam.zero_grad()
        loss = nn.functional.cross_entropy(model(x), labels)
        loss.backward()
        adam.step()
        losses.append(loss.item())
    put("training_losses", losses)


if __name__ == "__main__":
    attention()
    layers()
    start_values()
    training()
    with open(os.path.join(HERE, "transformer.hpp"), "w") as out:
        out.write("#pragma once\n\n#include <vector>\n\n// Written by transformer.py with PyTorch %s.\n"
                  "namespace reference::transformer {\n\n// clang-format off\n" % torch.__version__)
        out.write("\n".join(lines) + "\n// clang-format on\n\n}  // namespace reference::transformer\n")
