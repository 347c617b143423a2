"""Times benchmark programs and keeps the figures: one line of history.jsonl per run.

    python3 benchmarks/history/record.py --build build
    python3 benchmarks/history/record.py --build build gemm_benchmark --filter M:200

A line is a JSON object: date (UTC), commit of the build's sources ("+" if they differ from it),
processor, cores, compiler, other_load (how many processors other programs kept busy meanwhile),
best_gemm_gflops and figures. best_gemm_gflops is the best rate of gemm_benchmark's largest products at
one thread, nnlite's or OpenBLAS's, in the same run: what this machine gave at that hour. figures has,
by the benchmark's name, real_time_ns, rate (per second; null if it counts nothing) and unit ("FLOP",
"bytes", "items"): medians over the repetitions, which come in random order. Programs are not built here.
"""

import argparse
import datetime
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peers"))

from compare import OtherLoad, compiler, processor, progress  # noqa: E402  (needs the path above)

HISTORY = HERE / "history.jsonl"
PROGRAMS = ["conv_benchmark", "gemm_benchmark", "train_step_benchmark"]
OWN = "/T:[0-9]+/real_time$"  # not another library's, nor another algorithm's
LARGEST_PRODUCTS = "^gemm_.*/M:(1024|4096)/N:(1024|2048)/K:(784|1024)/T:1/"
NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
UNITS = ["FLOP", "bytes", "items"]


def short(number):
    """With six digits, which is more than the clock knows."""
    return float(f"{number:.6g}")


def figures_of(lines):
    """Medians over the repetitions, by name, of the benchmarks in Google Benchmark's JSON."""
    repetitions = {}
    for line in lines:
        if line["run_type"] == "iteration":
            if line.get("error_occurred"):
                sys.exit(f"record.py: {line['name']}: expected figures, got the error "
                         f"{line.get('error_message')!r}")
            repetitions.setdefault(line["run_name"], []).append(line)
    figures = {}
    for name, of in repetitions.items():
        unit = next((unit for unit in UNITS if unit in of[0]), None)
        figures[name] = {
            "real_time_ns": short(statistics.median(
                line["real_time"] * NANOSECONDS[line["time_unit"]] for line in of)),
            "rate": short(statistics.median(line[unit] for line in of)) if unit else None,
            "unit": unit}
    return figures


def measure(run, program, only):
    """The figures of those of a program's benchmarks whose names match."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        command = [str(Path(run.build) / "benchmarks" / program), f"--benchmark_filter={only}",
                   f"--benchmark_min_time={run.min_time}",
                   f"--benchmark_repetitions={run.repetitions}",
                   "--benchmark_enable_random_interleaving=true",
                   f"--benchmark_out={record}", "--benchmark_out_format=json"]
        result = subprocess.run(command, text=True, check=False, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)
        if result.returncode != 0:
            sys.exit(f"record.py: {' '.join(command)}: expected exit status 0, got "
                     f"{result.returncode}: {result.stderr.strip()}")
        text = record.read_text(encoding="utf-8")
    return figures_of(json.loads(text)["benchmarks"]) if text else {}  # "" if no name matches


def sources_of(build):
    """The folder that the build folder was configured for."""
    cache = Path(build) / "CMakeCache.txt"
    if not cache.is_file():
        sys.exit(f"record.py: --build: expected a build folder, got {build}, which has no "
                 "CMakeCache.txt")
    found = re.search(r"^CMAKE_HOME_DIRECTORY:\w+=(.*)$", cache.read_text(encoding="utf-8"), re.M)
    return found.group(1)


def commit_of(folder):
    """The commit in short, with "+" if the folder's files differ from it; the history may."""
    def git(*words):
        try:
            return subprocess.run(["git", "-C", folder, *words], check=True, text=True,
                                  capture_output=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError) as error:
            return sys.exit(f"record.py: {folder}: expected a git repository, got: "
                            f"{getattr(error, 'stderr', '') or error}".strip())

    changes = git("status", "--porcelain", "--", ":/", ":(top,exclude)benchmarks/history/history.jsonl")
    return git("rev-parse", "--short", "HEAD") + ("+" if changes else "")


def check_programs(run):
    for program in ["gemm_benchmark", *run.programs]:
        path = Path(run.build) / "benchmarks" / program
        if not os.access(path, os.X_OK) or path.is_dir():
            sys.exit(f"record.py: expected the program {path}, got none: cmake --build {run.build} "
                     f"--target {program}")


def record(run):
    """The run's line, as a dictionary."""
    sources = sources_of(run.build)
    check_programs(run)
    line = {"date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "commit": commit_of(sources), "processor": processor(), "cores": os.cpu_count(),
            "compiler": compiler(run.build)}
    load, figures = OtherLoad(), {}
    products = measure(run, "gemm_benchmark", LARGEST_PRODUCTS)
    if not products:
        sys.exit(f"record.py: gemm_benchmark: expected products {LARGEST_PRODUCTS}, got none")
    best = max(figure["rate"] for figure in products.values())
    progress(f"best product: {best / 1e9:.1f} GFLOP/s at one thread")
    for program in run.programs:
        found = measure(run, program, run.filter)
        progress(f"{program}: {len(found)} benchmarks")
        figures.update(found)
    if not figures:
        sys.exit(f"record.py: --filter: expected names of {', '.join(run.programs)}, got "
                 f"{run.filter}, which matches none")
    return {**line, "other_load": round(load.processors(), 2), "best_gemm_gflops": short(best / 1e9),
            "figures": figures}


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", default=PROGRAMS,
                        help=f"of the folder benchmarks/ of the build; by default {', '.join(PROGRAMS)}")
    parser.add_argument("--build", default="build", help="build folder of this library")
    parser.add_argument("--filter", default=OWN, help="regular expression: only these benchmarks; by "
                        "default nnlite's own at their fastest, '/T:[0-9]+/real_time$'")
    parser.add_argument("--repetitions", type=int, default=5, help="of each benchmark (default 5)")
    parser.add_argument("--min-time", type=float, default=0.1,
                        help="seconds of a repetition (default 0.1)")
    parser.add_argument("--out", default=str(HISTORY),
                        help="file that gets the line (default benchmarks/history/history.jsonl)")
    return parser.parse_args()


def main():
    run = parse()
    line = record(run)
    with open(run.out, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    progress(f"{run.out}: one more line, {len(line['figures'])} figures of {line['commit']}")
    if line["other_load"] > 0.1:
        progress(f"WARNING: other programs kept {line['other_load']} processors busy meanwhile: the "
                 "figures are too low")
    return 0


if __name__ == "__main__":
    sys.exit(main())
