"""Draws random configurations of nnlite's operations, layers, losses, optimizers and schedules, and
writes what PyTorch computes for them in double: results and gradients for a random upstream gradient.

    python3 tests/suites/random_configurations.py --seed 7 --count 5000 --out /tmp/7.npz \
        --replay build/tests/test_suites

PyTorch 1.13 or later. The small file beside this script, which CI replays, is written with --small.

A file has two arrays: `numbers`, and `text`, a JSON list of configurations. Where a configuration has
a tensor, the text has [where it begins in `numbers`, extents...]. Layouts are nnlite's: channels last,
weights [kernel..., in, out]. "verdict" says what nnlite must do: "value", "refuses" (its documentation
says so), or "either" where PyTorch refuses: then nothing is compared.
"""

import argparse
import collections
import glob
import json
import os
import random
import re
import subprocess
import sys

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
INCLUDE = os.path.join(HERE, "..", "..", "include", "nnlite")
GENERATORS = {"operation": {}, "layer": {}, "loss": {}, "optimizer": {}, "schedule": {}}


class Draw:
    """All that is random about one configuration."""

    def __init__(self, seed, index, limit):
        self.random = random.Random("%d %d" % (seed, index))
        self.numpy = np.random.default_rng([seed, index])
        self.limit = limit  # numbers in a tensor

    def chance(self, probability):
        return self.random.random() < probability

    def pick(self, *values):
        return self.random.choice(values)

    def whole(self, low, high):
        return self.random.randint(low, high)

    def extent(self, least=0):
        """Small as a rule, now and then 0, a prime, or around the sizes of registers and blocks."""
        u = self.random.random()
        if u < 0.05:
            value = 0
        elif u < 0.7:
            value = self.pick(1, 2, 3, 4, 5, 7)
        elif u < 0.94:
            value = self.pick(6, 8, 9, 11, 13, 16, 17, 19, 23, 31, 32, 33)
        elif u < 0.985:
            value = self.pick(47, 61, 64, 65, 97, 127, 129)
        else:
            value = self.pick(256, 257, 509, 1024, 1025)
        return max(value, least)

    def shape(self, *least, most=None):
        """Extents, each at least so large, of not more than `limit` numbers."""
        while True:
            shape = [self.extent(low) for low in least]
            if np.prod(shape) <= (most or self.limit):
                return shape

    def any_shape(self, low=0, high=4, least=0):
        return self.shape(*[least] * self.whole(low, high))

    def numbers(self, shape, scale=1.0):
        """Multiples of 1/64: float has them too, and ties and zeros happen."""
        return np.round(self.numpy.normal(0, 64 * scale, tuple(shape))) / 64

    def positive(self, shape, scale=1.0):
        return np.abs(self.numbers(shape, scale)) + 1 / 64

    def labels(self, shape, classes):
        return self.numpy.integers(0, classes, tuple(shape)) if classes else np.zeros(tuple(shape), int)

    def axis(self, rank):
        return self.whole(-rank, rank - 1)


class Configuration:
    def __init__(self, family, name, options):
        self.json = {"family": family, "name": name, "options": options, "verdict": "value"}
        self.tensors = {}
        self.expected = {}


def tensor(array):
    return torch.tensor(np.asarray(array), dtype=torch.float64)


def leaf(array):
    return tensor(array).requires_grad_()


def gradient(x):
    return torch.zeros_like(x) if x.grad is None else x.grad


def differentiate(draw, c, outputs, leaves):
    """Puts the outputs, upstream gradients and gradients of the leaves {name: tensor}."""
    total = None
    for i, y in enumerate(outputs):
        c.expected["y%d" % i] = y
        c.tensors["dy%d" % i] = draw.numbers(y.shape)
        if y.requires_grad:
            part = (y * tensor(c.tensors["dy%d" % i])).sum()
            total = part if total is None else total + part
    if total is not None:
        total.backward()
    for name, x in leaves.items():
        c.expected["d" + name] = gradient(x)


def configuration(draw, family, name, options, inputs, f, constants=None, refuses=False, constant=()):
    """One whose value is f(*inputs), a tensor or several; `constant` inputs get no gradient."""
    c = Configuration(family, name, options)
    c.tensors.update({"x%d" % i: x for i, x in enumerate(inputs)})
    c.tensors.update(constants or {})
    leaves = [tensor(x) if i in constant else leaf(x) for i, x in enumerate(inputs)]
    if refuses:
        c.json["verdict"] = "refuses"
    try:
        outputs = f(*leaves)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        differentiate(draw, c, outputs, {"x%d" % i: x for i, x in enumerate(leaves) if x.requires_grad})
    except (RuntimeError, ValueError, IndexError) as error:
        if not refuses:
            c.json["verdict"] = "either"
            c.json["pytorch"] = str(error).split("\n")[0][:200]
    if c.json["verdict"] != "value":  # the gradients that are asked for, and no numbers
        c.expected = {"dx%d" % i: np.zeros(0) for i, x in enumerate(leaves) if x.requires_grad}
        c.tensors = {name: x for name, x in c.tensors.items() if not name.startswith("dy")}
    return c


def generator(family, *names, weight=1):
    """Marks a function(draw, name) that makes configurations of these names."""
    def mark(f):
        for name in names:
            GENERATORS[family][name] = (f, weight)
        return f
    return mark


