"""Whether the networks for sequences lose what PyTorch's lose, step by step.

    python3 benchmarks/peers/parity.py --build build
    python3 benchmarks/peers/parity.py --build build --seeds 5,17 --only gru

Both sides start with PyTorch's values after manual_seed and take the same batches, without dropout.
Each loss is the one before its step; figures are the largest relative differences over all seeds.
PyTorch in double says how much of a difference is float's rounding, which an RNN enlarges most. Last, the transformer as its
document has it, with dropout: the mean of five seeds' losses in the fifth epoch.
"""

import argparse
import dataclasses
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import compare
from compare import exit_code, finish, progress, table

FIRST = 10
VIT_BAND = (1.9, 2.2)


@dataclasses.dataclass
class Case:
    name: str
    own: list
    torch: list
    epochs: int
    seeds: list
    bars: dict


SEEDS = [0, 1, 2, 3, 4, 11, 123, 2024]
CASES = [
    *(Case(cell, ["sine_forecast", "--cell", cell], [cell], 50, SEEDS,
           {"first": 1e-5, "last": 1e-4})
      for cell in ("rnn", "lstm", "gru")),
    Case("vit", ["digits_vit", "--dropout", "0", "--no-shuffle"],
         ["vit", "--no-dropout", "--no-shuffle"], 2, SEEDS[:1],
         {"all": 1e-4}),
]


def record_of(command):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        result = subprocess.run([*command, "--json", str(path)], text=True, check=False,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if result.returncode != 0:
            sys.exit(f"{' '.join(command)}\nfailed: {result.stderr.strip()}")
        return json.loads(path.read_text(encoding="utf-8"))


def step_losses(record):
    return record.get("step_losses") or [epoch["loss"] for epoch in record["epochs"]]


def largest_difference(losses, wanted):
    if len(losses) != len(wanted):
        sys.exit(f"{len(losses)} steps on one side, {len(wanted)} on the other")
    return max(abs(a / b - 1) for a, b in zip(losses, wanted))


def compare_steps(case, run):
    """Row of the table, and what is wrong."""
    seeds = run.seeds or case.seeds
    worst = {"first": 0.0, "all": 0.0, "last": 0.0, "double": 0.0, "torch": 0.0}
    epochs = ["--epochs", str(case.epochs)]
    for seed in seeds:
        own = step_losses(record_of([f"{run.build}/examples/{case.own[0]}", *case.own[1:],
                                     "--torch-seed", str(seed), *epochs]))
        torch = [sys.executable, str(compare.HERE / "torch_models.py"), *case.torch, "--seed",
                 str(seed), *epochs]
        single = step_losses(record_of(torch))
        double = step_losses(record_of([*torch, "--double"]))
        found = {"first": largest_difference(own[:FIRST], single[:FIRST]),
                 "all": largest_difference(own, single),
                 "last": largest_difference(own[-1:], single[-1:]),
                 "double": largest_difference(own, double),
                 "torch": largest_difference(single, double)}
        progress(f"{case.name}, seed {seed}: "
                 + ", ".join(f"{name} {value:.1e}" for name, value in found.items()))
        worst = {name: max(value, found[name]) for name, value in worst.items()}
    wrong = [f"{case.name}: {worst[name]:.1e} in {name} steps, not {bar:.0e}"
             for name, bar in case.bars.items() if worst[name] > bar]
    cells = [f"{value:.1e}" + (f" (<= {case.bars[name]:.0e})" if name in case.bars else "")
             for name, value in worst.items()]
    return [case.name, ", ".join(map(str, seeds)), *cells], wrong


def dropout_band(run):
    """The document's curve is 2.37 to 2.07, its accuracy .22."""
    records = [record_of([f"{run.build}/examples/digits_vit", "--seed", str(seed)])
               for seed in range(5)]
    curves = zip(*([epoch["loss"] for epoch in record["epochs"]] for record in records))
    means = [statistics.mean(losses) for losses in curves]
    accuracies = [record["test_accuracy"] for record in records]
    text = ("mean loss of each epoch: " + ", ".join(f"{mean:.3f}" for mean in means)
            + f"; test accuracy {min(accuracies):.3f} to {max(accuracies):.3f}")
    low, high = VIT_BAND
    return text, [] if low <= means[-1] <= high else [f"vit: {means[-1]:.3f}, not {low} to {high}"]


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build", help="build folder of this library")
    parser.add_argument("--seeds", default="", help="other seeds, such as 5,17")
    parser.add_argument("--only", choices=[case.name for case in CASES], action="append")
    parser.add_argument("--out", help="file to write the table to, such as docs/benchmarks.md")
    run = parser.parse_args()
    run.seeds = [int(seed) for seed in run.seeds.split(",") if seed]
    return run


def main():
    run = parse()
    rows, wrong = [], []
    for case in CASES:
        if not run.only or case.name in run.only:
            row, problems = compare_steps(case, run)
            rows.append(row)
            wrong += problems
    text = table(["network", "seeds", f"first {FIRST} steps", "all steps", "last step",
                  "all, to PyTorch in double", "PyTorch itself, float to double"], rows)
    if not run.only or "vit" in run.only:
        band, problems = dropout_band(run)
        text += "\n\nThe transformer with dropout 0.1, 5 epochs, 5 seeds: " + band
        wrong += problems
    finish(run, "parity", text)
    return exit_code(wrong)


if __name__ == "__main__":
    sys.exit(main())
