#!/usr/bin/env python3
"""Writes tests/reference/optimizers.hpp: trajectories of torch.optim on a small problem.

The gradient of step k at p is g_i = a_i (p_i - c_i) + 0.1 sin(k + i): it needs no autograd, so that
only the optimizers are compared.
"""
import math
import torch

count, steps = 19, 10
torch.set_num_threads(1)


def gradient(p, k):
    i = torch.arange(count, dtype=p.dtype)
    return (0.5 + 0.25 * i) * (p - (i - 9) * 0.125) + 0.1 * torch.sin(k + i)


def start(dtype):
    return torch.cos(torch.arange(count, dtype=torch.float64)).to(dtype)


class DocumentedNAdam(torch.optim.Optimizer):
    """NAdam as torch documents it (and does since 2.0): mu_product_next = mu_product * mu_next."""

    def __init__(self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0,
                 momentum_decay=4e-3):
        super().__init__(params, {})
        self.o = (lr, betas, eps, weight_decay, momentum_decay)
        self.t, self.product, self.m, self.v = 0, 1.0, 0, 0

    def step(self):
        (p,) = self.param_groups[0]["params"]
        lr, (b1, b2), eps, decay, momentum_decay = self.o
        self.t += 1
        g = p.grad + decay * p.data
        mu = b1 * (1 - 0.5 * 0.96 ** (self.t * momentum_decay))
        mu_next = b1 * (1 - 0.5 * 0.96 ** ((self.t + 1) * momentum_decay))
        self.product *= mu
        self.m = b1 * self.m + (1 - b1) * g
        self.v = b2 * self.v + (1 - b2) * g * g
        denominator = torch.sqrt(self.v / (1 - b2 ** self.t)) + eps
        p.data -= lr * ((1 - mu) / (1 - self.product) * g
                        + mu_next / (1 - self.product * mu_next) * self.m) / denominator


class HatAdam(torch.optim.Optimizer):
    """Keras' and scikit-learn's Adam: lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps)."""

    def __init__(self, params, lr=1e-3, eps=1e-7):
        super().__init__(params, {})
        self.o = (lr, eps)
        self.t, self.m, self.v = 0, 0, 0

    def step(self):
        (p,) = self.param_groups[0]["params"]
        lr, eps = self.o
        self.t += 1
        self.m = 0.9 * self.m + 0.1 * p.grad
        self.v = 0.999 * self.v + 0.001 * p.grad ** 2
        rate = lr * math.sqrt(1 - 0.999 ** self.t) / (1 - 0.9 ** self.t)
        p.data -= rate * self.m / (torch.sqrt(self.v) + eps)


def run(make, dtype):
    p = torch.nn.Parameter(start(dtype))
    optimizer = make([p])
    for k in range(steps):
        p.grad = gradient(p.data, k)
        optimizer.step()
    return p.data


o = torch.optim
cases = {
    "sgd": lambda p: o.SGD(p, lr=0.05),
    "sgd_weight_decay": lambda p: o.SGD(p, lr=0.05, weight_decay=0.1),
    "sgd_momentum": lambda p: o.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.01),
    "sgd_nesterov": lambda p: o.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    "adam": lambda p: o.Adam(p),
    "adam_options": lambda p: o.Adam(p, lr=0.05, betas=(0.8, 0.99), eps=1e-2, weight_decay=0.1),
    "adam_hat": lambda p: HatAdam(p, lr=0.05, eps=1e-2),
    "adamw": lambda p: o.AdamW(p, lr=0.05, weight_decay=0.3),
    "adamax": lambda p: o.Adamax(p, lr=0.05, eps=1e-3, weight_decay=0.1),
    "nadam": lambda p: DocumentedNAdam(p, lr=0.05),
    "nadam_options": lambda p: DocumentedNAdam(p, lr=0.05, weight_decay=0.1, momentum_decay=0.5),
    "rmsprop": lambda p: o.RMSprop(p),
    "rmsprop_momentum": lambda p: o.RMSprop(p, lr=0.02, alpha=0.9, momentum=0.5, weight_decay=0.1),
    "rmsprop_centered": lambda p: o.RMSprop(p, lr=0.02, eps=1e-3, centered=True, momentum=0.5),
    "adagrad": lambda p: o.Adagrad(p, lr=0.1),
    "adagrad_options": lambda p: o.Adagrad(p, lr=0.1, lr_decay=0.1, weight_decay=0.1,
                                           initial_accumulator_value=0.2, eps=1e-2),
}
print(f"""#pragma once

// Written by tests/reference/optimizers.py with PyTorch {torch.__version__.split('+')[0]}.

#include <array>
#include <cstddef>

namespace reference {{

inline constexpr std::size_t optimizer_count = {count};
inline constexpr std::size_t optimizer_steps = {steps};

// The parameters after {steps} steps in double, and in float.
struct Trajectory {{
    std::array<double, {count}> in_double;
    std::array<float, {count}> in_float;
}};
""")
for name, make in cases.items():
    print(f"inline constexpr Trajectory {name} = {{")
    for dtype, suffix in ((torch.float64, ""), (torch.float32, "f")):
        values = (repr(float(v)) if suffix == "" else f"{float(v):.9g}" + "f"
                  for v in run(make, dtype))
        print("    {" + ", ".join(values) + "},")
    print("};")


print("""
// The learning rates of steps 0, 1, ...""")


def schedule(name, make, length, lr=0.1):
    optimizer = o.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    scheduler = make(optimizer)
    rates = []
    for _ in range(length):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    print(f"inline constexpr std::array<double, {length}> {name} = {{"
          + ", ".join(repr(rate) for rate in rates) + "};")


s = o.lr_scheduler
schedule("step_schedule", lambda p: s.StepLR(p, step_size=3, gamma=0.5), 10)
schedule("multi_step_schedule", lambda p: s.MultiStepLR(p, milestones=[2, 5], gamma=0.1), 8)
schedule("exponential_schedule", lambda p: s.ExponentialLR(p, gamma=0.9), 6)
schedule("cosine_schedule", lambda p: s.CosineAnnealingLR(p, T_max=8, eta_min=0.01), 9)
schedule("warm_up", lambda p: s.LinearLR(p, start_factor=0.2, total_iters=4), 5)
schedule("one_cycle_schedule",
         lambda p: s.OneCycleLR(p, max_lr=0.5, total_steps=12, cycle_momentum=False), 11)
schedule("one_cycle_options",
         lambda p: s.OneCycleLR(p, max_lr=0.5, total_steps=12, pct_start=0.4, div_factor=10,
                                final_div_factor=100, anneal_strategy="linear", three_phase=True,
                                cycle_momentum=False), 11)


def plateau(name, metrics, **options):
    optimizer = o.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    scheduler = s.ReduceLROnPlateau(optimizer, **options)
    rates = []
    for metric in metrics:
        scheduler.step(metric)
        rates.append(optimizer.param_groups[0]["lr"])
    print(f"inline constexpr std::array<double, {len(metrics)}> {name}_metrics = {{"
          + ", ".join(repr(metric) for metric in metrics) + "};")
    print(f"inline constexpr std::array<double, {len(metrics)}> {name} = {{"
          + ", ".join(repr(rate) for rate in rates) + "};")


losses = [1.0, 0.9, 0.95, 0.9, 0.89999, 0.91, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.4, 0.4]
plateau("plateau", losses, patience=2)
plateau("plateau_options", [1 - loss for loss in losses], mode="max", factor=0.5, patience=1,
        threshold=0.05, threshold_mode="abs", cooldown=2, min_lr=0.02)

print("\n}  // namespace reference")