def which_constant(draw, count):
    """Now and then one input that needs no gradient."""
    return (draw.whole(0, count - 1),) if count > 1 and draw.chance(0.2) else ()


# Operations: elementwise -----------------------------------------------------------------------------

def gelu_tanh(x):
    return 0.5 * x * (1 + torch.tanh(0.7978845608028654 * (x + 0.044715 * x ** 3)))


def softplus(x):
    return torch.logaddexp(x, torch.zeros_like(x))


ACTIVATIONS = {
    "none": lambda x: x, "relu": torch.relu, "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu, "selu": torch.selu, "gelu": torch.nn.functional.gelu,
    "gelu_tanh": gelu_tanh, "silu": torch.nn.functional.silu, "sigmoid": torch.sigmoid,
    "tanh": torch.tanh, "softplus": softplus, "softmax": lambda x: torch.softmax(x, -1)}
UNARY = {
    "exp": torch.exp, "expm1": torch.expm1, "log": torch.log, "log1p": torch.log1p, "sqrt": torch.sqrt,
    "square": torch.square, "abs": torch.abs, "sin": torch.sin, "cos": torch.cos, "erf": torch.erf}


@generator("operation", "relu", "selu", "gelu", "gelu_tanh", "silu", "sigmoid", "tanh", "softplus",
           "square", "abs", "sin", "cos", "erf", "exp", "expm1")
def unary(draw, name):
    x = draw.numbers(draw.any_shape(), draw.pick(1, 1, 1 / 16, 30))
    return configuration(draw, "operation", name, {}, [x], ACTIVATIONS.get(name) or UNARY[name])


@generator("operation", "log", "log1p", "sqrt")
def unary_of_positive(draw, name):
    x = draw.positive(draw.any_shape(), draw.pick(1, 1, 1 / 16, 30))
    return configuration(draw, "operation", name, {}, [x], UNARY[name])


@generator("operation", "activate")
def activate(draw, name):
    activation = draw.pick(*ACTIVATIONS)
    x = draw.numbers(draw.any_shape(), draw.pick(1, 30))
    return configuration(draw, "operation", name, {"activation": activation}, [x], ACTIVATIONS[activation],
                         refuses=activation == "softmax" and x.ndim == 0)


@generator("operation", "leaky_relu", "elu")
def with_slope(draw, name):
    value = draw.pick(0.01, 0.3, 1.0, 1.7)
    key, f = {"leaky_relu": ("slope", torch.nn.functional.leaky_relu),
              "elu": ("alpha", torch.nn.functional.elu)}[name]
    return configuration(draw, "operation", name, {key: value}, [draw.numbers(draw.any_shape())],
                         lambda x: f(x, value))


def broadcast_pair(draw):
    """Two shapes that broadcast."""
    shape = draw.any_shape()
    sides = []
    for _ in range(2):
        side = [1 if draw.chance(0.25) else extent for extent in shape]
        sides.append(side[draw.whole(0, len(side)):] if side and draw.chance(0.25) else side)
    return sides


@generator("operation", "operator+", "operator-", "operator*", "operator/", "maximum", "minimum",
           weight=2)
def binary(draw, name):
    a, b = broadcast_pair(draw)
    f = {"operator+": torch.add, "operator-": torch.sub, "operator*": torch.mul, "operator/": torch.div,
         "maximum": torch.maximum, "minimum": torch.minimum}[name]
    if name == "operator-" and draw.chance(0.2):
        return configuration(draw, "operation", name, {}, [draw.numbers(a)], lambda x: -x)
    second = draw.positive(b) * draw.pick(1, -1) if name == "operator/" else draw.numbers(b)
    return configuration(draw, "operation", name, {}, [draw.numbers(a), second], f,
                         constant=which_constant(draw, 2))


@generator("operation", "pow")
def power(draw, name):
    a, b = broadcast_pair(draw)
    if draw.chance(0.5):
        return configuration(draw, "operation", name, {}, [draw.positive(a), draw.numbers(b)], torch.pow,
                             constant=which_constant(draw, 2))
    y = draw.pick(0, 1, 2, 3, 4, -1, -2, 5, 16, 17, 0.5, 1.5, -0.5, 2.25)
    x = draw.numbers(a) if float(y).is_integer() and y >= 0 else draw.positive(a)
    return configuration(draw, "operation", name, {"y": y}, [x], lambda v: torch.pow(v, y))


@generator("operation", "where")
def where(draw, name):
    a, b = broadcast_pair(draw)
    shape = np.broadcast_shapes(a, b)
    condition = draw.numpy.random(shape[draw.whole(0, len(shape)):] if shape else ()) < 0.5
    return configuration(draw, "operation", name, {}, [draw.numbers(a), draw.numbers(b)],
                         lambda x, y: torch.where(torch.tensor(np.asarray(condition)), x, y),
                         {"condition": condition}, constant=which_constant(draw, 2))


@generator("operation", "clip")
def clip(draw, name):
    low = draw.pick(-1.0, 0.0, 0.5)
    high = low + draw.pick(0, 0.25, 1)
    return configuration(draw, "operation", name, {"low": low, "high": high},
                         [draw.numbers(draw.any_shape())], lambda x: torch.clamp(x, low, high))


