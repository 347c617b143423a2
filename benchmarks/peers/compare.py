"""Compares training epochs of this library with those of PyTorch and scikit-learn.

    python3 benchmarks/peers/compare.py --build build --data <folder with mnist/>
    python3 benchmarks/peers/compare.py --build build --only rnn --only lstm --only gru --only vit
    python3 benchmarks/peers/compare.py --build build --only sklearn16 --only sklearn16float
    python3 benchmarks/peers/compare.py --build build --only ex4 --only ex4lambda10
    python3 benchmarks/peers/compare.py --build build --accuracy

Every run is a process of its own. In each round all sides run one after the other, with the
round's number as their seed, so a slow minute of the machine hits all of them. A side's figure is
the median of its epochs' seconds over all rounds, at the thread count that suits it best; OpenBLAS
has as many threads as PyTorch, and a peer's threads wait for work as suits it best (OMP_WAIT_POLICY).
Before any ratio is printed the sides must have learned the same thing: equal mean test accuracy, within
the case's band; where both sides start with the very same values, as for the sequences and the
estimators, an equal loss at the end.
"""

import argparse
import dataclasses
import json
import math
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Callable

import settings

HERE = Path(__file__).resolve().parent
OWN = "nnlite"


@dataclasses.dataclass(frozen=True)
class Section:
    """A table of docs/benchmarks.md: what its columns of times and of learning are."""
    name: str
    times: str
    learned: str
    figure: Callable  # of a record: what the run has learned
    seed: str = "--seed"  # this library's flag
    needs_mnist: bool = False


SPEED = Section("speed", "s per epoch", "test accuracy", lambda record: record["test_accuracy"],
                needs_mnist=True)
ESTIMATORS = Section("estimators", "s per iteration", "last loss",
                     lambda record: record["epochs"][-1]["loss"], needs_mnist=True)
EX4 = Section("ex4", "s", "cost", lambda record: record["epochs"][-1]["loss"], needs_mnist=True)
SEQUENCES = Section("sequences", "s", "last loss", lambda record: record["epochs"][-1]["loss"],
                    seed="--torch-seed")


@dataclasses.dataclass
class Case:
    """One network that several sides train. `own` is an example program with its arguments."""
    name: str
    what: str
    own: list
    rivals: dict  # side -> program in this folder, with its own flags
    epochs: int  # of a timed run
    band: float  # how far the means of what is learned may lie apart
    bars: dict  # rival -> how many times faster this library must be
    documented_epochs: int = 0  # of an --accuracy run; 0: there is none
    accuracy_bar: float = 0
    memory_bar: float = math.inf  # MB, of this library's runs
    section: Section = SPEED
    whole: bool = False  # a run's seconds count, not an epoch's


