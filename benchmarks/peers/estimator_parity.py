"""Whether MLPClassifier loses and scores what scikit-learn's does on MNIST, iteration by iteration.

    python3 benchmarks/peers/estimator_parity.py --build build --data <folder with mnist/>
    python3 benchmarks/peers/estimator_parity.py --build build --seeds 5,17 --iterations 200 --only sklearn40

Both sides have the same random_state, for the split into training and test rows too. A seed's
difference is the largest relative one of loss_curve over all iterations. In double all seeds must be
within the bar, in float one: there an input of a ReLU that rounds to the other side of 0 now and then
sends a run another way. scikit-learn against itself, with OpenBLAS's kernels for another processor,
says how often.
"""

import argparse
import dataclasses
import os
import statistics
import sys
from typing import Callable

from compare import HERE, exit_code, finish, progress, table
from parity import largest_difference, record_of


@dataclasses.dataclass
class Case:
    name: str  # of scikit_models.py
    what: str
    own: list
    bar: float
    judged: Callable  # which of the seeds' differences must be within the bar


CASES = [Case(f"sklearn{name}{flag}", f"{what}, {scalar}",
              ["--hidden", hidden, *own, *([f"--{flag}"] if flag else [])], bar, judged)
         for name, what, hidden, own in (("16", "(16, 16)", "16,16", []),
                                         ("40", "(40,), early stopping", "40", ["--early-stopping"]))
         for flag, scalar, bar, judged in (("", "double", 1e-9, max), ("float", "float", 1e-5, min))]


def summary(differences, bar):
    within = sum(difference <= bar for difference in differences)
    return (f"{statistics.median(differences):.1e}, {max(differences):.1e} "
            f"({within} of {len(differences)})")


def compare_curves(case, run):
    """Row of the table, and what is wrong."""
    differences, itself, equal, iterations, accuracies = [], [], 0, [], []
    for seed in run.seeds:
        flags = ["--epochs", str(run.iterations), "--data", run.data, "--seed", str(seed)]
        own = record_of([f"{run.build}/examples/mnist_sklearn", *case.own, *flags])
        peer = [sys.executable, str(HERE / "scikit_models.py"), case.name, *flags]
        theirs = record_of(peer)
        again = record_of(["env", "OPENBLAS_CORETYPE=Haswell", *peer])
        differences.append(largest_difference(own["loss_curve"], theirs["step_losses"]))
        itself.append(largest_difference(again["step_losses"], theirs["step_losses"]))
        scores = [[record["test_accuracy"], *record["validation_scores"]]
                  for record in (own, theirs)]
        equal += scores[0] == scores[1]
        iterations.append(len(own["loss_curve"]))
        accuracies.append(scores[0][0])
        progress(f"{case.name}, seed {seed}: {differences[-1]:.1e}, scikit-learn itself "
                 f"{itself[-1]:.1e} after {iterations[-1]} iterations, "
                 f"scores {scores[0][0]} and {scores[1][0]}")
    judged = case.judged(differences)
    wrong = [f"{case.name}: losses differ by {judged:.1e}, not {case.bar:.0e}"]
    return [case.what, ", ".join(map(str, run.seeds)), ", ".join(map(str, iterations)),
            summary(differences, case.bar), summary(itself, case.bar), f"<= {case.bar:.0e}",
            f"{equal} of {len(run.seeds)}",
            ", ".join(f"{accuracy:.4f}" for accuracy in accuracies)], wrong * (judged > case.bar)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build", help="build folder of this library")
    parser.add_argument("--data", default=os.environ.get("NNLITE_DATA_DIR"))
    parser.add_argument("--seeds", default="0,1,2,3,4,5")
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
        ["network", "random_state", "iterations", "losses: median, largest (within the bar)",
         "scikit-learn's own, other kernels", "bar", "equal scores", "test score"], rows))
    return exit_code(wrong)


if __name__ == "__main__":
    sys.exit(main())