# Operations: reductions ------------------------------------------------------------------------------

@generator("operation", "sum", "mean", "max", "min", "var", "logsumexp", weight=2)
def reduction(draw, name):
    x = draw.numbers(draw.any_shape(), draw.pick(1, 1, 30))
    axes = sorted(draw.random.sample(range(x.ndim), draw.whole(0, x.ndim)))
    options = {"axes": [axis - x.ndim if draw.chance(0.3) else axis for axis in axes],
               "keep_dims": draw.chance(0.5)}
    over = axes or list(range(x.ndim))
    count = int(np.prod([x.shape[axis] for axis in over]))
    keep = options["keep_dims"]
    refuses = name != "sum" and count == 0 and np.prod(np.delete(x.shape, over)) > 0
    if name == "var":
        options["correction"] = draw.pick(0, 1)
        refuses = count <= options["correction"]

    def f(v):
        if not over:
            return {"var": torch.zeros_like}.get(name, lambda u: u * 1)(v)
        if name == "var":
            return torch.var(v, dim=over, unbiased=options["correction"] == 1, keepdim=keep)
        return {"sum": torch.sum, "mean": torch.mean, "max": torch.amax, "min": torch.amin,
                "logsumexp": torch.logsumexp}[name](v, dim=over, keepdim=keep)
    return configuration(draw, "operation", name, options, [x], f, refuses=refuses)


@generator("operation", "softmax", "log_softmax", weight=2)
def softmax(draw, name):
    x = draw.numbers(draw.any_shape(1), draw.pick(1, 1, 300))
    axis = draw.axis(x.ndim)
    f = {"softmax": torch.softmax, "log_softmax": torch.log_softmax}[name]
    return configuration(draw, "operation", name, {"axis": axis}, [x], lambda v: f(v, axis))


# Operations: shapes ----------------------------------------------------------------------------------

@generator("operation", "slice")
def slice_(draw, name):
    x = draw.numbers(draw.any_shape(1))
    axis, n = draw.axis(x.ndim), 0
    n = x.shape[axis]
    begin = draw.whole(0, n)
    end = draw.whole(begin, n)
    options = {"axis": axis, "begin": begin - n if n and begin < n and draw.chance(0.3) else begin,
               "step": draw.pick(1, 1, 2, 3, 7)}
    if end < n:
        options["end"] = end - n if draw.chance(0.3) else end
    where_ = [slice(None)] * x.ndim
    where_[axis] = slice(begin, end, options["step"])
    return configuration(draw, "operation", name, options, [x], lambda v: v[tuple(where_)])


@generator("operation", "pad")
def pad(draw, name):
    x = draw.numbers(draw.any_shape(1, 3))
    axis = draw.axis(x.ndim)
    before, after, value = draw.whole(0, 3), draw.whole(0, 3), draw.pick(0.0, 0.0, 1.5, -2.0)

    def f(v):
        def block(count):
            shape = list(v.shape)
            shape[axis] = count
            return torch.full(shape, value, dtype=torch.float64)
        return torch.cat([block(before), v, block(after)], axis)
    return configuration(draw, "operation", name,
                         {"axis": axis, "before": before, "after": after, "value": value}, [x], f)


@generator("operation", "concatenate", "stack")
def join(draw, name):
    shape = draw.any_shape(1, 3)
    axis = draw.axis(len(shape) + (name == "stack"))
    inputs = []
    for _ in range(draw.whole(1, 4)):
        if name == "concatenate":
            shape = list(shape)
            shape[axis] = draw.whole(0, 4)
        inputs.append(draw.numbers(shape))
    f = {"concatenate": torch.cat, "stack": torch.stack}[name]
    return configuration(draw, "operation", name, {"axis": axis}, inputs, lambda *v: f(v, axis),
                         constant=which_constant(draw, len(inputs)))


@generator("operation", "concatenate_static")
def concatenate_static(draw, name):
    batch, time, features, static = draw.shape(0, 0, 0, 0)
    return configuration(draw, "operation", name, {},
                         [draw.numbers((batch, time, features)), draw.numbers((batch, static))],
                         lambda x, s: torch.cat([x, s[:, None].expand(batch, time, static)], -1),
                         constant=which_constant(draw, 2))


@generator("operation", "gather")
def gather(draw, name):
    table = draw.numbers(draw.any_shape(1, 3, least=0))
    indices = draw.labels(draw.any_shape(0, 2) if len(table) else [0], len(table))
    return configuration(draw, "operation", name, {}, [table],
                         lambda v: v[torch.tensor(indices).long()], {"indices": indices})


@generator("operation", "take_along")
def take_along(draw, name):
    x = draw.numbers(draw.any_shape(1, 3))
    if x.shape[-1] == 0:
        x = draw.numbers(x.shape[:-1] + (3,))
    indices = draw.labels(x.shape[:-1], x.shape[-1])
    return configuration(draw, "operation", name, {}, [x],
                         lambda v: torch.take_along_dim(v, torch.tensor(indices)[..., None], -1)[..., 0],
                         {"indices": indices})


