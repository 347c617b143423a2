#!/usr/bin/env python3
"""Writes tests/reference/losses.hpp: losses and gradients from PyTorch, and Keras' formulas in NumPy."""
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.RandomState(0)


def show(name, values):
    numbers = ", ".join(repr(float(v)) for v in np.asarray(values, dtype=np.float64).ravel())
    print(f"inline const Tensor<double> {name} = make({{{numbers}}}, {list_of(np.shape(values))});")


def list_of(shape):
    return "{" + ", ".join(str(extent) for extent in shape) + "}"


def case(name, loss, x):
    """The loss (its elements, if not reduced) and the gradient of sum(loss * (1, 2, 3, ...))."""
    leaf = torch.tensor(x, requires_grad=True)
    value = loss(leaf)
    weights = torch.arange(1.0, value.numel() + 1).reshape(value.shape)
    (value * weights).sum().backward()
    show(name, value.detach().numpy())
    show("d_" + name, leaf.grad.numpy())


print(f"""#pragma once

// Written by tests/reference/losses.py with PyTorch {torch.__version__.split("+")[0]} and NumPy {np.__version__}.
// d_NAME is the gradient of sum(NAME * (1, 2, 3, ...)).

#include <algorithm>
#include <initializer_list>

#include "nnlite/core/tensor.hpp"

namespace reference {{

using nnlite::Tensor;

inline Tensor<double> make(std::initializer_list<double> values, const nnlite::Shape& shape) {{
    auto result = nnlite::empty_tensor<double>(shape);
    std::copy(values.begin(), values.end(), result.begin());
    return result;
}}
""")

logits = np.round(rng.randn(5, 4) * 3, 2)
labels = np.array([3, 0, 0, 2, 1])
soft = np.round(rng.dirichlet(np.ones(4), 5), 3)
weights = np.array([0.5, 2.0, 1.25, 0.75])
show("logits", logits)
print(f"inline const nnlite::Labels labels{{{', '.join(map(str, labels))}}};")
show("soft_targets", soft)
print(f"inline const nnlite::detail::Vector<double> class_weights{{{', '.join(map(str, weights))}}};\n")

y, t, w = torch.tensor(labels), torch.tensor(soft), torch.tensor(weights)
for kind, target in (("labels", y), ("soft", t)):
    for reduction in ("mean", "sum", "none"):
        for smoothing in (0.0, 0.1):
            for weight in (None, w):
                name = f"cross_entropy_{kind}_{reduction}" + ("_smooth" if smoothing else "") \
                    + ("_weighted" if weight is not None else "")
                case(name, lambda x: F.cross_entropy(x, target, weight=weight, reduction=reduction,
                                                     label_smoothing=smoothing), logits)
wide = np.round(rng.randn(2, 37) * 2, 2)
show("wide_logits", wide)
case("cross_entropy_wide", lambda x: F.cross_entropy(x, torch.tensor([36, 5]), reduction="none"), wide)
case("cross_entropy_wide_smooth", lambda x: F.cross_entropy(x, torch.tensor([36, 5]),
     label_smoothing=0.2, reduction="none"), wide)

log_p = np.round(np.log(rng.dirichlet(np.ones(4), 5)), 3)
show("log_probabilities", log_p)
for reduction in ("mean", "sum", "none"):
    case(f"nll_{reduction}_weighted", lambda x: F.nll_loss(x, y, weight=w, reduction=reduction), log_p)
kl_target = soft.copy()
kl_target[1] = [0, 0.25, 0.75, 0]
show("kl_targets", kl_target)
for reduction in ("mean", "sum", "none", "batchmean"):
    case(f"kl_{reduction}", lambda x: F.kl_div(x, torch.tensor(kl_target), reduction=reduction), log_p)

x = np.round(rng.randn(3, 3) * 2, 2)
z = np.round(rng.randn(3, 3) * 2, 2)
show("outputs", x)
show("values", z)
z = torch.tensor(z)
for reduction in ("mean", "sum", "none"):
    case(f"mse_{reduction}", lambda v: F.mse_loss(v, z, reduction=reduction), x)
    case(f"mae_{reduction}", lambda v: F.l1_loss(v, z, reduction=reduction), x)
    case(f"huber_{reduction}", lambda v: F.huber_loss(v, z, delta=1.5, reduction=reduction), x)
p = torch.sigmoid(z)
show("yes", p.numpy())
for reduction in ("mean", "sum", "none"):
    case(f"bce_{reduction}", lambda v: F.binary_cross_entropy_with_logits(v, p, reduction=reduction), x)
extreme = np.array([1e4, -1e4, 1e4, -1e4, 0.0, 30.0])
extreme_yes = torch.tensor([1.0, 0.0, 0.0, 1.0, 1.0, 0.5])
show("extreme", extreme)
show("extreme_yes", extreme_yes.numpy())
case("bce_extreme", lambda v: F.binary_cross_entropy_with_logits(v, extreme_yes, reduction="none"), extreme)


def focal(v, target, gamma, alpha, reduction):
    """As torchvision.ops.sigmoid_focal_loss."""
    q = torch.sigmoid(v)
    q = q * target + (1 - q) * (1 - target)
    losses = F.binary_cross_entropy_with_logits(v, target, reduction="none") * (1 - q) ** gamma
    if alpha is not None:
        losses = losses * (alpha * target + (1 - alpha) * (1 - target))
    return {"mean": torch.mean, "sum": torch.sum, "none": lambda v: v}[reduction](losses)


for reduction in ("mean", "sum", "none"):
    case(f"focal_{reduction}", lambda v: focal(v, p, 2, 0.25, reduction), x)
no_or_yes = torch.round(p)
show("no_or_yes", no_or_yes.numpy())
case("focal_hard", lambda v: focal(v, no_or_yes, 2, 0.25, "none"), x)
case("focal_without_alpha", lambda v: focal(v, no_or_yes, 0.5, None, "none"), x)
for power in (1, 2):
    for reduction in ("mean", "none"):
        case(f"multi_margin_{reduction}_{power}", lambda v: F.multi_margin_loss(
            v, y, p=power, margin=1.5, weight=w, reduction=reduction), logits)

# Keras 3: clip to [1e-7, 1 - 1e-7] in float32.
f = np.float32
low, high = f(1e-7), f(1) - f(1e-7)
q = np.array([[0.2, 0.5, 0.3], [1, 0, 0], [0.9, 0.3, 0.6]], dtype=f)
one_hot = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]], dtype=f)
show("probabilities", q)
show("one_hot", one_hot)
show("keras_sparse", -np.log(np.clip(q, low, high))[[0, 1, 2], [1, 2, 0]])
normal = q / q.sum(axis=-1, keepdims=True)
show("keras_categorical", -(one_hot * np.log(np.clip(normal, low, high))).sum(axis=-1))
c = np.clip(q, low, high)
show("keras_binary", -(one_hot * np.log(c) + (1 - one_hot) * np.log(1 - c)))
sign = 2 * one_hot - 1
show("signs", sign)
show("keras_hinge", np.maximum(1 - sign * q, 0))
show("keras_squared_hinge", np.maximum(1 - sign * q, 0) ** 2)
print("\n}  // namespace reference")
