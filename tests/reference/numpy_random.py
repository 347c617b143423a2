"""Writes numpy_random.hpp: draws of numpy.random.RandomState, as literals for the tests.

Run with: python3 tests/reference/numpy_random.py (NumPy 1.24).
"""

import os
import numpy as np

SEEDS = [0, 42, 12345, 2**32 - 1]
SIZES = [0, 1, 2, 15, 16, 17, 100]
TOP = 2**63 - 1

# One call per line, all on the same generator, for every size in turn.
CALLS = {
    "randn": lambda r, n: r.randn(n),
    "random_sample": lambda r, n: r.random_sample(n),
    "uniform": lambda r, n: r.uniform(-0.123, 0.777, n),
    "uniform_float": lambda r, n: r.uniform(-0.123, 0.777, n).astype(np.float32),
    "normal": lambda r, n: r.normal(0.1, 0.37, n),
    "normal_float": lambda r, n: r.normal(0.1, 0.37, n).astype(np.float32),
    "randint_10": lambda r, n: r.randint(0, 10, n),
    "randint_1": lambda r, n: r.randint(3, 4, n),
    "randint_32": lambda r, n: r.randint(0, 2**32, n),
    "randint_33": lambda r, n: r.randint(-5, 2**32 + 5, n),
    "randint_64": lambda r, n: r.randint(-TOP - 1, TOP, n),
    "permutation": lambda r, n: r.permutation(n),
    "shuffle": lambda r, n: shuffled(r, n),
    "choice_without": lambda r, n: r.choice(2 * n, n, replace=False) if n else np.zeros(0, int),
    "choice_with": lambda r, n: r.choice(n + 3, n, replace=True),
}


def shuffled(generator, count):
    values = np.arange(count)[::-1].copy()
    generator.shuffle(values)
    return values


def bits(values):
    kind = {4: np.uint32, 8: np.uint64}[values.itemsize]
    return [int(b) for b in np.ascontiguousarray(values).view(kind)]


def mixed(start, values):
    """FNV-1a over whole words."""
    for b in bits(values):
        start = ((start ^ b) * 0x100000001B3) % 2**64
    return start


def run(make, calls, seeds):
    """Per seed and call: the hash of the bits of the draws of all sizes."""
    rows = []
    for seed in seeds:
        generator = make(seed)
        hashes = {name: 0xCBF29CE484222325 for name in calls}
        for size in SIZES:
            for name, call in calls.items():
                hashes[name] = mixed(hashes[name], call(generator, size))
        rows.append(list(hashes.values()))
    return rows


def literals(name, kind, columns, rows, form):
    text = "inline constexpr %s %s[][%d] = {\n" % (kind, name, columns)
    for row in rows:
        text += "    {" + ", ".join(form(v) for v in row) + "},\n"
    return text + "};\n"


def write(library, version, seeds, calls, hashes, arrays):
    text = "#pragma once\n\n#include <cstddef>\n#include <cstdint>\n\n"
    text += "// Written by %s_random.py with %s.\n" % (library, version)
    text += "namespace reference::%s_random {\n\n" % library
    text += "// clang-format off\n"
    text += "inline constexpr std::uint64_t seeds[] = {%s};\n" % ", ".join("%dU" % s for s in seeds)
    text += "inline constexpr std::size_t sizes[] = {%s};\n\n" % ", ".join(map(str, SIZES))
    for name, kind, rows, form in arrays:
        text += literals(name, kind, len(rows[0]), rows, form) + "\n"
    text += "// Hashes of all draws: one row per seed, one column per call, in the order\n"
    text += "".join("//   %s\n" % name for name in calls)
    text += literals("hashes", "std::uint64_t", len(calls), hashes, lambda v: "0x%016xU" % v)
    text += "// clang-format on\n\n}  // namespace reference::%s_random\n" % library
    with open(os.path.join(os.path.dirname(__file__), library + "_random.hpp"), "w") as file:
        file.write(text)


if __name__ == "__main__":
    def hexadecimal(value):
        return float(value).hex()

    def fresh(call):
        return [list(call(np.random.RandomState(seed))) for seed in SEEDS]

    write("numpy", "NumPy " + np.__version__, SEEDS, CALLS,
          run(np.random.RandomState, CALLS, SEEDS), [
              ("random_sample", "double", fresh(lambda r: r.random_sample(4)), hexadecimal),
              ("randn", "double", fresh(lambda r: r.randn(5)), hexadecimal),
              ("randint_100", "std::int64_t", fresh(lambda r: r.randint(0, 100, 8)), str),
              ("permutation", "std::size_t", fresh(lambda r: r.permutation(10)), str),
              ("choice_without", "std::size_t",
               fresh(lambda r: r.choice(10, 4, replace=False)), str),
          ])