@generator("operation", "reshape", "flatten", "transpose", "swap_axes", "squeeze", "expand_dims")
def reshape(draw, name):
    x = draw.numbers(draw.any_shape(1, 4))
    rank = x.ndim
    if name == "reshape":
        shape = list(x.shape)
        draw.random.shuffle(shape)
        if len(shape) > 1 and draw.chance(0.5):
            shape = [shape[0] * shape[1]] + shape[2:]
        if shape and draw.chance(0.5) and np.prod([n for n in shape[1:]]) > 0:
            shape[0] = -1
        return configuration(draw, "operation", name, {"shape": shape}, [x], lambda v: v.reshape(shape))
    if name == "flatten":
        start = draw.whole(0, rank - 1)
        return configuration(draw, "operation", name, {"from": start}, [x],
                             lambda v: torch.flatten(v, start))
    if name == "transpose":
        order = draw.random.sample(range(rank), rank)
        given = draw.pick([], order)
        return configuration(draw, "operation", name, {"permutation": given}, [x],
                             lambda v: v.permute(given or list(reversed(range(rank)))))
    if name == "swap_axes":
        a, b = draw.axis(rank), draw.axis(rank)
        return configuration(draw, "operation", name, {"a": a, "b": b}, [x],
                             lambda v: v.transpose(a, b))
    if name == "squeeze":
        axis = draw.whole(0, rank)
        x = np.expand_dims(x, axis)
        return configuration(draw, "operation", name, {"axis": axis}, [x], lambda v: v.squeeze(axis))
    axis = draw.axis(rank + 1)
    return configuration(draw, "operation", name, {"axis": axis}, [x], lambda v: v.unsqueeze(axis))


# Operations: products --------------------------------------------------------------------------------

@generator("operation", "matmul", weight=4)
def matmul(draw, name):
    m, k, n = draw.shape(0, 0, 0, most=8 * draw.limit)
    batch_a, batch_b = ([], [])
    if draw.chance(0.4):
        batch = [draw.whole(0, 3) if draw.chance(0.1) else draw.whole(1, 3)
                 for _ in range(draw.whole(1, 2))]
        batch_a = [1 if draw.chance(0.2) else e for e in batch][draw.pick(0, 0, 1):]
        batch_b = [1 if draw.chance(0.2) else e for e in batch][draw.pick(0, 0, 1):]
    a, b = batch_a + [m, k], batch_b + [k, n]
    if max(np.prod(a), np.prod(b), m * n) > draw.limit:
        return matmul(draw, name)
    if draw.chance(0.1):
        a = [k]
    if draw.chance(0.1):
        b = [k]
    return configuration(draw, "operation", name, {}, [draw.numbers(a), draw.numbers(b)], torch.matmul,
                         constant=which_constant(draw, 2))


def matrix_shapes(draw, *extents):
    """Extents, so that no matrix of two that follow each other is too large."""
    while True:
        values = draw.shape(*extents, most=1 << 40)
        if all(a * b <= draw.limit for a, b in zip(values, values[1:])):
            return values


@generator("operation", "linear", weight=3)
def linear(draw, name):
    rows, n_in, n_out = matrix_shapes(draw, 0, 0, 0)
    if rows * n_out > draw.limit:
        return linear(draw, name)
    lead = draw.pick([rows], [rows], [1, rows], [rows, 1])
    inputs = [draw.numbers(lead + [n_in]), draw.numbers((n_in, n_out))]
    if draw.chance(0.7):
        inputs.append(draw.numbers((n_out,)))
    relu = draw.chance(0.4)

    def f(x, weight, bias=None):
        y = x @ weight if bias is None else x @ weight + bias
        return torch.relu(y) if relu else y
    return configuration(draw, "operation", name, {"relu": relu}, inputs, f,
                         constant=which_constant(draw, len(inputs)))


@generator("operation", "feed_forward", weight=2)
def feed_forward(draw, name):
    rows, n_in, hidden, n_out = matrix_shapes(draw, 0, 1, 1, 1)
    activation = draw.pick("relu", "gelu")
    x = draw.numbers(draw.pick([rows], [1, rows]) + [n_in])
    inputs = [x, draw.numbers((n_in, hidden)), draw.numbers((hidden,)), draw.numbers((hidden, n_out)),
              draw.numbers((n_out,))]
    return configuration(draw, "operation", name, {"activation": activation}, inputs,
                         lambda x, w, b, v, c: ACTIVATIONS[activation](x @ w + b) @ v + c)


# Operations: images ----------------------------------------------------------------------------------

def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def same_padding(extent, reach, stride):
    """As TensorFlow: the odd one at the end."""
    out = (extent + stride - 1) // stride
    total = max((out - 1) * stride + reach - extent, 0)
    return total // 2, total - total // 2


def padded(x, sides, value=0.0):
    """x [batch, channels, height, width] with (top, bottom, left, right) more."""
    return torch.nn.functional.pad(x, (sides[2], sides[3], sides[0], sides[1]), value=value)