TORCH, TORCH_LAST, SCIKIT = "PyTorch", "PyTorch, channels last", "scikit-learn"
SCIPY, SCIPY_JOINT = "NumPy and SciPy", "NumPy and SciPy, cost and gradient in one"
TORCH_FOREACH = "PyTorch, foreach"
TORCH_MODELS = {TORCH: ["torch_models.py"]}
TORCH_IMAGES = {**TORCH_MODELS, TORCH_LAST: ["torch_models.py", "--channels-last"]}
CASES = [
    Case("mlp16", "MNIST 784-16-16-10, batch 200, Adam",
         ["mnist_mlp", "--hidden", "16,16", "--batch-size", "200"],
         {**TORCH_MODELS, SCIKIT: ["scikit_models.py"]},
         epochs=4, documented_epochs=4, band=0.01, bars={TORCH: 4}, accuracy_bar=0.925),
    Case("mlp256", "MNIST 784-256-128-10, dropout 0.3, batch 32, Adam",
         ["mnist_mlp", "--hidden", "256,128", "--dropout", "0.3", "--batch-size", "32"],
         TORCH_MODELS,
         epochs=3, documented_epochs=10, band=0.005, bars={TORCH: 2.5}, accuracy_bar=0.980),
    Case("chollet", "MNIST CNN 32-64, dropout 0.2, batch 200, Adam",
         ["mnist_cnn", "--model", "chollet", "--batch-size", "200"],
         TORCH_IMAGES, epochs=2, documented_epochs=4, band=0.01,
         bars={TORCH: 3, TORCH_LAST: 3}, accuracy_bar=0.983, memory_bar=400),
    Case("chollet100", "MNIST CNN 32-64, dropout 0.2, batch 100, Adam",
         ["mnist_cnn", "--model", "chollet", "--batch-size", "100"],
         {}, epochs=0, documented_epochs=10, band=0, bars={}, accuracy_bar=0.989),
    Case("dense", "MNIST CNN 32-64-128, dropout 0.5, batch 32, Adam",
         ["mnist_cnn", "--model", "dense", "--batch-size", "32"],
         TORCH_IMAGES, epochs=1, documented_epochs=10, band=0.01,
         bars={TORCH: 3, TORCH_LAST: 3}, accuracy_bar=0.989),
    Case("same", "MNIST CNN 32-64-64, padding same, batch 200, Adam",
         ["mnist_cnn", "--model", "same", "--filters", "32,64,64", "--batch-size", "200"],
         TORCH_IMAGES, epochs=1, documented_epochs=4, band=0.01,
         bars={TORCH: 2.5, TORCH_LAST: 2.5}, accuracy_bar=0.983),
    *(Case(cell, f"sine wave, {cell.upper()} of 50, 50 steps of 144 windows, Adam",
           ["sine_forecast", "--cell", cell],
           {**TORCH_MODELS, TORCH_FOREACH: ["torch_models.py", "--foreach"]},
           epochs=50, band=1e-6, bars={TORCH: bar, TORCH_FOREACH: bar}, section=SEQUENCES,
           whole=True)
      for cell, bar in (("rnn", 3), ("lstm", 4), ("gru", 4))),
    Case("vit", "8x8 digits, vision transformer, dropout 0.1, batch 64, Adam, epoch",
         ["digits_vit"], TORCH_MODELS, epochs=2, band=0.1, bars={TORCH: 4}, section=SEQUENCES,
         memory_bar=120),
    *(Case(f"sklearn16{flag}", f"MNIST, 56,000 rows, MLPClassifier (16, 16) in {scalar}",
           ["mnist_sklearn", "--hidden", "16,16", *([f"--{flag}"] if flag else [])],
           {SCIKIT: ["scikit_models.py"]},
           epochs=5, band=band, bars={SCIKIT: bar}, section=ESTIMATORS)
      for flag, scalar, band, bar in (("", "double", 2e-10, 4), ("float", "float", 2e-6, 5))),
    *(Case(name, f"ex4, 5,000 pictures, lambda {lam}, 50 iterations of conjugate gradients",
           ["ex4_digits", "--lambda", lam],
           {SCIPY: ["scipy_models.py"], SCIPY_JOINT: ["scipy_models.py", "--joint"]},
           epochs=50, band=1e-5, bars={SCIPY: 4}, section=EX4, whole=True)
      for name, lam in (("ex4", "0"), ("ex4lambda10", "10"))),
]


def command_of(case, side, run, threads, seed, epochs, record):
    flags = ["--threads", str(threads), "--epochs", str(epochs), "--json", record]
    if case.section.needs_mnist:
        flags += ["--data", run.data]
    if side == OWN:
        return [str(Path(run.build) / "examples" / case.own[0]), *case.own[1:],
                case.section.seed, str(seed), *flags]
    program, *own_flags = case.rivals[side]
    return [sys.executable, str(HERE / program), case.name, *own_flags, "--seed", str(seed), *flags]


