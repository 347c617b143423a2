#!/usr/bin/env python3
"""Writes tests/reference/minimisers.hpp: what SciPy's fmin_cg and fmin_l_bfgs_b make of some functions.

A long search doubles its rounding errors with every step or so: a case whose counts of calls change
when f and its gradient are off by half an ulp, in SciPy itself, is marked as not steady.
"""
import warnings
import numpy as np
import scipy
from scipy.optimize import fmin_cg, fmin_l_bfgs_b, rosen, rosen_der

warnings.simplefilter("ignore")


def quadratic(condition):
    def weights(x):
        return condition ** (np.arange(len(x)) / (len(x) - 1))
    return (lambda x: 0.5 * np.sum(weights(x) * (x - np.cos(np.arange(len(x)))) ** 2),
            lambda x: weights(x) * (x - np.cos(np.arange(len(x)))))


functions = {
    "rosenbrock": (rosen, rosen_der),
    "quadratic_1e2": quadratic(1e2),
    "quadratic_1e4": quadratic(1e4),
    "quartic": (lambda x: np.sum(x ** 4), lambda x: 4 * x ** 3),
    "absolute": (lambda x: np.sum(np.abs(x)), np.sign),
    "uphill": (lambda x: np.sum(x ** 2), lambda x: -2 * x),  # a gradient of the wrong sign
    "falling": (lambda x: -np.sum(x), lambda x: -np.ones_like(x)),
}
exact = ("quartic", "absolute", "uphill", "falling")  # few operations, the same everywhere


def conjugate_gradient(f, gradient, x0, limit):
    points = []
    x, value, calls, gradients, status = fmin_cg(f, x0, gradient, maxiter=limit, full_output=1,
                                                 disp=0, callback=points.append)
    return value, len(points), calls, gradients, status


def lbfgs(f, gradient, x0, limit):
    x, value, d = fmin_l_bfgs_b(f, x0, gradient, maxiter=limit or 15000)
    return f(x), d["nit"], d["funcalls"], d["funcalls"], d["warnflag"]


def is_steady(method, f, gradient, x0, limit, counts):
    random = np.random.RandomState(0)

    def noise(shape=None):
        return 1 + random.uniform(-4e-16, 4e-16, shape)
    return all(method(lambda x: f(x) * noise(), lambda x: gradient(x) * noise(x.shape), x0,
                      limit)[1:] == counts for _ in range(20))


def braces(numbers):
    return "{" + ", ".join(repr(float(number)) for number in numbers) + "}"


def write(name, method, cases):
    print(f"\ninline const std::vector<Minimisation> {name} = {{")
    for function, x0, limit in cases:
        f, gradient = functions[function]
        x0 = np.array(x0, float)
        value, *counts = method(f, gradient, x0, limit)
        steady = function in exact or is_steady(method, f, gradient, x0, limit, tuple(counts))
        print(f'    {{"{function}", {braces(x0)}, {limit or 0}, {float(value)!r},\n     '
              + ", ".join(str(count) for count in counts) + f", {str(steady).lower()}}},")
    print("};")


classic, mixed = [-1.2, 1], [1.3, 0.7, 0.8, 1.9, 1.2]
print(f"""#pragma once

// Written by tests/reference/minimisers.py with SciPy {scipy.__version__}.

#include <cstddef>
#include <vector>

namespace reference {{

struct Minimisation {{
    const char* function;
    std::vector<double> x0;
    std::size_t most_iterations;  // 0: SciPy's own limit
    double value;
    std::size_t iterations;
    std::size_t function_calls;
    std::size_t gradient_calls;
    int status;
    bool steady;  // rounding does not change the counts
}};""")
starts = [("rosenbrock", x0) for x0 in (
    classic, [0, 0], [2, 2], [-0.5, -0.5], [3, 1], mixed, [2] * 5, [0] * 5, (classic * 3)[:5],
    mixed * 2, [1.2] * 10, [0] * 10, classic * 5)]
starts += [("quadratic_1e2", [0] * 10), ("quadratic_1e2", [0] * 20), ("quadratic_1e4", [0] * 20)]
edges = [("quartic", [1], None), ("quartic", [1], 1), ("quartic", [1, -0.5], None),
         ("absolute", [1], None), ("uphill", [1], None), ("uphill", [1, -0.5], None)]
every = [(function, x0, limit) for function, x0 in starts for limit in (15, 30, None)] + edges
write("conjugate_gradient", conjugate_gradient, every + [("absolute", [1, -0.5], None),
                                                         ("falling", [1], 5)])
write("lbfgs", lbfgs, every + [("falling", [1], None)])
print("\n}  // namespace reference")
