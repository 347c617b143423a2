"""Writes torch_random.hpp: draws of PyTorch's CPU generator, as literals for the tests.

Run with: python3 tests/reference/torch_random.py (PyTorch 1.13 without MKL, AVX2 or later).
"""

import torch
from numpy_random import run, write

SEEDS = [0, 42, 12345, 2**32 - 1, 2**40 + 7]


def empty(count, kind=torch.float32):
    return torch.empty(count, dtype=kind)


# One call per line, all on the same generator, for every size in turn.
CALLS = {
    "uniform": lambda g, n: empty(n).uniform_(-0.123, 0.777),
    "uniform_double": lambda g, n: empty(n, torch.float64).uniform_(-0.123, 0.777),
    "normal": lambda g, n: empty(n).normal_(0.1, 0.37),
    "normal_double": lambda g, n: empty(n, torch.float64).normal_(0.1, 0.37),
    "bernoulli": lambda g, n: empty(n).bernoulli_(0.7),
    "random_float": lambda g, n: empty(n).random_(),
    "random_double": lambda g, n: empty(n, torch.float64).random_(),
    "random_int32": lambda g, n: empty(n, torch.int32).random_(),
    "random_int64": lambda g, n: empty(n, torch.int64).random_(),
    "random_10": lambda g, n: empty(n, torch.int64).random_(10),
    "random_32": lambda g, n: empty(n, torch.int64).random_(-5, 2**32 - 6),
    "random_33": lambda g, n: empty(n, torch.int64).random_(-5, 2**32 - 5),
    "random_int32_32": lambda g, n: empty(n, torch.int32).random_(-2**31, 2**31 - 1),
    "random_float_7": lambda g, n: empty(n).random_(-7, 7),
    "randperm": lambda g, n: torch.randperm(n),
}

if __name__ == "__main__":
    def fresh(call):
        rows = []
        for seed in SEEDS:
            torch.manual_seed(seed)
            rows.append(call().tolist())
        return rows

    def single(value):
        return float(value).hex() + "F"

    def double(value):
        return float(value).hex()

    calls = {name: (lambda g, n, call=call: call(g, n).numpy()) for name, call in CALLS.items()}
    write("torch", "PyTorch " + torch.__version__, SEEDS, CALLS,
          run(torch.manual_seed, calls, SEEDS), [
              ("rand", "float", fresh(lambda: torch.rand(4)), single),
              ("rand_double", "double", fresh(lambda: torch.rand(4, dtype=torch.float64)), double),
              ("randn_5", "float", fresh(lambda: torch.randn(5)), single),
              ("randn_17", "float", fresh(lambda: torch.randn(17)), single),
              ("randn_double", "double", fresh(lambda: torch.randn(5, dtype=torch.float64)),
               double),
              ("bernoulli", "float",
               fresh(lambda: torch.empty(10).bernoulli_(0.3)), lambda v: "%d" % v),
              ("randint_100", "std::int64_t", fresh(lambda: torch.randint(0, 100, (8,))), str),
              ("randperm", "std::size_t", fresh(lambda: torch.randperm(10)), str),
          ])
