"""Compares training epochs of this library with those of PyTorch and scikit-learn.

    python3 benchmarks/peers/compare.py --build build --data <folder with mnist/>
    python3 benchmarks/peers/compare.py --build build --accuracy

Every run is a process of its own. In each round all sides run one after the other, with the
round's number as their seed, so a slow minute of the machine hits all of them. A side's figure is
the median of its epochs' seconds over all rounds, at the thread count that suits it best. Before
any ratio is printed the sides must have learned the same thing: equal mean test accuracy, within
the case's band.
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

import settings

HERE = Path(__file__).resolve().parent
OWN = "nnlite"


@dataclasses.dataclass
class Case:
    """One network that several sides train. `own` is an example program with its arguments."""
    name: str
    what: str
    own: list
    rivals: dict  # side -> program in this folder, with its own flags
    epochs: int  # of a timed run
    documented_epochs: int  # of an --accuracy run
    band: float  # how far mean test accuracies may lie apart
    bars: dict  # rival -> how many times faster this library must be
    accuracy_bar: float
    memory_bar: float = math.inf  # MB, of this library's runs


TORCH, TORCH_LAST, SCIKIT = "PyTorch", "PyTorch, channels last", "scikit-learn"
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
]


def command_of(case, side, run, threads, seed, epochs, record):
    flags = ["--data", run.data, "--threads", str(threads), "--seed", str(seed),
             "--epochs", str(epochs), "--json", record]
    if side == OWN:
        return [str(Path(run.build) / "examples" / case.own[0]), *case.own[1:], *flags]
    program, *own_flags = case.rivals[side]
    return [sys.executable, str(HERE / program), case.name, *own_flags, *flags]


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


def train(case, side, run, threads, seed, epochs):
    """The record of one run in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        record = str(Path(folder) / "record.json")
        environment = {**os.environ, **settings.environment(threads)}
        command = command_of(case, side, run, threads, seed, epochs, record)
        result = subprocess.run(command, env=environment, text=True, check=False,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if result.returncode != 0:
            sys.exit(f"{' '.join(command)}\nfailed: {result.stderr.strip()}")
        return json.loads(Path(record).read_text(encoding="utf-8"))


def progress(text):
    print(text, file=sys.stderr, flush=True)


def seconds_of(records):
    return statistics.median(epoch["seconds"] for record in records for epoch in record["epochs"])


def mean_accuracy(records):
    return statistics.mean(record["test_accuracy"] for record in records)


def compare(case, run, versions):
    """Rows of the table, and what is wrong."""
    load = OtherLoad()
    records = {(side, threads): [] for side in [OWN, *case.rivals] for threads in run.threads}
    for seed in range(run.rounds):
        for (side, threads), list_of in records.items():
            record = train(case, side, run, threads, seed, run.epochs or case.epochs)
            versions.update(record.get("versions", {}))
            list_of.append(record)
            progress(f"{case.name}, round {seed + 1}, {side}, {threads} thread{'s' * (threads > 1)}: "
                     f"{seconds_of([record]):.3f} s per epoch, "
                     f"test accuracy {record['test_accuracy']:.4f}")
    best = {side: min(run.threads, key=lambda n, s=side: seconds_of(records[s, n]))
            for side in [OWN, *case.rivals]}
    own = records[OWN, best[OWN]]
    own_accuracy = mean_accuracy(own)
    rows, wrong = [], []
    for side, threads in best.items():
        theirs = records[side, threads]
        accuracy, ratio, bar = mean_accuracy(theirs), "", ""
        if side != OWN and abs(accuracy - own_accuracy) > case.band:
            ratio = "not the same thing"
            wrong.append(f"{case.name}: {side} learns {accuracy:.4f}, {OWN} {own_accuracy:.4f}: "
                         f"more than {case.band} apart")
        elif side != OWN:
            rounds = [seconds_of([a]) / seconds_of([b]) for a, b in zip(theirs, own)]
            ratio = seconds_of(theirs) / seconds_of(own)
            wanted = case.bars.get(side)
            bar = f">= {wanted}" if wanted else ""
            if wanted and ratio < wanted:
                wrong.append(f"{case.name}: {ratio:.2f} times faster than {side}, not {wanted}")
            ratio = f"**{ratio:.1f}x** ({min(rounds):.1f} to {max(rounds):.1f})"
        memory = max(record["peak_rss_mb"] for record in theirs)
        rows.append([case.what if side == OWN else "", side,
                     *(f"{seconds_of(records[side, n]):.3f}" for n in run.threads),
                     ratio, bar, f"{accuracy:.4f}", f"{memory:.0f}"])
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
    if run.data is None:
        parser.error("MNIST is needed: name its folder with --data or NNLITE_DATA_DIR")
    run.threads = [int(number) for number in run.threads.split(",")]
    if run.out is None and not run.only:
        run.out = HERE.parent.parent / "docs" / "benchmarks.md"
    return run


def main():
    run = parse()
    rows, wrong, loads, versions = [], [], [], {}
    for case in CASES:
        if run.only and case.name not in run.only:
            continue
        if not run.accuracy and not case.rivals:
            continue
        if run.accuracy:
            row, problems = accuracy_runs(case, run)
            rows.append(row)
        else:
            case_rows, problems, load = compare(case, run, versions)
            rows += case_rows
            loads.append(load)
        wrong += problems
    if run.accuracy:
        name = "accuracy"
        text = table(["network", "epochs", "mean", "lowest", "highest", "bar",
                      "same weights at " + " and ".join(map(str, run.threads)) + " threads",
                      "peak MB"], rows)
    else:
        name = "speed"
        text = machine(run, versions, max(loads, default=0)) + "\n\n" + table(
            ["network", "library", *(f"s per epoch, {n} thread{'s' * (n > 1)}"
                                     for n in run.threads),
             "nnlite is faster by (range of rounds)", "bar", "test accuracy", "peak MB"], rows)
    print(text)
    if run.out:
        write_section(run.out, name, text)
    for problem in wrong:
        print("FAILED:", problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
