"""Draws random configurations of nnlite's operations, layers, losses, optimizers and schedules, and
writes what PyTorch computes for them in double: results and gradients for a random upstream gradient.

    python3 tests/suites/random_configurations.py --seed 7 --count 5000 --out 7.npz \
        --replay build/tests/test_suites

PyTorch 1.13 or later. The small file next to this script, which CI replays, is written with --small.

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
GENERATORS = {"operation": {}, "layer": {}, "loss": {}, "optimizer": {}, "schedule": {},
              "network": {}}


class Draw:
    """All that is random about one configuration."""

    def __init__(self, seed, index, attempt, limit):
        self.random = random.Random("%d %d %d" % (seed, index, attempt))
        self.numpy = np.random.default_rng([seed, index, attempt])
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
            if np.prod([max(extent, 1) for extent in shape]) <= (most or self.limit):
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

    def size(self):
        return sum(np.prod(x.shape) for x in [*self.tensors.values(), *self.expected.values()])


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


def hardswish(x):
    """PyTorch's own has another gradient at 3 for one element than for eight."""
    return torch.where(x < -3, torch.zeros_like(x), torch.where(x <= 3, x * (x + 3) / 6, x))


def softplus(x):
    return torch.logaddexp(x, torch.zeros_like(x))


ACTIVATIONS = {
    "none": lambda x: x, "relu": torch.relu, "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu, "selu": torch.selu, "gelu": torch.nn.functional.gelu,
    "gelu_tanh": gelu_tanh, "silu": torch.nn.functional.silu, "sigmoid": torch.sigmoid,
    "tanh": torch.tanh, "softplus": softplus, "softmax": lambda x: torch.softmax(x, -1),
    "relu6": torch.nn.functional.relu6, "hardswish": hardswish,
    "mish": lambda x: x * torch.tanh(softplus(x))}
UNARY = {
    "exp": torch.exp, "expm1": torch.expm1, "log": torch.log, "log1p": torch.log1p, "sqrt": torch.sqrt,
    "square": torch.square, "abs": torch.abs, "sin": torch.sin, "cos": torch.cos, "erf": torch.erf}


@generator("operation", "relu", "selu", "gelu", "gelu_tanh", "silu", "sigmoid", "tanh", "softplus",
           "relu6", "hardswish", "mish", "square", "abs", "sin", "cos", "erf", "exp", "expm1")
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
    low = draw.pick(-1.0, 0.0, 0.5) + 1 / 128  # not on the grid: PyTorch 2's gradient at a bound is 0
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


def framed(x, sides):
    """x [batch, height, width, channels] in a frame of zeros; PyTorch's pad refuses extents of 0."""
    batch, height, width, channels = x.shape
    y = torch.zeros(batch, sides[0] + height + sides[1], sides[2] + width + sides[3], channels, dtype=x.dtype)
    y[:, sides[0]:sides[0] + height, sides[2]:sides[2] + width] = x
    return y


def draw_channels(draw, given):
    """Groups, channels of the input (those given, if any) and of the result."""
    groups = draw.pick(1, 1, 1, 2, 3)
    if given and given % groups:
        groups = 1
    return groups, given or groups * draw.pick(1, 1, 2, 3, 4, 5, 7, 8, 13, 16), \
        groups * draw.pick(1, 1, 2, 3, 4, 5, 7, 8, 13, 16)


def draw_convolution(draw, flat, image=None, multiplier=None):
    """Shapes and options of a convolution; flat: of images of height 1; image: its input's shape;
    multiplier: the filters of each channel, if each has kernels of its own."""
    while True:
        groups, n_in, n_out = draw_channels(draw, image and image[-1])
        if multiplier or draw.chance(0.15):
            groups = n_in  # depthwise
            n_out = groups * (multiplier or draw.pick(1, 2))
        kernel = [draw.pick(1, 2, 3, 3, 3, 4, 5, 7) for _ in range(2)]
        stride = [draw.pick(1, 1, 1, 2, 3) for _ in range(2)]
        dilation = [draw.pick(1, 1, 1, 2, 3) for _ in range(2)]
        size = list(image[1:3]) if image else [draw.extent(1) for _ in range(2)]
        pads = [draw.pick(0, 0, 1, 1, 2, 3) for _ in range(4)]
        if flat:
            kernel[0] = stride[0] = dilation[0] = size[0] = 1
            pads[:2] = [0, 0]
        if draw.chance(0.5):
            pads = [pads[0], pads[0], pads[2], pads[2]]
        batch = image[0] if image else draw.pick(0, 1, 1, 2, 3, 5)
        reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel)]
        same = draw.chance(0.25)
        sides = sum(map(list, map(same_padding, size, reach, stride)), []) if same else pads
        fits = [size[i] + sides[2 * i] + sides[2 * i + 1] >= reach[i] for i in range(2)]
        numbers = [batch * size[0] * size[1] * max(n_in, n_out), kernel[0] * kernel[1] * (n_in // groups) * n_out]
        most = max(2 * draw.limit, 8 * int(np.prod(image))) if image else 2 * draw.limit
        if all(fits) and max(numbers) <= most:
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


def draw_transposed(draw, image=None):
    while True:
        groups, n_in, n_out = draw_channels(draw, image and image[-1])
        kernel = [draw.pick(1, 2, 3, 3, 4, 5) for _ in range(2)]
        stride = [draw.pick(1, 1, 2, 2, 3) for _ in range(2)]
        dilation = [draw.pick(1, 1, 1, 2, 3) for _ in range(2)]
        extra = [draw.whole(0, s - 1) if draw.chance(0.4) else 0 for s in stride]
        size = list(image[1:3]) if image else [draw.pick(1, 2, 3, 4, 5, 7, 8, 13) for _ in range(2)]
        pads = [draw.pick(0, 0, 1, 1, 2) for _ in range(4)]
        batch = image[0] if image else draw.pick(0, 1, 1, 2, 3)
        same = draw.chance(0.25)
        reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel)]
        whole = [(n - 1) * s + r + e for n, s, r, e in zip(size, stride, reach, extra)]
        if same:
            extra = [0, 0]
            pads = sum(map(list, [same_padding(n * s, r, s) for n, s, r in zip(size, stride, reach)]), [])
            whole = [n * s + a + b for n, s, a, b in zip(size, stride, pads[::2], pads[1::2])]
        out = [w - a - b for w, a, b in zip(whole, pads[::2], pads[1::2])]
        most = max(2 * draw.limit, 32 * int(np.prod(image))) if image else 2 * draw.limit
        if min(out) > 0 and batch * np.prod(out) * max(n_in, n_out) <= most:
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