def busy_seconds():
    """Processor seconds that the whole machine has worked since it started; None if unknown."""
    try:
        fields = [int(x) for x in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    except OSError:
        return None
    return (sum(fields) - fields[3] - fields[4]) / os.sysconf("SC_CLK_TCK")


def processor_seconds_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class OtherLoad:
    """How many processors other programs keep busy meanwhile."""

    def __init__(self):
        self.start = self.now()

    @staticmethod
    def now():
        return busy_seconds(), processor_seconds_of_children(), os.times().elapsed

    def processors(self):
        begin, end = self.start, self.now()
        if begin[0] is None:
            return float("nan")
        return max(0.0, (end[0] - begin[0] - (end[1] - begin[1])) / (end[2] - begin[2]))


def train(case, side, run, threads, seed, epochs, wait=""):
    """The record of one run in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        record = str(Path(folder) / "record.json")
        environment = {**os.environ, **settings.environment(threads, wait)}
        command = command_of(case, side, run, threads, seed, epochs, record)
        result = subprocess.run(command, env=environment, text=True, check=False,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if result.returncode != 0:
            sys.exit(f"{' '.join(command)}\nfailed: {result.stderr.strip()}")
        return json.loads(Path(record).read_text(encoding="utf-8"))


def progress(text):
    print(text, file=sys.stderr, flush=True)


def seconds_of(case, records):
    if case.whole:
        return statistics.median(record["train_seconds"] for record in records)
    return statistics.median(epoch["seconds"] for record in records for epoch in record["epochs"])


def learned(case, records):
    return statistics.mean(case.section.figure(record) for record in records)


def compare(case, run, versions):
    """Rows of the table, and what is wrong."""
    load = OtherLoad()
    records = {(side, threads, wait): [] for side in [OWN, *case.rivals] for threads in run.threads
               for wait in ([""] if side == OWN else settings.waits(threads))}
    for seed in range(run.rounds):
        for (side, threads, wait), list_of in records.items():
            record = train(case, side, run, threads, seed, run.epochs or case.epochs, wait)
            versions.update(record.get("versions", {}))
            list_of.append(record)
            progress(f"{case.name}, round {seed + 1}, {side}, {threads} thread{'s' * (threads > 1)}, "
                     f"{'waiting ' + wait if wait else 'waiting as usual'}: "
                     f"{seconds_of(case, [record]):.3f} {case.section.times}, "
                     f"{case.section.learned} {learned(case, [record]):.6f}")
    # Of each side: its records by thread count, of the better way to wait, and the best of these.
    by_threads = {side: {n: min((kept for (s, m, _), kept in records.items() if (s, m) == (side, n)),
                                key=lambda kept: seconds_of(case, kept)) for n in run.threads}
                  for side in [OWN, *case.rivals]}
    best = {side: min(of.values(), key=lambda kept: seconds_of(case, kept))
            for side, of in by_threads.items()}
    own = best[OWN]
    own_figure = learned(case, own)
    rows, wrong = [], []
    for side, theirs in best.items():
        figure, ratio, bar = learned(case, theirs), "", ""
        if side != OWN and abs(figure - own_figure) > case.band:
            ratio = "not the same thing"
            wrong.append(f"{case.name}: {side} has {case.section.learned} {figure:.6f}, "
                         f"{OWN} {own_figure:.6f}: "
                         f"more than {case.band} apart")
        elif side != OWN:
            rounds = [seconds_of(case, [a]) / seconds_of(case, [b]) for a, b in zip(theirs, own)]
            ratio = seconds_of(case, theirs) / seconds_of(case, own)
            wanted = case.bars.get(side)
            bar = f">= {wanted}" if wanted else ""
            if wanted and ratio < wanted:
                wrong.append(f"{case.name}: {ratio:.2f} times faster than {side}, not {wanted}")
            ratio = f"**{ratio:.1f}x** ({min(rounds):.1f} to {max(rounds):.1f})"
        memory = max(record["peak_rss_mb"] for record in theirs)
        rows.append([case.what if side == OWN else "", side,
                     *(f"{seconds_of(case, by_threads[side][n]):.3f}" for n in run.threads),
                     ratio, bar, f"{figure:.4f}", f"{memory:.0f}"])
        if side == OWN and memory > case.memory_bar:
            wrong.append(f"{case.name}: {memory:.0f} MB at most, not {case.memory_bar}")
    progress(f"{case.name}: other programs kept {load.processors():.1f} processors busy meanwhile")
    return rows, wrong, load.processors()


def accuracy_runs(case, run):
    """Row of the accuracy table, and what is wrong."""
    wrong, accuracies, memories, seeds = [], [], [], range(3)
    epochs = run.epochs or case.documented_epochs
    for seed in seeds:
        records = [train(case, OWN, run, threads, seed, epochs) for threads in run.threads]
        checksums = {record["weights_crc32"] for record in records}
        if len(checksums) > 1:
            wrong.append(f"{case.name}, seed {seed}: other weights with other thread counts")
        accuracies.append(records[0]["test_accuracy"])
        memories += [record["peak_rss_mb"] for record in records]
        progress(f"{case.name}, seed {seed}: test accuracy {accuracies[-1]:.4f}, "
                 f"weights {checksums}")
    if max(memories) > case.memory_bar:
        wrong.append(f"{case.name}: {max(memories):.0f} MB at most, not {case.memory_bar}")
    mean = statistics.mean(accuracies)
    if mean < case.accuracy_bar:
        wrong.append(f"{case.name}: mean test accuracy {mean:.4f}, not {case.accuracy_bar}")
    same = "no" if any("other weights" in text for text in wrong) else "yes"
    return [case.what, str(epochs), f"{mean:.4f}", f"{min(accuracies):.4f}",
            f"{max(accuracies):.4f}", f">= {case.accuracy_bar}", same,
            f"{max(memories):.0f}"], wrong


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def processor():
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    model = re.search(r"model name\s*: (.*)", text)
    wide = " with AVX-512" if " avx512f" in text else " with AVX2" if " avx2" in text else ""
    return (model.group(1) if model else platform.processor()) + wide


def compiler(build):
    """The compiler's name, version and flags as the build folder knows them."""
    cache = (Path(build) / "CMakeCache.txt").read_text(encoding="utf-8")

    def entry(name):
        found = re.search(rf"^{name}:\w+=(.*)$", cache, re.M)
        return found.group(1) if found else ""

    program = entry("CMAKE_CXX_COMPILER")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    kind = entry("CMAKE_BUILD_TYPE")
    flags = [entry("CMAKE_CXX_FLAGS"), entry(f"CMAKE_CXX_FLAGS_{kind.upper()}"),
             "-march=native" if entry("NNLITE_NATIVE") == "ON" else ""]
    return version.stdout.split("\n")[0] + ", " + " ".join(filter(None, flags))


def package_versions():
    """Of the packaged libraries that the build uses, where dpkg knows them."""
    names = {"libxtensor-dev": "xtensor", "libxsimd-dev": "xsimd", "libopenblas0-pthread": "OpenBLAS"}
    result = {}
    for package, name in names.items():
        try:
            found = subprocess.run(["dpkg-query", "-W", "-f=${Version}", package],
                                   capture_output=True, text=True, check=False)
        except OSError:
            return {}
        if found.returncode == 0 and found.stdout:
            result[name] = re.sub(r"[-+].*", "", found.stdout)
    return result


def machine(run, versions, load):
    versions = {**package_versions(), "Python": platform.python_version(), **versions}
    return "\n".join([
        f"- processor: {processor()}, {os.cpu_count()} cores",
        f"- system: {platform.system()} {platform.machine()}",
        f"- compiler: {compiler(run.build)}",
        "- libraries: " + ", ".join(f"{name} {version}" for name, version in versions.items()),
        f"- {run.rounds} rounds; other programs kept {load:.1f} processors busy meanwhile",
    ])


def write_section(path, name, text):
    """Replaces what stands between the two comments that carry the section's name."""
    begin = f"<!-- {name}: written by {Path(sys.argv[0]).name} -->\n"
    end = f"<!-- end of {name} -->\n"
    path = Path(path)
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    pattern = re.escape(begin) + ".*?" + re.escape(end)
    if not re.search(pattern, old, re.S):
        sys.exit(f"{path}: expected the lines {begin.strip()} and {end.strip()}")
    path.write_text(re.sub(pattern, lambda _: begin + "\n" + text + "\n\n" + end, old, flags=re.S),
                    encoding="utf-8")


def parse():
    names = [case.name for case in CASES]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build", help="build folder of this library")
    parser.add_argument("--data", default=os.environ.get("NNLITE_DATA_DIR"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=0, help="0: as the case says")
    parser.add_argument("--threads", default="1,2", help="thread counts to try")
    parser.add_argument("--only", choices=names, action="append", help="only this case")
    parser.add_argument("--accuracy", action="store_true",
                        help="no rivals: what the documented runs reach, with 3 seeds")
    parser.add_argument("--out", default=None,
                        help="file to write the tables to; docs/benchmarks.md if all cases run")
    run = parser.parse_args()
    run.cases = [case for case in CASES if not run.only or case.name in run.only]
    if run.data is None and any(case.section.needs_mnist for case in run.cases):
        parser.error("MNIST is needed: name its folder with --data or NNLITE_DATA_DIR")
    run.threads = [int(number) for number in run.threads.split(",")]
    if run.out is None and not run.only:
        run.out = HERE.parent.parent / "docs" / "benchmarks.md"
    return run


def finish(run, name, text):
    print(text)
    if run.out:
        write_section(run.out, name, text)


def exit_code(wrong):
    """Of a program that has found these problems, which it prints."""
    for problem in wrong:
        print("FAILED:", problem, file=sys.stderr)
    return 1 if wrong else 0


def accuracy_table(run):
    rows, wrong = [], []
    for case in run.cases:
        if case.documented_epochs:
            row, problems = accuracy_runs(case, run)
            rows.append(row)
            wrong += problems
    finish(run, "accuracy", table(
        ["network", "epochs", "mean", "lowest", "highest", "bar",
         "same weights at " + " and ".join(map(str, run.threads)) + " threads", "peak MB"], rows))
    return wrong


def speed_table(run, section):
    rows, wrong, loads, versions = [], [], [], {}
    for case in run.cases:
        if case.section is section and case.rivals:
            case_rows, problems, load = compare(case, run, versions)
            rows += case_rows
            wrong += problems
            loads.append(load)
    if rows:
        finish(run, section.name, machine(run, versions, max(loads)) + "\n\n" + table(
            ["network", "library",
             *(f"{section.times}, {n} thread{'s' * (n > 1)}" for n in run.threads),
             "nnlite is faster by (range of rounds)", "bar", section.learned, "peak MB"], rows))
    return wrong


def main():
    run = parse()
    if run.accuracy:
        wrong = accuracy_table(run)
    else:
        wrong = [problem for section in (SPEED, SEQUENCES, ESTIMATORS, EX4)
                 for problem in speed_table(run, section)]
    return exit_code(wrong)


if __name__ == "__main__":
    sys.exit(main())
