"""Whether MLPClassifier loses and scores what scikit-learn's does on MNIST, iteration by iteration.

    python3 benchmarks/peers/estimator_parity.py --build build --data <folder with mnist/>
    python3 benchmarks/peers/estimator_parity.py --build build --seeds 5,17 --iterations 200 --only sklearn40

Both sides have the same random_state, for the split into training and test rows too. Differences are
the largest relative ones of loss_curve over all iterations and seeds. scikit-learn beside itself, with
OpenBLAS's kernels for another processor, says how much of them is rounding: in float an input of a
ReLU that rounds to the other side of 0 now and then sends a run another way.
"""

import argparse
import dataclasses
import os
import sys

from compare import HERE, finish, progress, table
from parity import largest_difference, record_of


@dataclasses.dataclass
class Case:
    name: str  # of scikit_models.py
    what: str
    own: list
    bar: float


CASES = [Case(f"sklearn{name}{flag}", f"{what}, {scalar}",
              ["--hidden", hidden, *own, *([f"--{flag}"] if flag else [])], bar)
         for name, what, hidden, own in (("16", "(16, 16)", "16,16", []),
                                         ("40", "(40,), early stopping", "40", ["--early-stopping"]))
         for flag, scalar, bar in (("", "double", 1e-9), ("float", "float", 1e-5))]


def compare_curves(case, run):
    """Row of the table, and what is wrong."""
    worst, worst_itself, same, accuracies, iterations = 0.0, 0.0, True, [], []
    for seed in run.seeds:
        flags = ["--epochs", str(run.iterations), "--data", run.data, "--seed", str(seed)]
        own = record_of([f"{run.build}/examples/mnist_sklearn", *case.own, *flags])
        peer = [sys.executable, str(HERE / "scikit_models.py"), case.name, *flags]
        theirs = record_of(peer)
        again = record_of(["env", "OPENBLAS_CORETYPE=Haswell", *peer])
        difference = largest_difference(own["loss_curve"], theirs["step_losses"])
        itself = largest_difference(again["step_losses"], theirs["step_losses"])
        scores = [(record["test_accuracy"], record["validation_scores"])
                  for record in (own, theirs)]
        progress(f"{case.name}, seed {seed}: {difference:.1e}, scikit-learn itself {itself:.1e} "
                 f"after {len(own['loss_curve'])} iterations, scores {scores[0][0]} and "
                 f"{scores[1][0]}")
        worst, worst_itself = max(worst, difference), max(worst_itself, itself)
        same = same and scores[0] == scores[1]
        accuracies.append(f"{scores[0][0]:.4f}")
        iterations.append(str(len(own["loss_curve"])))
    wrong = [f"{case.name}: losses differ by {worst:.1e}, not {case.bar:.0e} "
             f"(scikit-learn itself: {worst_itself:.1e})"] if worst > case.bar else []
    return [case.what, ", ".join(map(str, run.seeds)), ", ".join(iterations),
            f"{worst:.1e} (<= {case.bar:.0e})", f"{worst_itself:.1e}", "yes" if same else "no",
            ", ".join(accuracies)], wrong


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build", help="build folder of this library")
    parser.add_argument("--data", default=os.environ.get("NNLITE_DATA_DIR"))
    parser.add_argument("--seeds", default="0,7,2024")
    parser.add_argument("--iterations", type=int, default=10)
    parser.add_argument("--only", choices=[case.name for case in CASES], action="append")
    parser.add_argument("--out", help="file to write the table to, such as docs/benchmarks.md")
    run = parser.parse_args()
    if run.data is None:
        parser.error("MNIST is needed: name its folder with --data or NNLITE_DATA_DIR")
    run.seeds = [int(seed) for seed in run.seeds.split(",")]
    return run


def main():
    run = parse()
    rows, wrong = [], []
    for case in CASES:
        if not run.only or case.name in run.only:
            row, problems = compare_curves(case, run)
            rows.append(row)
            wrong += problems
    finish(run, "estimator parity", table(
        ["network", "random_state", "iterations", "losses differ by",
         "scikit-learn's own, other kernels", "equal scores", "test score"], rows))
    for problem in wrong:
        print("FAILED:", problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