def draw_pool(draw, flat, image=None):
    while True:
        window = [draw.pick(1, 2, 2, 3, 3, 4, 5, 7) for _ in range(2)]
        stride = [draw.pick(1, 2, 3, window[i]) for i in range(2)]
        size = list(image[1:3]) if image else [draw.extent(1) for _ in range(2)]
        if flat:
            window[0] = stride[0] = size[0] = 1
        same = draw.chance(0.25)
        pads = [draw.whole(0, window[i // 2] - 1) if draw.chance(0.4) else 0 for i in range(4)]
        if same:
            pads = sum(map(list, map(same_padding, size, window, stride)), [])
        fits = [size[i] + pads[2 * i] + pads[2 * i + 1] >= window[i] for i in range(2)]
        shape = list(image) if image else [draw.pick(0, 1, 2, 3)] + size + [draw.extent()]
        allowed = all(pads[i] < window[i // 2] for i in range(4))
        if all(fits) and allowed and (image or np.prod(shape) <= draw.limit):
            return shape, window, {"stride": stride, "padding": [] if same else pads}, pads


def pool(kind, x, window, options, pads):
    if x.numel() == 0:  # PyTorch refuses some of these
        out = [(x.shape[1 + i] + pads[2 * i] + pads[2 * i + 1] - window[i]) // options["stride"][i] + 1
               for i in range(2)]
        return x.sum() * torch.zeros([x.shape[0]] + out + [x.shape[3]], dtype=x.dtype)
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
        x = draw.numbers(draw.shape(0, 0, 0, 0))
        scale, pads = [draw.whole(1, 3), draw.whole(1, 4)], [draw.whole(0, 4) for _ in range(4)]
        batch, height, width, channels = x.shape
        size = batch * channels * np.prod([height * scale[0], width * scale[1]] if name != "zero_pad2d" else
                                          [height + pads[0] + pads[1], width + pads[2] + pads[3]])
        if size <= draw.limit and (min(height, width) > 0 or name == "zero_pad2d"):
            break
    if name == "zero_pad2d":
        return configuration(draw, "operation", name, {"padding": pads}, [x],
                             lambda v: framed(v, pads))
    return configuration(draw, "operation", name, {"scale": scale}, [x],
                         lambda v: v.repeat_interleave(scale[0], 1).repeat_interleave(scale[1], 2))


# Operations: normalisation and attention -------------------------------------------------------------

EPS = (1e-5, 1e-3, 1e-6, 0.1)


def normalised(x, mean, variance, weight, bias, eps):
    y = (x - mean) / torch.sqrt(variance + eps)
    return y if weight is None else y * weight + bias


def draw_groups(draw, channels):
    return draw.pick(*[groups for groups in range(1, channels + 1) if channels % groups == 0] or [1])


def grouped(x, groups, eps, weight=None, bias=None):
    flat = x.reshape(len(x), int(np.prod(x.shape[1:-1])), x.shape[-1]).transpose(1, 2)
    twice = torch.cat([flat, flat])  # PyTorch refuses a batch of one number per group
    y = torch.nn.functional.group_norm(twice, groups, weight, bias, eps)[:len(x)]
    return y.transpose(1, 2).reshape(x.shape)


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


@generator("operation", "group_norm", weight=2)
def group_norm(draw, name):
    shape = draw.any_shape(1, 4)
    channels = shape[-1]
    groups = draw_groups(draw, channels) if draw.chance(0.9) else draw.whole(1, 5)
    options = {"groups": groups, "eps": draw.pick(*EPS)}
    inputs = [draw.numbers(shape)] + ([draw.numbers((channels,)) for _ in range(2)] if draw.chance(0.7) else [])
    return configuration(draw, "operation", name, options, inputs, lambda x, *parameters: grouped(
        x, groups, options["eps"], *parameters),
        refuses=len(shape) < 2 or np.prod(shape[1:]) == 0 or channels % groups != 0,
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


# Layers ----------------------------------------------------------------------------------------------

class Part:
    """A layer as nnlite writes it down, its parameters and buffers, and what it computes in PyTorch:
    f(p, x), p its state by name."""

    def __init__(self, name, options, f, output, state=None, buffers=(), layers=()):
        self.architecture = {"type": name, "options": options}
        if layers or name == "Sequential":
            self.architecture["layers"] = [{"name": key, **part.architecture} for key, part in layers]
        self.f, self.output, self.state, self.buffers = f, list(output), dict(state or {}), set(buffers)
        for key, part in layers:
            self.state.update({key + "." + k: v for k, v in part.state.items()})
            self.buffers.update(key + "." + k for k in part.buffers)


def inside(p, prefix):
    return {name[len(prefix):]: x for name, x in p.items() if name.startswith(prefix)}


def torch_layout(name, x):
    """nnlite's [kernel..., in, out] as PyTorch's [out, in, kernel...]."""
    if x.ndim < 2 or "weight" not in name:
        return x
    return x.permute(x.ndim - 1, x.ndim - 2, *range(x.ndim - 2)).contiguous()


def call_module(module, p, *arguments, **options):
    functional_call = getattr(getattr(torch, "func", None), "functional_call", None)
    if functional_call is None:
        from torch.nn.utils.stateless import functional_call
    state = {name: torch_layout(name, x) for name, x in p.items() if isinstance(x, torch.Tensor)}
    return functional_call(module, state, arguments, options)


def size2d(pair):
    return {"height": pair[0], "width": pair[1]}


def padding_option(sides):
    if not sides:
        return {"same": True}
    return dict(zip(("top", "bottom", "left", "right"), sides))


PARTS = collections.defaultdict(list)  # by the rank of a sample: functions of (draw, batch, sample)
MAKERS = {}


def part(name, *ranks):
    def mark(f):
        MAKERS[name] = (f, ranks)
        for rank in ranks:
            PARTS[rank].append(name)
        return f
    return mark


def activation_part(name, f, **options):
    part(name, 1, 2, 3)(lambda draw, batch, sample: Part(name, {}, lambda p, x: f(x), sample))


for layer_name, key in (("ReLU", "relu"), ("SELU", "selu"), ("SiLU", "silu"), ("Sigmoid", "sigmoid"),
                        ("Tanh", "tanh"), ("Softplus", "softplus"), ("ReLU6", "relu6"),
                        ("Hardswish", "hardswish"), ("Mish", "mish")):
    activation_part(layer_name, ACTIVATIONS[key])


@part("LeakyReLU", 1, 2, 3)
def leaky_relu_part(draw, batch, sample):
    slope = draw.pick(0.01, 0.25)
    return Part("LeakyReLU", {"slope": slope}, lambda p, x: torch.nn.functional.leaky_relu(x, slope), sample)


@part("ELU", 1, 2, 3)
def elu_part(draw, batch, sample):
    alpha = draw.pick(1.0, 0.5)
    return Part("ELU", {"alpha": alpha}, lambda p, x: torch.nn.functional.elu(x, alpha), sample)


@part("GELU", 1, 2, 3)
def gelu_part(draw, batch, sample):
    approximate = draw.chance(0.5)
    f = ACTIVATIONS["gelu_tanh" if approximate else "gelu"]
    return Part("GELU", {"tanh": approximate}, lambda p, x: f(x), sample)


@part("Softmax", 1, 2, 3)
def softmax_part(draw, batch, sample):
    axis = draw.axis(len(sample) + 1)
    return Part("Softmax", {"axis": axis}, lambda p, x: torch.softmax(x, axis), sample)


@part("Dropout", 1, 2, 3)
def dropout_part(draw, batch, sample):
    return Part("Dropout", {"rate": 0}, lambda p, x: x * 1, sample)


@part("Dropout2d", 3)
def dropout2d_part(draw, batch, sample):
    return Part("Dropout2d", {"rate": 0}, lambda p, x: x * 1, sample)


@part("Flatten", 1, 2, 3)
def flatten_part(draw, batch, sample):
    size = int(np.prod(sample))
    return Part("Flatten", {}, lambda p, x: x.reshape(x.shape[0], size), [size])


@part("Reshape", 1, 2, 3)
def reshape_part(draw, batch, sample):
    shape = draw.pick([int(np.prod(sample))], sample[::-1], [1] + sample, sample)
    return Part("Reshape", {"shape": shape}, lambda p, x: x.reshape([x.shape[0]] + shape), shape)


def draw_in(draw, n_in):
    """The option `in`: given or left open."""
    return {"in": n_in} if draw.chance(0.3) else {}


@part("Linear", 1, 2)
def linear_part(draw, batch, sample):
    n_in, n_out = sample[-1], draw.extent()
    rows = batch * int(np.prod(sample[:-1]))
    while n_out > 1 and max(n_in, rows) * n_out > draw.limit:
        n_out = draw.extent(1)
    activation = draw.pick("none", "none", *ACTIVATIONS)
    state = {"weight": draw.numbers((n_in, n_out), 0.5)}
    if draw.chance(0.7):
        state["bias"] = draw.numbers((n_out,))
    options = {"out": n_out, "bias": "bias" in state, "activation": activation, **draw_in(draw, n_in)}
    return Part("Linear", options,
                lambda p, x: ACTIVATIONS[activation](x @ p["weight"] + p.get("bias", 0)),
                sample[:-1] + [n_out], state)


def convolution_state(draw, shapes):
    state = {"weight": draw.numbers(shapes[1], 0.5)}
    if draw.chance(0.7):
        state["bias"] = draw.numbers(shapes[2])
    return state


def convolution_options(draw, options, state, activation):
    return {"padding": padding_option(options["padding"]), "groups": options["groups"],
            "bias": "bias" in state, "activation": activation}


@part("Conv2d", 3)
def conv2d_part(draw, batch, sample):
    shapes, options, sides = draw_convolution(draw, False, [batch] + sample)
    state, activation = convolution_state(draw, shapes), draw.pick("none", "relu", "tanh", "elu")
    out = convolve(torch.zeros([1] + sample), torch.zeros(shapes[1]), None, options, sides).shape[1:]
    return Part("Conv2d", {
        "filters": shapes[1][3], "kernel": size2d(shapes[1][:2]), "stride": size2d(options["stride"]),
        "dilation": size2d(options["dilation"]), "algorithm": draw_algorithm(draw, options, shapes),
        **convolution_options(draw, options, state, activation), **draw_in(draw, sample[2])},
        lambda p, x: ACTIVATIONS[activation](convolve(x, p["weight"], p.get("bias"), options, sides)),
        out, state)


@part("DepthwiseConv2d", 3)
def depthwise_conv2d_part(draw, batch, sample):
    multiplier = draw.pick(1, 1, 2, 3)
    shapes, options, sides = draw_convolution(draw, False, [batch] + sample, multiplier)
    state, activation = convolution_state(draw, shapes), draw.pick("none", "relu", "tanh", "elu")
    out = convolve(torch.zeros([1] + sample), torch.zeros(shapes[1]), None, options, sides).shape[1:]
    return Part("DepthwiseConv2d", {
        "multiplier": multiplier, "kernel": size2d(shapes[1][:2]), "stride": size2d(options["stride"]),
        "padding": padding_option(options["padding"]), "dilation": size2d(options["dilation"]),
        "activation": activation, "bias": "bias" in state,
        "algorithm": draw.pick("fastest", "fastest", "precise", "direct")},
        lambda p, x: ACTIVATIONS[activation](convolve(x, p["weight"], p.get("bias"), options, sides)),
        out, state)


@part("Conv1d", 2)
def conv1d_part(draw, batch, sample):
    shapes, options, sides = draw_convolution(draw, True, [batch, 1] + sample)
    shapes[1].pop(0)
    state, activation = convolution_state(draw, shapes), draw.pick("none", "relu", "tanh")

    def f(p, x):
        return ACTIVATIONS[activation](
            convolve(x[:, None], p["weight"][None], p.get("bias"), options, sides)[:, 0])
    out = f({"weight": torch.zeros(shapes[1])}, torch.zeros([1] + sample)).shape[1:]
    return Part("Conv1d", {
        "filters": shapes[1][2], "kernel": shapes[1][0], "stride": options["stride"][1],
        "dilation": options["dilation"][1], **convolution_options(draw, options, state, activation),
        **draw_in(draw, sample[1])}, f, out, state)


@part("ConvTranspose2d", 3)
def conv_transpose2d_part(draw, batch, sample):
    shapes, options, pads, whole = draw_transposed(draw, [batch] + sample)
    state, activation = convolution_state(draw, shapes), draw.pick("none", "relu", "tanh")

    def f(p, x):
        return ACTIVATIONS[activation](
            transpose_convolve(x, p["weight"], p.get("bias"), options, pads, whole))
    out = f({"weight": torch.zeros(shapes[1])}, torch.zeros([1] + sample)).shape[1:]
    return Part("ConvTranspose2d", {
        "filters": shapes[2][0], "kernel": size2d(shapes[1][:2]), "stride": size2d(options["stride"]),
        "dilation": size2d(options["dilation"]), "output_padding": size2d(options["output_padding"]),
        **convolution_options(draw, options, state, activation), **draw_in(draw, sample[2])}, f, out, state)


def pool_part(name, rank):
    flat = rank == 2

    def make(draw, batch, sample):
        image = [batch] + ([1] if flat else []) + sample
        shape, window, options, pads = draw_pool(draw, flat, image)

        def f(p, x):
            y = pool(name[:3].lower(), x[:, None] if flat else x, window, options, pads)
            return y[:, 0] if flat else y
        stride, size = options["stride"], size2d(window)
        if flat:
            stride, size = stride[1], window[1]
        else:
            stride = size2d(stride)
        out = f({}, torch.zeros([1] + sample, dtype=torch.float64)).shape[1:]
        return Part(name, {"size": size, "stride": stride, "padding": padding_option(options["padding"])},
                    f, out)
    part(name, rank)(make)


for layer_name, layer_rank in (("MaxPool1d", 2), ("AvgPool1d", 2), ("MaxPool2d", 3), ("AvgPool2d", 3)):
    pool_part(layer_name, layer_rank)


@part("GlobalAveragePool1d", 2)
def global_pool1d_part(draw, batch, sample):
    return Part("GlobalAveragePool1d", {}, lambda p, x: x.mean(1), sample[1:])


@part("GlobalAveragePool2d", 3)
def global_pool2d_part(draw, batch, sample):
    return Part("GlobalAveragePool2d", {}, lambda p, x: x.mean((1, 2)), sample[2:])


@part("UpsampleNearest2d", 3)
def upsample_part(draw, batch, sample):
    scale = [draw.whole(1, 2), draw.whole(1, 3)]
    return Part("UpsampleNearest2d", {"scale": size2d(scale)},
                lambda p, x: x.repeat_interleave(scale[0], 1).repeat_interleave(scale[1], 2),
                [sample[0] * scale[0], sample[1] * scale[1], sample[2]])


@part("ZeroPad2d", 3)
def zero_pad_part(draw, batch, sample):
    pads = [draw.whole(0, 2) for _ in range(4)]
    return Part("ZeroPad2d", {"padding": padding_option(pads)},
                lambda p, x: framed(x, pads),
                [sample[0] + pads[0] + pads[1], sample[1] + pads[2] + pads[3], sample[2]])


def batch_norm_part(name, rank):
    def make(draw, batch, sample):
        n = sample[-1]
        options = {"eps": draw.pick(*EPS), "momentum": draw.pick(0.1, 0.01, 0.5, 1.0),
                   "affine": draw.chance(0.7)}
        state = {"running_mean": draw.numbers((n,)), "running_var": draw.positive((n,))}
        if options["affine"]:
            state.update(weight=draw.numbers((n,)), bias=draw.numbers((n,)))

        def f(p, x):
            flat = x.reshape(-1, n)
            return torch.nn.functional.batch_norm(
                flat, p["running_mean"], p["running_var"], p.get("weight"), p.get("bias"),
                p["training"], options["momentum"], options["eps"]).reshape(x.shape)
        return Part(name, options, f, sample, state, ("running_mean", "running_var"))
    part(name, rank)(make)


batch_norm_part("BatchNorm1d", 1)
batch_norm_part("BatchNorm2d", 3)


@part("GroupNorm", 1, 2, 3)
def group_norm_part(draw, batch, sample):
    n = sample[-1]
    options = {"groups": draw_groups(draw, n), "eps": draw.pick(*EPS), "affine": draw.chance(0.7)}
    state = {"weight": draw.numbers((n,)), "bias": draw.numbers((n,))} if options["affine"] else {}
    return Part("GroupNorm", options, lambda p, x: grouped(
        x, options["groups"], options["eps"], p.get("weight"), p.get("bias")), sample, state)


@part("LayerNorm", 1, 2, 3)
def layer_norm_part(draw, batch, sample):
    options = {"eps": draw.pick(*EPS), "elementwise_affine": draw.chance(0.7)}
    n = sample[-1]
    state = {}
    if options["elementwise_affine"]:
        state = {"weight": draw.numbers((n,)), "bias": draw.numbers((n,))}
    return Part("LayerNorm", options, lambda p, x: torch.nn.functional.layer_norm(
        x, [n], p.get("weight"), p.get("bias"), options["eps"]), sample, state)


@part("LearnedPositions", 2)
def learned_positions_part(draw, batch, sample):
    return Part("LearnedPositions", {}, lambda p, x: x + p["positions"][:, :x.shape[1]], sample,
                {"positions": draw.numbers([1] + sample)})


@part("SinusoidalPositions", 2)
def sinusoidal_positions_part(draw, batch, sample):
    def f(p, x):
        place = torch.arange(sample[0], dtype=torch.float64)[:, None]
        j = torch.arange(sample[1], dtype=torch.float64)
        angle = place / 10000 ** ((j - j % 2) / max(sample[1], 1))
        return x + torch.where(j % 2 == 0, torch.sin(angle), torch.cos(angle))
    return Part("SinusoidalPositions", {}, f, sample)


# Recurrent layers. What PyTorch has is computed by it, the rest (peepholes, other forms of the GRU,
# lengths together with them) by a loop, which is compared with PyTorch where it can be.

GATES = {"RNN": 1, "LSTM": 4, "GRU": 3}


def recurrent_step(kind, options, p, suffix, x, h, c):
    bias_ih, bias_hh = [p.get(name + suffix, torch.zeros(1, dtype=torch.float64))
                        for name in ("bias_ih", "bias_hh")]
    from_x, weight_hh = x @ p["weight_ih" + suffix] + bias_ih, p["weight_hh" + suffix]
    if kind == "RNN":
        return torch.tanh(from_x + h @ weight_hh + bias_hh) if options["activation"] == "tanh" else \
            torch.relu(from_x + h @ weight_hh + bias_hh), c
    n = weight_hh.shape[1] // GATES[kind]
    if kind == "GRU":
        bias_hh = bias_hh.expand(3 * n)
        rz = torch.sigmoid(from_x[:, :2 * n] + h @ weight_hh[:, :2 * n] + bias_hh[:2 * n])
        r, z = rz[:, :n], rz[:, n:]
        if options["reset_after"]:
            new = torch.tanh(from_x[:, 2 * n:] + r * (h @ weight_hh[:, 2 * n:] + bias_hh[2 * n:]))
        else:
            new = torch.tanh(from_x[:, 2 * n:] + (r * h) @ weight_hh[:, 2 * n:] + bias_hh[2 * n:])
        return ((1 - z) * h + z * new if options["update_takes_new"] else (1 - z) * new + z * h), c
    i, f, g, o = (from_x + h @ weight_hh + bias_hh).split(n, 1)
    peephole = p.get("weight_peephole" + suffix, torch.zeros(3, n, dtype=torch.float64))
    c_new = torch.sigmoid(f + peephole[1] * c) * c + torch.sigmoid(i + peephole[0] * c) * torch.tanh(g)
    h = torch.sigmoid(o + peephole[2] * c_new) * torch.tanh(c_new)
    return (h @ p["weight_hr" + suffix] if "weight_hr" + suffix in p else h), c_new


def recurrent_loop(kind, options, p, x, h0, c0, lengths):
    batch, time = x.shape[:2]
    lengths = torch.tensor(lengths or [time] * batch)
    directions = 2 if options["bidirectional"] else 1
    hidden, cell = [], []
    for layer in range(options["layers"]):
        results = []
        for direction in range(directions):
            k = layer * directions + direction
            suffix = "_l%d%s" % (layer, "_reverse" if direction else "")
            h, c, at = h0[k], c0[k], [None] * time
            for t in reversed(range(time)) if direction else range(time):
                h_new, c_new = recurrent_step(kind, options, p, suffix, x[:, t], h, c)
                runs = (t < lengths)[:, None]
                h, c = torch.where(runs, h_new, h), torch.where(runs, c_new, c)
                at[t] = torch.where(runs, h, torch.zeros_like(h))
            results.append(torch.stack(at, 1))
            hidden.append(h)
            cell.append(c)
        x = torch.cat(results, -1)
    return x, torch.stack(hidden), torch.stack(cell)


def recurrent_torch(kind, options, p, x, h0, c0, lengths):
    flat = []
    for layer in range(options["layers"]):
        for reverse in ("", "_reverse")[:1 + options["bidirectional"]]:
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"):
                key = "%s_l%d%s" % (name, layer, reverse)
                if key in p:
                    flat.append(p[key].t().contiguous() if "weight" in name else p[key])
    f = {"LSTM": torch.lstm, "GRU": torch.gru, "RNN": torch.rnn_tanh}[kind]
    if options.get("activation") == "relu":
        f = torch.rnn_relu
    rest = (options["bias"], options["layers"], 0.0, True, options["bidirectional"])
    order = slice(None)
    if lengths:
        packed = torch.nn.utils.rnn.pack_padded_sequence(x, torch.tensor(lengths), True, False)
        order = packed.sorted_indices
    start = [h0[:, order].contiguous(), c0[:, order].contiguous()] if kind == "LSTM" else \
        h0[:, order].contiguous()
    if lengths:
        y, *state = f(packed.data, packed.batch_sizes, start, flat, *rest)
        y, _ = torch.nn.utils.rnn.pad_packed_sequence(
            torch.nn.utils.rnn.PackedSequence(y, packed.batch_sizes, order, packed.unsorted_indices),
            True, 0.0, x.shape[1])
        state = [v[:, packed.unsorted_indices] for v in state]
    else:
        y, *state = f(x, start, flat, *rest, True)
    return (y, *state, *([torch.zeros_like(state[0])] if kind != "LSTM" else []))


def draw_recurrent(draw, kind, n_in, cell=False):
    """Options, initial weights and width of a recurrent layer or of a cell."""
    hidden = draw.pick(1, 2, 3, 4, 5, 7, 8, 9, 16, 17)
    options = {"hidden": hidden, "bias": draw.chance(0.7)}
    if cell or draw.chance(0.3):
        options["in"] = n_in
    if not cell:
        options.update(layers=draw.pick(1, 1, 2, 3), bidirectional=draw.chance(0.35),
                       return_sequence=draw.chance(0.6), learned_initial_state=draw.chance(0.25))
    width = hidden
    if kind == "RNN":
        options["activation"] = draw.pick("tanh", "relu")
    if kind == "GRU":
        options.update(reset_after=draw.chance(0.7), update_takes_new=draw.chance(0.3))
    if kind == "LSTM":
        options["peephole"] = draw.chance(0.25)
        if hidden > 1 and draw.chance(0.3) and not cell:
            options["projection"] = width = draw.whole(1, hidden - 1)
    directions = 2 if options.get("bidirectional") else 1
    state = {}
    for k in range(options.get("layers", 1) * directions):
        suffix = "" if cell else "_l%d%s" % (k // directions, "_reverse" if k % directions else "")
        gates = GATES[kind] * hidden
        state["weight_ih" + suffix] = draw.numbers((n_in if k < directions else width * directions, gates), 0.4)
        state["weight_hh" + suffix] = draw.numbers((width, gates), 0.4)
        if options["bias"]:
            state["bias_ih" + suffix], state["bias_hh" + suffix] = draw.numbers((gates,)), draw.numbers((gates,))
        if options.get("peephole"):
            state["weight_peephole" + suffix] = draw.numbers((3, hidden), 0.5)
        if options.get("projection"):
            state["weight_hr" + suffix] = draw.numbers((hidden, width), 0.5)
    count = options.get("layers", 1) * directions
    if options.get("learned_initial_state"):
        state["h0"] = draw.numbers((count, 1, width))
        if kind == "LSTM":
            state["c0"] = draw.numbers((count, 1, hidden))
    return options, state, width, count


def recurrent_part(kind):
    def make(draw, batch, sample):
        options, state, width, count = draw_recurrent(draw, kind, sample[1])
        compare = draw.chance(0.2)

        def f(p, x, h0=None, c0=None, lengths=None, with_state=False):
            if h0 is None:
                h0 = p.get("h0", torch.zeros(count, 1, width, dtype=torch.float64)).expand(count, len(x), width)
            if c0 is None:
                c0 = p.get("c0", torch.zeros(count, 1, options["hidden"], dtype=torch.float64))
                c0 = c0.expand(count, len(x), options["hidden"])
            loop = options.get("peephole") or not options.get("reset_after", True) or \
                options.get("update_takes_new") or x.numel() == 0
            run = recurrent_loop if loop else recurrent_torch
            y, h, c = run(kind, options, p, x, h0, c0, lengths)
            if compare and not loop:
                for a, b in zip((y, h, c)[:2 + (kind == "LSTM")],
                                recurrent_loop(kind, options, p, x, h0, c0, lengths)):
                    assert torch.allclose(a, b, rtol=1e-12, atol=1e-12)
            if not options["return_sequence"]:
                y = torch.cat(list(h[-2 if options["bidirectional"] else -1:]), -1)
            return [y, h, c][:3 if kind == "LSTM" else 2] if with_state else y
        features = width * (2 if options["bidirectional"] else 1)
        output = [sample[0], features] if options["return_sequence"] else [features]
        result = Part(kind, options, f, output, state)
        result.widths = [(count, width), (count, options["hidden"])][:1 + (kind == "LSTM")]
        return result
    part(kind, 2)(make)


for layer_name in GATES:
    recurrent_part(layer_name)


# Attention -------------------------------------------------------------------------------------------

def join_masks(heads, causal, masks, batch, targets, sources):
    """All masks as one that is added to the scores, [batch heads, targets, sources]."""
    scores = torch.zeros(batch, heads, targets, sources, dtype=torch.float64)
    if "mask" in masks:
        scores = scores + tensor(masks["mask"])
    if "ignored" in masks:
        scores = scores.masked_fill(torch.tensor(masks["ignored"]), -np.inf)
    if "key_padding" in masks:
        scores = scores.masked_fill(torch.tensor(masks["key_padding"])[:, None, None], -np.inf)
    if causal:
        scores = scores.masked_fill(torch.ones(targets, sources, dtype=torch.bool).triu(1), -np.inf)
    return scores.reshape(batch * heads, targets, sources)


def draw_masks(draw, batch, heads, targets, sources, ignored=True):
    """Masks that leave each target the first source."""
    masks = {}
    if draw.chance(0.4):
        masks["key_padding"] = draw.numpy.random((batch, sources)) < 0.3
        masks["key_padding"][:, :1] = False
    kind = draw.pick("none", "mask", "ignored")
    shape = draw.pick([targets, sources], [batch, 1, 1, sources], [batch, heads, targets, sources],
                      [1, targets, sources])
    if kind == "ignored" and ignored:
        masks["ignored"] = draw.numpy.random(tuple(shape)) < 0.3
        masks["ignored"][..., :1] = False
    elif kind == "mask":
        masks["mask"] = draw.numbers(shape)
    return masks


def attend(p, heads, query, key, value, scores, weights="none"):
    """PyTorch's attention on batches first; p has nnlite's layouts."""
    result, shares = torch.nn.functional.multi_head_attention_forward(
        query.transpose(0, 1), key.transpose(0, 1), value.transpose(0, 1), query.shape[-1], heads,
        p["in_proj_weight"].t(), p.get("in_proj_bias"), None, None, False, 0.0,
        p["out_proj.weight"].t(), p.get("out_proj.bias"), attn_mask=scores,
        need_weights=weights != "none", average_attn_weights=weights == "averaged")
    return [result.transpose(0, 1)] + ([] if weights == "none" else [shares.detach()])


def attention_state(draw, prefix, width, bias=True):
    state = {"in_proj_weight": draw.numbers((width, 3 * width), 0.4),
             "out_proj.weight": draw.numbers((width, width), 0.4)}
    if bias:
        state.update({"in_proj_bias": draw.numbers((3 * width,)), "out_proj.bias": draw.numbers((width,))})
    return {prefix + name: x for name, x in state.items()}


def draw_heads(draw, width):
    return draw.pick(*[heads for heads in (1, 1, 2, 3, 4, 8, width) if heads and width % heads == 0])


@part("MultiheadAttention", 2)
def attention_part(draw, batch, sample):
    tokens, width = sample
    heads, bias = draw_heads(draw, width), draw.chance(0.8)

    def f(p, *x, masks=None, causal=False, weights="none"):
        query, key, value = x[0], x[1] if len(x) > 1 else x[0], x[-1]
        scores = join_masks(heads, causal, masks or {}, len(query), query.shape[1], key.shape[1])
        y = attend(p, heads, query, key, value, scores, weights)
        return y if weights != "none" else y[0]
    result = Part("MultiheadAttention", {"heads": heads, "bias": bias}, f, sample,
                  attention_state(draw, "", width, bias))
    result.heads = heads
    return result


def transformer_options(draw, width):
    return {"heads": draw_heads(draw, width), "feed_forward": draw.pick(1, 3, 8, 17, 32), "dropout": 0,
            "activation": draw.pick("relu", "gelu"), "norm_first": draw.chance(0.4), "eps": draw.pick(*EPS)}


def transformer_state(draw, options, width, attentions, norms):
    state = {}
    for name in attentions:
        state.update(attention_state(draw, name + ".", width))
    hidden = options["feed_forward"]
    state.update({"linear1.weight": draw.numbers((width, hidden), 0.5), "linear1.bias": draw.numbers((hidden,)),
                  "linear2.weight": draw.numbers((hidden, width), 0.5), "linear2.bias": draw.numbers((width,))})
    for i in range(1, norms + 1):
        state.update({"norm%d.weight" % i: draw.numbers((width,)), "norm%d.bias" % i: draw.numbers((width,))})
    return state


def transformer_module(kind, options, width):
    module = kind(width, options["heads"], options["feed_forward"], 0.0, options["activation"],
                  options["eps"], True, options["norm_first"])
    return module.double().train()


@part("TransformerEncoderLayer", 2)
def encoder_layer_part(draw, batch, sample):
    tokens, width = sample
    options = transformer_options(draw, width)
    causal = draw.pick(None, True, False)
    if causal is not None:
        options["causal"] = causal

    def f(p, x, masks=None, causal=False):
        scores = join_masks(options["heads"], causal or options.get("causal"), masks or {}, len(x),
                            x.shape[1], x.shape[1])
        return call_module(transformer_module(torch.nn.TransformerEncoderLayer, options, width), p, x,
                           src_mask=scores)
    result = Part("TransformerEncoderLayer", options, f, sample,
                  transformer_state(draw, options, width, ["self_attn"], 2))
    result.heads = options["heads"]
    return result


@part("TransformerEncoder", 2)
def encoder_part(draw, batch, sample):
    one = encoder_layer_part(draw, batch, sample)
    count = draw.whole(1, 2)
    options = {"count": count, **one.architecture["options"]}
    state = {"layers.%d.%s" % (i, name): draw.numbers(x.shape, 0.5)
             for i in range(count) for name, x in one.state.items()}

    def f(p, x, **masks):
        for i in range(count):
            x = one.f(inside(p, "layers.%d." % i), x, **masks)
        return x
    result = Part("TransformerEncoder", options, f, sample, state)
    result.heads = one.heads
    return result


# Containers ------------------------------------------------------------------------------------------

@part("Residual", 1, 2, 3)
def residual_part(draw, batch, sample):
    while True:
        name = draw.pick(*(n for n in PARTS[len(sample)] if n not in ("Residual", "Sequential")))
        inner = MAKERS[name][0](draw, batch, sample)
        if inner.output == list(sample):
            return Part("Residual", {}, lambda p, x: x + inner.f({**inside(p, "inner."), "training": p["training"]}, x),
                        sample, layers=[("inner", inner)])


def chain(layers, output):
    def f(p, x):
        for key, inner in layers:
            x = inner.f({**inside(p, key + "."), "training": p["training"]}, x)
        return x
    return Part("Sequential", {}, f, output, layers=layers)


@part("Sequential", 1, 2, 3)
def sequential_part(draw, batch, sample):
    """A small network; a Conv2d is now and then followed by what it takes into the same pass."""
    layers, shape = [], list(sample)
    for i in range(draw.whole(1, 4)):
        names = PARTS.get(len(shape))
        if not names:
            break
        wish = [n for n in ("Conv2d", "ReLU", "MaxPool2d") if n in names]
        name = draw.pick(*(wish if wish and draw.chance(0.4) else names))
        if name == "Sequential" or shape[-1] == 0 or min(shape[:-1], default=1) == 0:
            continue
        inner = MAKERS[name][0](draw, batch, shape)
        if batch * np.prod(inner.output) > 2 * draw.limit:
            continue
        layers.append((str(len(layers)), inner))
        shape = inner.output
    return chain(layers, shape)


def layer_configuration(draw, name, inner, sample, inputs, options, constants=None, call=None, refuses=False):
    """call(p, *inputs): other than inner.f."""
    options = {"architecture": inner.architecture, "sample": list(sample), **options}
    training = options.setdefault("training", True)
    p = {key: tensor(x) for key, x in inner.state.items()}
    trained = [key for key in p if key.split(".")[-1] not in ("running_mean", "running_var")]
    for key in trained:
        p[key].requires_grad_()

    def f(*x):
        for _ in range(options.get("passes", 1)):
            y = (call or inner.f)({**p, "training": training}, *x)
        return y
    c = configuration(draw, "layer", name, options, inputs, f, constants, refuses=refuses,
                      constant=which_constant(draw, len(inputs)))
    c.tensors.update({"s." + key: x for key, x in inner.state.items()})
    if c.json["verdict"] == "value":
        c.expected.update({"d." + key: gradient(p[key]) for key in trained})
        c.expected.update({"after." + key: p[key] for key in p if key not in trained})
    return c


def draw_sample(draw, rank):
    """A batch and a sample's shape."""
    least = [1] * rank  # sizes of 0 are drawn for the operations
    batch, *sample = draw.shape(0, *least)
    return batch, sample


HEAVY_LAYERS = [name for name in MAKERS if re.search("Conv|Batch|RNN|LSTM|GRU|Attention|Transformer|Linear|Seq", name)]


@generator("layer", *MAKERS)
@generator("layer", *HEAVY_LAYERS, weight=4)
def layer(draw, name):
    make, ranks = MAKERS[name]
    batch, sample = draw_sample(draw, draw.pick(*ranks))
    if name in ("MultiheadAttention", "TransformerEncoderLayer", "TransformerEncoder"):
        sample = [draw.pick(1, 2, 3, 5, 7, 13, 65), draw.pick(1, 2, 3, 4, 6, 8, 12)]
        batch = min(batch, 4)
    if name in GATES:
        sample[0], batch = min(sample[0], 17), min(batch, 40)
    if name.startswith("BatchNorm") and batch * int(np.prod(sample[:-1])) < 2:
        batch = 2
    inner = make(draw, batch, sample)
    options = {}
    if name.startswith("BatchNorm"):
        options = {"training": draw.chance(0.6), "passes": draw.pick(1, 1, 3)}
    if any("BatchNorm" in part_name for part_name in re.findall(r"\w+", json.dumps(inner.architecture))):
        if name in ("Sequential", "Residual"):
            options["training"] = False
    x = draw.numbers([batch] + sample)
    if name in GATES and draw.chance(0.6):
        return recurrent_run(draw, name, inner, sample, x)
    if name in ("MultiheadAttention", "TransformerEncoderLayer", "TransformerEncoder") and draw.chance(0.7):
        return attention_call(draw, name, inner, sample, x)
    return layer_configuration(draw, name, inner, sample, [x], options)


def recurrent_run(draw, name, inner, sample, x):
    """With a state, and with lengths."""
    batch = len(x)
    inputs = [x]
    if draw.chance(0.6):
        inputs += [draw.numbers((count, batch, width)) for count, width in inner.widths]
    lengths = [draw.whole(1, sample[0]) for _ in range(batch)] if draw.chance(0.5) else []
    return layer_configuration(
        draw, name, inner, sample, inputs, {"call": "run", "lengths": lengths},
        call=lambda p, x, h0=None, c0=None: inner.f(p, x, h0, c0, lengths, True))


def attention_call(draw, name, inner, sample, x):
    """With masks, and of other keys and values."""
    batch, targets, width = x.shape
    inputs, sources = [x], targets
    options = {"call": "attend", "causal": draw.chance(0.3)}
    if name == "MultiheadAttention":
        options["weights"] = draw.pick("none", "none", "averaged", "per_head")
        count = draw.pick(0, 1, 2)
        if count:
            sources = draw.pick(1, 2, 3, 7, 66)
        inputs += [draw.numbers((batch, sources, width)) for _ in range(count)]
    masks = draw_masks(draw, batch, inner.heads, targets, sources)
    more = {"weights": options["weights"]} if "weights" in options else {}
    return layer_configuration(draw, name, inner, sample, inputs, options, masks,
                               lambda p, *v: inner.f(p, *v, masks=masks, causal=options["causal"], **more))


@generator("layer", "Embedding", weight=2)
def embedding(draw, name):
    count, width = matrix_shapes(draw, 1, 1)
    shape = draw.any_shape(1, 2)
    if np.prod(shape) * width > draw.limit:
        return embedding(draw, name)
    indices = draw.labels(shape, count)
    padding = draw.pick(None, None, draw.whole(0, count - 1))
    inner = Part(name, {"count": count, "width": width, "padding_idx": padding},
                 lambda p, x: torch.nn.functional.embedding(torch.tensor(indices).long(), p["weight"],
                                                            padding),
                 shape[1:] + [width], {"weight": draw.numbers((count, width))})
    c = layer_configuration(draw, name, inner, shape[1:], [indices], {})
    c.expected.pop("dx0", None)
    return c


@generator("layer", "RNNCell", "LSTMCell", "GRUCell", weight=2)
def cell(draw, name):
    kind = name[:-4]
    batch, n_in = draw.shape(0, 1)
    options, state, width, _ = draw_recurrent(draw, kind, n_in, cell=True)
    inputs = [draw.numbers((batch, n_in))]
    states = draw.chance(0.7)
    if states:
        inputs += [draw.numbers((batch, width)) for _ in range(1 + (kind == "LSTM"))]

    def f(p, x, h=None, c=None):
        none = torch.zeros(batch, width, dtype=torch.float64)
        h, c = recurrent_step(kind, options, p, "", x, none if h is None else h, none if c is None else c)
        return [h, c] if kind == "LSTM" and states else h
    inner = Part(name, options, f, [width], state)
    return layer_configuration(draw, name, inner, [n_in], inputs, {"call": "step"} if states else {})


@generator("layer", "TransformerDecoderLayer", weight=3)
def decoder_layer(draw, name):
    tokens, width = draw.pick(1, 2, 3, 5, 7, 13), draw.pick(1, 2, 3, 4, 6, 8, 12)
    batch, sources = draw.pick(1, 1, 2, 3), draw.pick(1, 2, 3, 7, 66)
    options = transformer_options(draw, width)
    causal = draw.pick(None, True, False)
    if causal is not None:
        options["causal"] = causal
    heads = options["heads"]
    own = draw_masks(draw, batch, heads, tokens, tokens, ignored=False)
    other = draw_masks(draw, batch, heads, tokens, sources, ignored=False)

    def f(p, x, memory):
        module = transformer_module(torch.nn.TransformerDecoderLayer, options, width)
        return call_module(module, p, x, memory,
                           tgt_mask=join_masks(heads, causal is not False, own, batch, tokens, tokens),
                           memory_mask=join_masks(heads, False, other, batch, tokens, sources))
    inner = Part(name, options, f, [tokens, width],
                 transformer_state(draw, options, width, ["self_attn", "multihead_attn"], 3))
    return layer_configuration(
        draw, name, inner, [tokens, width],
        [draw.numbers((batch, tokens, width)), draw.numbers((batch, sources, width))], {"call": "decode"},
        {**own, **{"memory_" + key: x for key, x in other.items()}})


# Losses ----------------------------------------------------------------------------------------------

def clipped(p):
    return torch.where(p < 1e-7, tensor(1e-7), torch.where(p > 1 - 1e-7, tensor(1 - 1e-7), p))


def reduced(losses, reduction, divisor=None):
    if reduction == "none":
        return losses
    total = losses.sum()
    return total / (losses.numel() if divisor is None else divisor) if reduction == "mean" else total


def focal(x, t, gamma, alpha, reduction):
    """As torchvision.ops.sigmoid_focal_loss, whose 1 - p_t is rounded to 0 for large logits."""
    wrong = torch.sigmoid(-x) * t + torch.sigmoid(x) * (1 - t)
    losses = torch.nn.functional.binary_cross_entropy_with_logits(x, t, reduction="none") * wrong ** gamma
    return losses if alpha is None else losses * (alpha * t + (1 - alpha) * (1 - t))


POINTWISE = {
    "mse": lambda x, t, o: torch.nn.functional.mse_loss(x, t, reduction="none"),
    "mae": lambda x, t, o: torch.nn.functional.l1_loss(x, t, reduction="none"),
    "huber": lambda x, t, o: torch.nn.functional.huber_loss(x, t, reduction="none", delta=o["delta"]),
    "binary_cross_entropy": lambda x, t, o: torch.nn.functional.binary_cross_entropy_with_logits(
        x, t, reduction="none"),
    "binary_cross_entropy_from_probabilities": lambda x, t, o: -(
        t * torch.log(clipped(x)) + (1 - t) * torch.log(1 - clipped(x))),
    "focal_loss": lambda x, t, o: focal(x, t, **o),
    "hinge": lambda x, t, o: torch.relu(1 - x * t) ** (2 if o["squared"] else 1),
    "kl_divergence": lambda x, t, o: torch.nn.functional.kl_div(x, t, reduction="none")}


@generator("loss", *POINTWISE, weight=2)
def pointwise_loss(draw, name):
    shape = draw.any_shape(0, 3)
    options = {"reduction": draw.pick("mean", "mean", "sum", "none")}
    x, target = draw.numbers(shape, draw.pick(1, 1, 30)), draw.numbers(shape)
    if name == "huber":
        options["delta"] = draw.pick(1.0, 0.5, 2.5)
    if name == "hinge":
        options["squared"], target = draw.chance(0.5), np.where(draw.numpy.random(tuple(shape)) < 0.5, -1.0, 1.0)
    if name == "focal_loss":
        options["gamma"], options["alpha"] = draw.pick(2.0, 0.0, 0.5, 3.5), draw.pick(0.25, 0.75, None)
    if name.startswith("binary") or name == "focal_loss":
        target = draw.labels(shape, 65) / 64
    if name == "binary_cross_entropy_from_probabilities":
        x = draw.labels(shape, 65) / 64
    if name == "kl_divergence":
        options["batch_mean"], target = draw.chance(0.5), draw.labels(shape, 65) / 64
    size = int(np.prod(shape))
    divisor = shape[0] if options.get("batch_mean") and shape else size
    of_variables = name not in ("kl_divergence", "binary_cross_entropy_from_probabilities") and draw.chance(0.3)

    def f(v, t=None):
        return reduced(POINTWISE[name](v, tensor(target) if t is None else t, options), options["reduction"],
                       divisor)
    return configuration(draw, "loss", name, options, [x] + [target] * of_variables, f,
                         {} if of_variables else {"targets": target}, refuses=size == 0)


@generator("loss", "cross_entropy", "cross_entropy_from_probabilities", "negative_log_likelihood",
           "multi_margin", weight=4)
def loss_of_classes(draw, name):
    shape = draw.any_shape(1, 3)
    classes, rows = shape[-1], int(np.prod(shape[:-1]))
    options = {"reduction": draw.pick("mean", "mean", "sum", "none")}
    x = draw.numbers(shape, draw.pick(1, 1, 30, 300 if name == "cross_entropy" else 1))
    if name == "cross_entropy_from_probabilities":
        x = draw.positive(shape, 0.1)
    weights = None
    if name != "cross_entropy_from_probabilities" and draw.chance(0.4) and classes:
        weights = draw.positive([classes])
        options["class_weights"] = list(weights)
    if name == "cross_entropy":
        options["label_smoothing"] = draw.pick(0.0, 0.0, 0.1, 0.5, 1.0)
    if name == "multi_margin":
        options["margin"], options["squared"] = draw.pick(1.0, 0.5, 2.0), draw.chance(0.4)
    dense = name.startswith("cross_entropy") and draw.chance(0.4)
    labels = draw.labels(shape[:-1], classes)
    targets = draw.labels(shape, 65) / 64
    where_ = torch.tensor(labels).long().reshape(-1)
    w = None if weights is None else tensor(weights)

    def f(v):
        v = v.reshape(rows, classes)
        divisor = rows
        if name == "cross_entropy":
            given = tensor(targets).reshape(rows, classes) if dense else where_
            losses = torch.nn.functional.cross_entropy(v, given, w, reduction="none",
                                                       label_smoothing=options["label_smoothing"])
            if w is not None and not dense:
                divisor = w[where_].sum()
        elif name == "negative_log_likelihood":
            losses = torch.nn.functional.nll_loss(v, where_, w, reduction="none")
            divisor = rows if w is None else w[where_].sum()
        elif name == "multi_margin":
            losses = torch.nn.functional.multi_margin_loss(v, where_, 2 if options["squared"] else 1,
                                                           options["margin"], w, reduction="none")
        elif dense:
            losses = -(tensor(targets).reshape(rows, classes) *
                       torch.log(clipped(v / v.sum(-1, keepdim=True)))).sum(-1)
        else:
            losses = -torch.log(clipped(v[torch.arange(rows), where_]))
        return reduced(losses.reshape(shape[:-1]), options["reduction"], divisor)
    return configuration(draw, "loss", name, options, [x], f,
                         {"targets": targets} if dense else {"labels": labels}, refuses=x.size == 0)


# Optimizers and schedules ----------------------------------------------------------------------------

def adam_by_hand(options, coupled):
    """The forms that PyTorch does not have, a step of one parameter: Keras' epsilon."""
    def step(p, g, state, t, rate, decay):
        if coupled:
            g = g + decay * p
        else:
            p = p * (1 - rate * decay)
        m = state["m"] = options["beta_1"] * state.get("m", 0) + (1 - options["beta_1"]) * g
        v = state["v"] = options["beta_2"] * state.get("v", 0) + (1 - options["beta_2"]) * g * g
        rate = rate * (1 - options["beta_2"] ** t) ** 0.5 / (1 - options["beta_1"] ** t)
        return p - rate * m / (torch.sqrt(v) + options["epsilon"])
    return step


def sgd_by_hand(options):
    """Keras' momentum."""
    def step(p, g, state, t, rate, decay):
        g = g + decay * p
        b = state["b"] = options["momentum"] * state.get("b", 0) + rate * g
        return p - (options["momentum"] * b + rate * g if options["nesterov"] else b)
    return step


def nadam_by_hand(options):
    """As documented for PyTorch, which keeps the product in float, and before 2.0 another one."""
    def step(p, g, state, t, rate, decay):
        g = g + decay * p
        now, after = [options["beta_1"] * (1 - 0.5 * 0.96 ** (k * options["momentum_decay"])) for k in (t, t + 1)]
        product = state["product"] = state.get("product", 1.0) * now
        m = state["m"] = options["beta_1"] * state.get("m", 0) + (1 - options["beta_1"]) * g
        v = state["v"] = options["beta_2"] * state.get("v", 0) + (1 - options["beta_2"]) * g * g
        root = torch.sqrt(v / (1 - options["beta_2"] ** t)) + options["epsilon"]
        return p - rate * (after * m / (1 - product * after) + (1 - now) * g / (1 - product)) / root
    return step


def draw_optimizer(draw, name):
    """Options of nnlite; PyTorch's class and its options, or a step by hand."""
    options = {"type": name, "learning_rate": draw.pick(1e-3, 1e-2, 0.1, 0.5)}
    o = options
    decay = options["weight_decay"] = draw.pick(0, 0, 0.0113, 0.2917)  # sums of these and of gradients are not 0
    if name == "SGD":
        options.update(momentum=draw.pick(0, 0.5, 0.9), momentum_form=draw.pick("gradients", "gradients", "steps"))
        options["nesterov"] = options["momentum"] > 0 and draw.chance(0.5)
        if o["momentum_form"] == "steps":
            return options, None, sgd_by_hand(options)
        return options, torch.optim.SGD, {"momentum": o["momentum"], "nesterov": o["nesterov"]}
    if name == "RMSprop":
        options.update(alpha=draw.pick(0.99, 0.5, 0), epsilon=draw.pick(1e-8, 1e-3),
                       momentum=draw.pick(0, 0, 0.9), centered=draw.chance(0.4))
        if o["centered"] and o["alpha"] == 0:
            options["alpha"] = 0.9  # else v - a^2 is 0 except for rounding
        return options, torch.optim.RMSprop, {"alpha": o["alpha"], "eps": o["epsilon"], "momentum": o["momentum"],
                                              "centered": o["centered"]}
    if name == "Adagrad":
        options.update(learning_rate_decay=draw.pick(0, 0.1, 1.0), epsilon=draw.pick(1e-10, 1e-3),
                       initial_accumulator=draw.pick(0, 0.5))
        return options, torch.optim.Adagrad, {"lr_decay": o["learning_rate_decay"], "eps": o["epsilon"],
                                              "initial_accumulator_value": o["initial_accumulator"]}
    options.update(beta_1=draw.pick(0.9, 0.5, 0.0), beta_2=draw.pick(0.999, 0.9, 0.5),
                   epsilon=draw.pick(1e-8, 1e-7, 1e-3))
    same = {"betas": (o["beta_1"], o["beta_2"]), "eps": o["epsilon"]}
    if name in ("Adam", "AdamW"):
        options["epsilon_form"] = draw.pick("after_correction", "after_correction", "hat")
        if o["epsilon_form"] == "hat":
            return options, None, adam_by_hand(options, name == "Adam")
        return options, getattr(torch.optim, name), same
    if name == "Adamax":
        return options, torch.optim.Adamax, same
    options["momentum_decay"] = draw.pick(4e-3, 0.1)
    return options, None, nadam_by_hand(options)


@generator("optimizer", "Adam", "AdamW", "Adamax", "Nadam", "SGD", "RMSprop", "Adagrad", weight=8)
def optimizer(draw, name):
    chosen, kind, more = draw_optimizer(draw, name)
    c = Configuration("optimizer", name, {})
    count = draw.whole(1, 5)
    start = [draw.numbers(draw.any_shape(0, 2)) for _ in range(count)]
    cut = draw.whole(0, count)
    groups = []
    for members in (range(cut), range(cut, count)):
        own = {"l1": draw.pick(0, 0, 0.1237), "l2": draw.pick(0, 0, 0.0571)}
        if draw.chance(0.3):
            own["learning_rate"] = draw.pick(0.01, 0.2)
        if draw.chance(0.3):
            own["weight_decay"] = draw.pick(0, 0.1091)
        groups.append({"parameters": list(members), "options": own})
    steps = draw.whole(1, 6)
    c.json["options"] = {"optimizer": chosen, "groups": groups, "steps": steps}
    limit = draw.pick("none", "none", "clip_norm", "clip_value")
    if limit != "none":
        c.json["options"][limit] = draw.pick(0.3313, 1.1, 3.1)
    rates = draw.pick(1, 0.1, 0.03, 0.5) * draw.positive([steps]) if draw.chance(0.3) else None
    c.tensors.update({"p%d" % i: x for i, x in enumerate(start)})
    if rates is not None:
        c.tensors["rates"] = rates
    parameters = [leaf(x) for x in start]
    states, counts = [{} for _ in start], [0] * count
    given = [{"params": [parameters[i] for i in group["parameters"]],
              "lr": group["options"].get("learning_rate", chosen["learning_rate"]),
              "weight_decay": group["options"].get("weight_decay", chosen["weight_decay"])}
             for group in groups]
    of_torch = kind and kind([g for g in given if g["params"]], lr=chosen["learning_rate"], **more)
    for step in range(steps):
        for i, p in enumerate(parameters):
            p.grad = None
            if draw.chance(0.9):
                c.tensors["g_%d_%d" % (step, i)] = draw.numbers(p.shape)
                p.grad = tensor(c.tensors["g_%d_%d" % (step, i)])
        with_gradient = [p for p in parameters if p.grad is not None]
        if "clip_norm" in c.json["options"]:
            norm = torch.nn.utils.clip_grad_norm_(with_gradient, c.json["options"]["clip_norm"]) \
                if with_gradient else 0
            c.expected["norm_%d_" % step] = torch.as_tensor(norm, dtype=torch.float64)
        if "clip_value" in c.json["options"] and with_gradient:
            torch.nn.utils.clip_grad_value_(with_gradient, c.json["options"]["clip_value"])
        for group, values in zip(groups, given):
            if rates is not None and "learning_rate" not in group["options"]:
                values["lr"] = rates[step]
                for of in (of_torch.param_groups if of_torch else []):
                    if of["params"] and values["params"] and of["params"][0] is values["params"][0]:
                        of["lr"] = rates[step]
            for i in group["parameters"]:
                p = parameters[i]
                if p.grad is None:
                    continue
                with torch.no_grad():
                    p.grad += group["options"]["l1"] * torch.sign(p) + 2 * group["options"]["l2"] * p
                    if not of_torch:
                        counts[i] += 1
                        p.copy_(more(p, p.grad, states[i], counts[i], values["lr"], values["weight_decay"]))
        if of_torch:
            of_torch.step()
        for i, p in enumerate(parameters):
            c.expected["p_%d_%d" % (step, i)] = p.detach().clone()
    return c


# Networks --------------------------------------------------------------------------------------------

def draw_network(draw, kind):
    """The types of the layers before the last, which is Linear, and a sample's shape."""
    if kind == "mlp":
        return sum(([draw.pick("Linear", "Linear", "Residual"),
                     draw.pick("BatchNorm1d", "LayerNorm", "Dropout", "ReLU", "Tanh", "GELU")]
                    for _ in range(draw.whole(1, 3))), []), [draw.pick(2, 3, 8, 13)]
    if kind == "cnn":
        return sum((["Conv2d", draw.pick("BatchNorm2d", "ReLU", "SiLU"),
                     draw.pick("MaxPool2d", "AvgPool2d", "ConvTranspose2d", "Dropout2d")]
                    for _ in range(draw.whole(1, 2))), []) + [draw.pick("Flatten", "GlobalAveragePool2d")], \
            [draw.pick(4, 5, 8), draw.pick(4, 7, 9), draw.pick(1, 2, 3)]
    if kind == "rnn":
        first = draw.pick([], ["Conv1d"], ["LayerNorm"], ["Linear"])
        return first + [draw.pick(*GATES), draw.pick("Flatten", "Dropout", "ReLU")], \
            [draw.pick(2, 3, 5), draw.pick(1, 2, 4)]
    return [draw.pick("LearnedPositions", "SinusoidalPositions"),
            draw.pick("TransformerEncoderLayer", "TransformerEncoder", "MultiheadAttention"),
            draw.pick("GlobalAveragePool1d", "Flatten", "LayerNorm")], [draw.pick(2, 3, 5), draw.pick(2, 4, 6)]


@generator("network", "mlp", "cnn", "rnn", "transformer", weight=2)
def network(draw, name):
    """Trained for some steps with a loss, an optimizer and other samples at each."""
    steps, batch = 5, draw.whole(2, 5)
    while True:
        names, sample = draw_network(draw, name)
        layers, shape = [], sample
        for type_ in names + ["Flatten", "Linear"]:
            if type_ in PARTS[len(shape)] and 0 not in shape:
                layers.append((str(len(layers)), MAKERS[type_][0](draw, batch, shape)))
                shape = layers[-1][1].output
        inner = chain(layers, shape)
        size = sum(x.size for x in inner.state.values())
        if 0 < np.prod(shape) <= 64 and size <= max(4 * draw.limit, 500) and "softmax" not in json.dumps(inner.architecture):
            break
    classes = draw.chance(0.5)
    loss = ["cross_entropy", {}] if classes else ["mse", {}]
    rate = draw.pick(0.003, 0.01)
    chosen, kind = draw.pick(
        [{"type": "SGD", "learning_rate": rate, "momentum": 0.9}, lambda p: torch.optim.SGD(p, rate, 0.9)],
        [{"type": "Adam", "learning_rate": rate, "epsilon": 1e-3},
         lambda p: torch.optim.Adam(p, rate, eps=1e-3)])
    c = Configuration("network", name, {"architecture": inner.architecture, "sample": sample, "steps": steps,
                                        "loss": loss[0], "loss_options": loss[1], "optimizer": chosen})
    state = {key: x * 0.5 for key, x in inner.state.items()}
    c.tensors.update({"s." + key: x for key, x in state.items()})
    p = {key: tensor(x) for key, x in state.items()}
    trained = [key for key in p if key not in inner.buffers]
    for key in trained:
        p[key].requires_grad_()
    optimizer_ = kind([p[key] for key in trained])
    losses = []
    for step in range(steps):
        x = c.tensors["x_%d" % step] = draw.numbers([batch] + sample)
        y = inner.f({**p, "training": True}, tensor(x))
        if classes:
            labels = c.tensors["labels_%d" % step] = draw.labels(y.shape[:-1], y.shape[-1])
            value = torch.nn.functional.cross_entropy(y.reshape(-1, y.shape[-1]),
                                                      torch.tensor(labels).long().reshape(-1))
        else:
            target = c.tensors["targets_%d" % step] = draw.numbers(y.shape)
            value = torch.nn.functional.mse_loss(y, tensor(target))
        optimizer_.zero_grad()
        value.backward()
        optimizer_.step()
        losses.append(value.item())
    c.expected["losses"] = np.array(losses)
    c.expected.update({"after." + key: x for key, x in p.items()})
    return c


def schedule_of_torch(count, rate, make, metrics=None):
    """The rates of the first `count` steps."""
    optimizer_ = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate, momentum=0.5)
    scheduler = make(optimizer_)
    rates = []
    for step in range(count):
        optimizer_.step()
        if metrics is None:
            rates.append(optimizer_.param_groups[0]["lr"])
            if step + 1 < count:
                scheduler.step()
        else:
            scheduler.step(metrics[step])
            rates.append(optimizer_.param_groups[0]["lr"])
    return rates


@generator("schedule", "StepSchedule", "MultiStepSchedule", "ExponentialSchedule", "CosineSchedule",
           "OneCycleSchedule", "ReduceOnPlateau", weight=2)
def schedule(draw, name):
    rates = torch.optim.lr_scheduler
    rate, count = draw.pick(1e-3, 0.1, 1.0), draw.whole(1, 40)
    options = {"learning_rate": rate, "gamma": draw.pick(0.1, 0.5, 0.99)}
    o = options
    metrics = None
    if name == "StepSchedule":
        options["step_size"] = draw.whole(1, 9)
        values = schedule_of_torch(count, rate, lambda of: rates.StepLR(of, o["step_size"], o["gamma"]))
    elif name == "MultiStepSchedule":
        options["milestones"] = sorted(draw.whole(1, 30) for _ in range(draw.whole(0, 4)))
        values = schedule_of_torch(count, rate, lambda of: rates.MultiStepLR(of, o["milestones"], o["gamma"]))
    elif name == "ExponentialSchedule":
        values = schedule_of_torch(count, rate, lambda of: rates.ExponentialLR(of, o["gamma"]))
    elif name == "CosineSchedule":
        options.update(warm_up_steps=draw.whole(0, 5), warm_up_from=draw.pick(0.1, 0.5), minimum=draw.pick(0, 1e-4))
        warm = o["warm_up_steps"]
        options["steps"] = warm + draw.whole(1, 20)
        values = schedule_of_torch(warm, rate, lambda of: rates.LinearLR(of, o["warm_up_from"], 1, warm)) if warm else []
        rest = o["steps"] - warm
        values += schedule_of_torch(rest + 1, rate, lambda of: rates.CosineAnnealingLR(of, rest, o["minimum"]))
        values = (values + [values[-1]] * count)[:count]  # then it stays
    elif name == "OneCycleSchedule":
        options.update(total_steps=draw.whole(11, 40), divisor=draw.pick(25.0, 10.0), final_divisor=draw.pick(1e4, 10.0),
                       cosine=draw.chance(0.5), three_phases=draw.chance(0.4))
        options["rise"] = draw.pick(0.1, 0.3, 0.5)
        count = min(count, o["total_steps"])
        values = schedule_of_torch(count, rate, lambda of: rates.OneCycleLR(
            of, rate, o["total_steps"], pct_start=o["rise"], anneal_strategy="cos" if o["cosine"] else "linear",
            cycle_momentum=False, div_factor=o["divisor"], final_div_factor=o["final_divisor"],
            three_phase=o["three_phases"]))
    else:
        options.update(maximize=draw.chance(0.5), factor=draw.pick(0.1, 0.5), patience=draw.whole(0, 4),
                       threshold=draw.pick(1e-4, 0.1), relative_threshold=draw.chance(0.5),
                       cooldown=draw.whole(0, 3), minimum=draw.pick(0, 1e-3))
        metrics = draw.positive([count])
        values = schedule_of_torch(count, rate, lambda of: rates.ReduceLROnPlateau(
            of, "max" if o["maximize"] else "min", o["factor"], o["patience"], threshold=o["threshold"],
            threshold_mode="rel" if o["relative_threshold"] else "abs", cooldown=o["cooldown"],
            min_lr=o["minimum"]), metrics)
    c = Configuration("schedule", name, {**options, "count": count})
    c.expected["rates"] = np.array(values)
    if metrics is not None:
        c.tensors["metrics"] = metrics
    return c


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
        if path.endswith("_impl.hpp"):
            continue
        with open(path) as file:
            text = re.sub(r"namespace [\w: ]*detail(::\w+)? \{.*?\n\}  // namespace [\w:]*detail", "", file.read(),
                          flags=re.S)
        found.update(re.findall(regular_expression, text))
    return found


def public_names():
    """What nnlite's headers have, by family."""
    returned = (r"Variable<T>|Tensor<T>|Tensor<bool>|ChannelStatistics<T>|auto|requires [^\n]*\nauto|"
                r".*::value auto")
    return {
        "operation": names_in("ops/*.hpp", r"\n(?:%s) (operator.|\w+)\(" % returned),
        "layer": names_in("layers/all.hpp", r"row\(([A-Z]\w+)\)") |
        names_in("ops/activation.hpp", r"row\(\w+, (\w+)\)"),
        "loss": names_in("losses/*.hpp", r'constexpr const char\* name = "(\w+)"'),
        "optimizer": names_in("optimizers/*.hpp", r"class (\w+) final : public detail::(?:Kernel|Adam)") |
        names_in("optimizers/clip.hpp", r"\n(?:double|void) (\w+)\("),
        "schedule": names_in("optimizers/schedule.hpp", r"\n(?:struct|class) (\w+) \{") -
        {"ReduceOnPlateauOptions"}}


def print_coverage(counts):
    for family, names in public_names().items():
        missing = sorted(name for name in names if not counts[family, name])
        print("%s: %d of %d: %s" % (family, len(names) - len(missing), len(names), ", ".join(
            "%s %d" % (name, counts[family, name]) for name in sorted(names) if counts[family, name])))
        if missing:
            print("  not covered: " + ", ".join(missing))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000, help="how many configurations; from 150 on "
                        "each name is among them")
    parser.add_argument("--first", type=int, default=0, help="the first one's index")
    parser.add_argument("--only", default="", help="names, such as conv2d,LSTM; else all")
    parser.add_argument("--limit", type=int, default=3000, help="numbers in a tensor, roughly")
    parser.add_argument("--small", action="store_true", help="write the file that CI replays")
    parser.add_argument("--out", default="random_configurations.npz")
    parser.add_argument("--replay", default="", help="the test program to run on the file")
    options = parser.parse_args()
    if options.small:
        options.out = os.path.join(HERE, "random_configurations.npz")
        options.seed, options.count, options.limit = 1, 900, 60
    torch.set_num_threads(1)
    names = [(family, name) for family, of in GENERATORS.items() for name in of
             if not options.only or name in options.only.split(",")]
    weights = [GENERATORS[family][name][1] for family, name in names]
    file, counts, verdicts = File(), collections.Counter(), collections.Counter()
    for index in range(options.first, options.first + options.count):
        draw = Draw(options.seed, index, 0, options.limit)
        if index < len(names):
            family, name = names[index]  # each once, then at random
        else:
            family, name = draw.random.choices(names, weights)[0]
        for attempt in range(1, 20):
            c = GENERATORS[family][name][0](draw, name)
            if c.size() <= 12 * options.limit:
                break
            draw = Draw(options.seed, index, attempt, options.limit)
        file.add(c, index)
        counts[family, name] += 1
        for limit in ("norm", "value"):
            counts["optimizer", "clip_gradient_" + limit] += "clip_" + limit in c.json["options"]
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