def draw_convolution(draw, flat):
    """Shapes and options of a convolution; flat: of images of height 1."""
    while True:
        groups = draw.pick(1, 1, 1, 2, 3)
        n_in, n_out = [groups * draw.pick(1, 1, 2, 3, 4, 5, 7, 8, 13, 16) for _ in range(2)]
        if draw.chance(0.15):
            groups = n_in  # depthwise
            n_out = groups * draw.pick(1, 2)
        kernel = [draw.pick(1, 2, 3, 3, 3, 4, 5, 7) for _ in range(2)]
        stride = [draw.pick(1, 1, 1, 2, 3) for _ in range(2)]
        dilation = [draw.pick(1, 1, 1, 2, 3) for _ in range(2)]
        size = [draw.extent(1) for _ in range(2)]
        pads = [draw.pick(0, 0, 1, 1, 2, 3) for _ in range(4)]
        if flat:
            kernel[0] = stride[0] = dilation[0] = size[0] = 1
            pads[:2] = [0, 0]
        if draw.chance(0.5):
            pads = [pads[0], pads[0], pads[2], pads[2]]
        batch = draw.pick(0, 1, 1, 2, 3, 5)
        reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel)]
        same = draw.chance(0.25)
        sides = sum(map(list, map(same_padding, size, reach, stride)), []) if same else pads
        fits = [size[i] + sides[2 * i] + sides[2 * i + 1] >= reach[i] for i in range(2)]
        numbers = [batch * size[0] * size[1] * max(n_in, n_out), kernel[0] * kernel[1] * n_in * n_out]
        if all(fits) and max(numbers) <= 2 * draw.limit:
            break
    options = {"stride": stride, "padding": [] if same else sides, "dilation": dilation, "groups": groups}
    shapes = [[batch] + size + [n_in], kernel + [n_in // groups, n_out], [n_out]]
    return shapes, options, sides


def convolve(x, weight, bias, options, sides):
    return nhwc(torch.nn.functional.conv2d(
        padded(nchw(x), sides).contiguous(), weight.permute(3, 2, 0, 1).contiguous(), bias,
        options["stride"], 0, options["dilation"], options["groups"]))


def draw_algorithm(draw, options, shapes):
    is_winograd = shapes[1][:2] == [3, 3] and options["stride"] == options["dilation"] == [1, 1]
    if is_winograd and options["groups"] == 1 and draw.chance(0.5):
        return draw.pick("precise", "direct", "winograd_2x2", "winograd_4x4")
    return draw.pick("fastest", "fastest", "fastest", "precise", "direct")


@generator("operation", "conv2d", "conv2d_pool", weight=8)
def conv2d(draw, name):
    shapes, options, sides = draw_convolution(draw, False)
    if name == "conv2d_pool":
        out = [(shapes[0][1 + i] + sides[2 * i] + sides[2 * i + 1] -
                options["dilation"][i] * (shapes[1][i] - 1) - 1) // options["stride"][i] + 1
               for i in range(2)]
        if min(out) < 2:
            return conv2d(draw, name)
    options["relu"] = name == "conv2d_pool" or draw.chance(0.3)
    options["algorithm"] = draw_algorithm(draw, options, shapes)
    inputs = [draw.numbers(shape) for shape in shapes[:2 + draw.chance(0.7)]]

    def f(x, weight, bias=None):
        y = convolve(x, weight, bias, options, sides)
        y = torch.relu(y) if options["relu"] else y
        if name == "conv2d_pool":
            y = nhwc(torch.nn.functional.max_pool2d(nchw(y), 2))
        return y
    return configuration(draw, "operation", name, options, inputs, f,
                         constant=which_constant(draw, len(inputs)))


@generator("operation", "conv1d", weight=3)
def conv1d(draw, name):
    shapes, options, sides = draw_convolution(draw, True)
    flat = {**options, "relu": draw.chance(0.3), "stride": options["stride"][1],
            "dilation": options["dilation"][1]}
    shapes[0].pop(1)
    shapes[1].pop(0)
    inputs = [draw.numbers(shape) for shape in shapes[:2 + draw.chance(0.7)]]

    def f(x, weight, bias=None):
        y = convolve(x[:, None], weight[None], bias, options, sides)[:, 0]
        return torch.relu(y) if flat["relu"] else y
    return configuration(draw, "operation", name, flat, inputs, f,
                         constant=which_constant(draw, len(inputs)))


def draw_transposed(draw):
    while True:
        groups = draw.pick(1, 1, 1, 2, 3)
        n_in, n_out = [groups * draw.pick(1, 1, 2, 3, 4, 5, 7, 8) for _ in range(2)]
        kernel = [draw.pick(1, 2, 3, 3, 4, 5) for _ in range(2)]
        stride = [draw.pick(1, 1, 2, 2, 3) for _ in range(2)]
        dilation = [draw.pick(1, 1, 1, 2, 3) for _ in range(2)]
        extra = [draw.whole(0, s - 1) if draw.chance(0.4) else 0 for s in stride]
        size = [draw.pick(1, 2, 3, 4, 5, 7, 8, 13) for _ in range(2)]
        pads = [draw.pick(0, 0, 1, 1, 2) for _ in range(4)]
        batch = draw.pick(0, 1, 1, 2, 3)
        same = draw.chance(0.25)
        reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel)]
        whole = [(n - 1) * s + r + e for n, s, r, e in zip(size, stride, reach, extra)]
        if same:
            extra = [0, 0]
            pads = sum(map(list, [same_padding(n * s, r, s) for n, s, r in zip(size, stride, reach)]), [])
            whole = [n * s + a + b for n, s, a, b in zip(size, stride, pads[::2], pads[1::2])]
        out = [w - a - b for w, a, b in zip(whole, pads[::2], pads[1::2])]
        if min(out) > 0 and batch * np.prod(out) * max(n_in, n_out) <= 2 * draw.limit:
            break
    options = {"stride": stride, "padding": [] if same else pads, "output_padding": extra,
               "dilation": dilation, "groups": groups}
    return [[batch] + size + [n_in], kernel + [n_out // groups, n_in], [n_out]], options, pads, whole


def transpose_convolve(x, weight, bias, options, pads, whole):
    y = torch.nn.functional.conv_transpose2d(
        nchw(x).contiguous(), weight.permute(3, 2, 0, 1).contiguous(), bias, options["stride"], 0, 0,
        options["groups"], options["dilation"])
    # PyTorch cuts both sides alike, and its output padding is pixels that only the bias reaches.
    more = [max(w - n, 0) for w, n in zip(whole, y.shape[2:])]
    y = torch.nn.functional.pad(y, (0, more[1], 0, more[0]))
    if bias is not None and sum(more):
        reached = torch.zeros(y.shape[2:], dtype=torch.bool)
        reached[:y.shape[2] - more[0], :y.shape[3] - more[1]] = True
        y = torch.where(reached, y, bias[None, :, None, None])
    return nhwc(y[:, :, pads[0]:whole[0] - pads[1], pads[2]:whole[1] - pads[3]])


@generator("operation", "conv_transpose2d", weight=4)
def conv_transpose2d(draw, name):
    shapes, options, pads, whole = draw_transposed(draw)
    options["algorithm"] = draw.pick("fastest", "precise", "direct")
    inputs = [draw.numbers(shape) for shape in shapes[:2 + draw.chance(0.7)]]
    return configuration(draw, "operation", name, options, inputs,
                         lambda x, w, b=None: transpose_convolve(x, w, b, options, pads, whole),
                         constant=which_constant(draw, len(inputs)))


@generator("operation", "convolve2d", "correlate2d")
def filter2d(draw, name):
    size, window = draw.shape(1, 1), [draw.whole(1, 5), draw.whole(1, 5)]
    mode = draw.pick("full", "same", "valid")
    if mode == "valid":
        window = [min(a, b) for a, b in zip(size, window)]

    def f(image, kernel):
        turned = kernel.flip(0, 1) if name == "convolve2d" else kernel
        sides = []
        for extent in window:
            if mode == "full":
                sides += [extent - 1, extent - 1]
            elif mode == "valid":
                sides += [0, 0]
            elif name == "convolve2d":  # SciPy's centre
                sides += [extent // 2, (extent - 1) // 2]
            else:
                sides += [(extent - 1) // 2, extent // 2]
        return torch.nn.functional.conv2d(padded(image[None, None], sides), turned[None, None])[0, 0]
    return configuration(draw, "operation", name, {"mode": mode},
                         [draw.numbers(size), draw.numbers(window)], f, constant=(0, 1))


def draw_pool(draw, flat):
    while True:
        window = [draw.pick(1, 2, 2, 3, 3, 4, 5, 7) for _ in range(2)]
        stride = [draw.pick(1, 2, 3, window[i]) for i in range(2)]
        size = [draw.extent(1) for _ in range(2)]
        if flat:
            window[0] = stride[0] = size[0] = 1
        same = draw.chance(0.25)
        pads = [draw.whole(0, window[i // 2] - 1) if draw.chance(0.4) else 0 for i in range(4)]
        if same:
            pads = sum(map(list, map(same_padding, size, window, stride)), [])
        fits = [size[i] + pads[2 * i] + pads[2 * i + 1] >= window[i] for i in range(2)]
        shape = [draw.pick(0, 1, 2, 3)] + size + [draw.extent()]
        allowed = all(pads[i] < window[i // 2] for i in range(4))
        if all(fits) and allowed and np.prod(shape) <= draw.limit:
            return shape, window, {"stride": stride, "padding": [] if same else pads}, pads


def pool(kind, x, window, options, pads):
    if kind == "max":
        return nhwc(torch.nn.functional.max_pool2d(padded(nchw(x), pads, -np.inf), window, options["stride"]))
    sums, counts = [torch.nn.functional.avg_pool2d(padded(v, pads), window, options["stride"],
                                                   divisor_override=1)
                    for v in (nchw(x), torch.ones((1, 1) + tuple(x.shape[1:3]), dtype=torch.float64))]
    return nhwc(sums / counts)


@generator("operation", "max_pool2d", "avg_pool2d", "max_pool1d", "avg_pool1d", weight=2)
def pool_operation(draw, name):
    flat = name.endswith("1d")
    shape, window, options, pads = draw_pool(draw, flat)
    given = {**options, "size": window}
    if flat:
        given.update(size=window[1], stride=options["stride"][1])
        shape.pop(1)
    return configuration(
        draw, "operation", name, given, [draw.numbers(shape)],
        lambda x: pool(name[:3], x[:, None], window, options, pads)[:, 0] if flat else
        pool(name[:3], x, window, options, pads))


@generator("operation", "upsample_nearest2d", "zero_pad2d")
def image_shape(draw, name):
    while True:
        x = draw.numbers(draw.shape(0, 0, 0, 0, most=draw.limit // 4))
        scale, pads = [draw.whole(1, 3), draw.whole(1, 4)], [draw.whole(0, 4) for _ in range(4)]
        if min(x.shape[1:3]) > 0 or name == "zero_pad2d":
            break
    if name == "zero_pad2d":
        return configuration(draw, "operation", name, {"padding": pads}, [x],
                             lambda v: torch.nn.functional.pad(v, (0, 0, pads[2], pads[3], pads[0], pads[1])))
    return configuration(draw, "operation", name, {"scale": scale}, [x],
                         lambda v: v.repeat_interleave(scale[0], 1).repeat_interleave(scale[1], 2))


# Operations: normalisation and attention -------------------------------------------------------------

EPS = (1e-5, 1e-3, 1e-6, 0.1)


def normalised(x, mean, variance, weight, bias, eps):
    y = (x - mean) / torch.sqrt(variance + eps)
    return y if weight is None else y * weight + bias


@generator("operation", "batch_norm", "channel_statistics", weight=2)
def batch_norm(draw, name):
    shape = draw.any_shape(1, 4)
    channels = shape[-1:]
    axes = tuple(range(len(shape) - 1))
    x = draw.numbers(shape)
    if name == "channel_statistics":
        return configuration(draw, "operation", name, {}, [x], lambda v: torch.stack(
            [v.reshape(-1, channels[0]).mean(0), v.reshape(-1, channels[0]).var(0, unbiased=False)]),
            refuses=x.size == 0, constant=(0,))
    options = {"eps": draw.pick(*EPS), "of_this_batch": draw.chance(0.6)}
    inputs = [x] + ([draw.numbers(channels), draw.numbers(channels)] if draw.chance(0.7) else [])
    constants = {"mean": draw.numbers(channels), "variance": draw.positive(channels)}

    def f(v, weight=None, bias=None):
        if not options["of_this_batch"]:
            return normalised(v, tensor(constants["mean"]), tensor(constants["variance"]), weight, bias,
                              options["eps"])
        flat = v.reshape(-1, channels[0])
        return torch.nn.functional.batch_norm(flat, None, None, weight, bias, True, 0.1,
                                              options["eps"]).reshape(v.shape)
    if options["of_this_batch"] and x.size and x.size == channels[0]:
        return batch_norm(draw, name)  # one value per channel, which PyTorch refuses
    return configuration(draw, "operation", name, options, inputs, f, constants,
                         refuses=options["of_this_batch"] and x.size == 0,
                         constant=which_constant(draw, len(inputs)))


@generator("operation", "layer_norm", "residual_layer_norm", weight=2)
def layer_norm(draw, name):
    shape = draw.any_shape(1, 4)
    width = shape[-1:]
    eps = draw.pick(*EPS)
    inputs = [draw.numbers(shape)]
    if name == "residual_layer_norm":
        inputs.append(draw.numbers(shape))
    if name == "residual_layer_norm" or draw.chance(0.7):
        inputs += [draw.numbers(width), draw.numbers(width)]

    def f(*v):
        x = v[0] + v[1] if name == "residual_layer_norm" else v[0]
        weight, bias = v[-2:] if len(v) > 2 else (None, None)
        return torch.nn.functional.layer_norm(x, width, weight, bias, eps)
    return configuration(draw, "operation", name, {"eps": eps}, inputs, f, refuses=width[0] == 0,
                         constant=which_constant(draw, len(inputs)))


@generator("operation", "scaled_dot_product_attention", weight=4)
def attention(draw, name):
    batch, heads = draw.pick(0, 1, 1, 2, 3), draw.pick(1, 1, 2, 3)
    while True:
        targets, sources, width, out = draw.shape(0, 0, 1, 1, most=1 << 40)
        if batch * heads * max(targets * sources, targets * max(width, out),
                               sources * max(width, out)) <= draw.limit:
            break
    options = {"causal": draw.chance(0.3)}
    if draw.chance(0.3):
        options["scale"] = draw.pick(0.5, 1.0, 0.1)
    constants = {}
    scores = torch.zeros(batch, heads, targets, sources, dtype=torch.float64)
    whole = [batch, heads, targets, sources]
    shape = [1 if draw.chance(0.4) else e for e in whole]
    shape = shape[draw.pick(0, 0, 1, 2):]
    kind = draw.pick("none", "mask", "ignored")
    if kind == "mask":
        constants["mask"] = draw.numbers(shape)
        if draw.chance(0.3):
            constants["mask"] = np.where(draw.numpy.random(tuple(shape)) < 0.2, -np.inf,
                                         constants["mask"])
        scores = scores + tensor(constants["mask"])
    elif kind == "ignored":
        constants["ignored"] = draw.numpy.random(tuple(shape)) < 0.3
        scores = scores.masked_fill(torch.tensor(constants["ignored"]), -np.inf)
    if options["causal"]:
        scores = scores.masked_fill(torch.ones(targets, sources, dtype=torch.bool).triu(1), -np.inf)
    none = (scores == -np.inf).all(-1, keepdim=True)  # no source is left: the result is 0

    def f(q, k, v):
        scale = options.get("scale", width ** -0.5)
        weights = torch.softmax(q @ k.transpose(-1, -2) * scale + scores.masked_fill(none, 0), -1)
        return weights.masked_fill(none, 0) @ v
    return configuration(draw, "operation", name, options,
                         [draw.numbers((batch, heads, targets, width)),
                          draw.numbers((batch, heads, sources, width)),
                          draw.numbers((batch, heads, sources, out))], f, constants)


@generator("operation", "padding_mask")
def padding_mask(draw, name):
    count, tokens = draw.shape(0, 0)
    lengths = [draw.whole(0, tokens) for _ in range(count)]
    mask = np.arange(tokens)[None] >= np.array(lengths).reshape(-1, 1)
    return configuration(draw, "operation", name, {"lengths": lengths, "tokens": tokens}, [],
                         lambda: tensor(mask))


@generator("operation", "dropout")
def dropout(draw, name):
    return configuration(draw, "operation", name, {"rate": 0}, [draw.numbers(draw.any_shape())],
                         lambda x: x * 1)


# Files -----------------------------------------------------------------------------------------------

def rounded(values):
    """To 41 bits, 5e-13 of each number: far below what is compared, and smaller files."""
    mantissa, exponent = np.frexp(values)
    return np.ldexp(np.round(mantissa * 2.0 ** 41) / 2.0 ** 41, exponent)


class File:
    def __init__(self):
        self.parts, self.size, self.configurations = [], 0, []

    def place(self, values, round_it):
        array = np.asarray(values.detach() if isinstance(values, torch.Tensor) else values, np.float64)
        self.parts.append((rounded(array) if round_it else array).ravel())
        self.size += array.size
        return [self.size - array.size] + list(array.shape)

    def add(self, c, index):
        self.configurations.append({
            "index": index, **c.json,
            "tensors": {name: self.place(x, False) for name, x in c.tensors.items()},
            "expected": {name: self.place(x, True) for name, x in c.expected.items()}})

    def write(self, path):
        text = json.dumps(self.configurations, separators=(",", ":"))
        np.savez_compressed(path, text=np.frombuffer(text.encode(), np.uint8),
                            numbers=np.concatenate(self.parts or [np.zeros(0)]))


def names_in(pattern, regular_expression):
    found = set()
    for path in glob.glob(os.path.join(INCLUDE, pattern)):
        with open(path) as file:
            text = re.sub(r"namespace (nnlite::)?detail \{.*?\n\}  // namespace (nnlite::)?detail", "", file.read(), flags=re.S)
        found.update(re.findall(regular_expression, text))
    return found


# What cannot be compared, and why.
LEFT_OUT = {
    "operation": {},
}


def public_names():
    """What nnlite's headers have, by family."""
    operations = names_in("ops/*.hpp", r"\n(?:Variable<T>|Tensor<T>|Tensor<bool>|ChannelStatistics<T>|auto|"
                                       r"requires [^\n]*\nauto|.*::value auto) (operator.|\w+)\(")
    return {"operation": operations}


def print_coverage(counts):
    for family, names in public_names().items():
        covered = sorted(name for name in names if counts[family, name])
        print("%ss: %d of %d covered: %s" % (family, len(covered), len(names), ", ".join(covered)))
        for name in sorted(names - set(covered)):
            print("  not covered: %s (%s)" % (name, LEFT_OUT[family].get(name, "not drawn")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000, help="how many configurations")
    parser.add_argument("--first", type=int, default=0, help="the first one's index")
    parser.add_argument("--only", default="", help="names, such as conv2d,LSTM; else all")
    parser.add_argument("--limit", type=int, default=3000, help="numbers in a tensor, roughly")
    parser.add_argument("--small", action="store_true", help="write the file that CI replays")
    parser.add_argument("--out", default="random_configurations.npz")
    parser.add_argument("--replay", default="", help="the test program to run on the file")
    options = parser.parse_args()
    if options.small:
        options.out = os.path.join(HERE, "random_configurations.npz")
        options.seed, options.count, options.limit = 1, 110, 40
    torch.set_num_threads(1)
    names = [(family, name) for family, of in GENERATORS.items() for name in of
             if not options.only or name in options.only.split(",")]
    weights = [GENERATORS[family][name][1] for family, name in names]
    file, counts, verdicts = File(), collections.Counter(), collections.Counter()
    for index in range(options.first, options.first + options.count):
        draw = Draw(options.seed, index, options.limit)
        if index < len(names):
            family, name = names[index]  # each once, then at random
        else:
            family, name = draw.random.choices(names, weights)[0]
        c = GENERATORS[family][name][0](draw, name)
        file.add(c, index)
        counts[family, name] += 1
        verdicts[c.json["verdict"]] += 1
        if c.json["verdict"] == "either":
            verdicts["PyTorch refuses %s: %s" % (name, c.json["pytorch"])] += 1
    file.write(options.out)
    print("%s: PyTorch %s, seed %d, %d configurations, %d bytes" % (
        options.out, torch.__version__, options.seed, options.count, os.path.getsize(options.out)))
    for verdict, count in verdicts.most_common():
        print("  %6d %s" % (count, verdict))
    print_coverage(counts)
    if options.replay:
        environment = {**os.environ, "NNLITE_RANDOM_CONFIGURATIONS": os.path.abspath(options.out)}
        sys.exit(subprocess.call([options.replay, "random configurations*"], env=environment))


if __name__ == "__main__":
    main()
