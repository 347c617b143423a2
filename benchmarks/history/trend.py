"""Shows how fast each benchmark was in the last recorded runs, and marks what has become slower.

    python3 benchmarks/history/trend.py
    python3 benchmarks/history/trend.py --only conv2d_forward --last 5

Reads history.jsonl, which record.py writes; only runs on the processor, and with as many cores, as the
last one count. Rates are in GFLOP/s, GB/s or million items/s. "% of gemm" is the rate relative to
best_gemm_gflops, the best product at one thread in the same run (more than 100 is possible with two
threads, and where an algorithm needs fewer sums than are counted). A fall of more than 5 % against the
run before is marked, and the last line counts those of the last run. "other load" is how many
processors other programs kept busy: a drop under load means little.
"""

import argparse
import json
import re
import sys
from pathlib import Path

HISTORY = Path(__file__).resolve().parent / "history.jsonl"
LARGEST_FALL = 0.05
SHOWN = {"FLOP": ("GFLOP/s", 1e9), "bytes": ("GB/s", 1e9), "items": ("million items/s", 1e6),
         None: ("runs/s", 1)}
FIELDS = ["date", "commit", "processor", "cores", "compiler", "other_load", "best_gemm_gflops", "figures"]


def read(path):
    """The recorded runs, oldest first."""
    path = Path(path)
    if not path.is_file():
        sys.exit(f"trend.py: {path}: expected runs that record.py has written, got no such file")
    runs = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not text.strip():
            continue
        try:
            run = json.loads(text)
        except ValueError as error:
            sys.exit(f"trend.py: {path}, line {number}: expected JSON, got: {error}")
        missing = [name for name in FIELDS if not isinstance(run, dict) or name not in run]
        if missing:
            sys.exit(f"trend.py: {path}, line {number}: expected the fields {', '.join(FIELDS)}, got "
                     f"none of {', '.join(missing)}")
        runs.append(run)
    if not runs:
        sys.exit(f"trend.py: {path}: expected runs, got an empty file")
    return sorted(runs, key=lambda run: run["date"])


def rate_of(figure):
    """Per second; of a benchmark that counts nothing, its runs."""
    return 1e9 / figure["real_time_ns"] if figure["rate"] is None else figure["rate"]


def rows_of(name, runs):
    """A benchmark's table rows, oldest first, and whether it fell in the last of them."""
    rows, before, fell = [], None, False
    for run in runs:
        figure = run["figures"][name]
        rate, marks = rate_of(figure), []
        percent = change = ""
        if figure["unit"] == "FLOP":
            percent = f"{rate / run['best_gemm_gflops'] / 1e7:.0f}"
        fell = False
        if before:
            ratio = rate / rate_of(before["figures"][name]) - 1
            change, fell = f"{100 * ratio:+.1f} %", ratio < -LARGEST_FALL
            marks = ["SLOWER"] * fell
            marks += ["other compiler"] * (run["compiler"] != before["compiler"])
        rows.append([run["date"][:16].replace("T", " "), run["commit"],
                     f"{rate / SHOWN[figure['unit']][1]:.2f}", percent, change,
                     f"{run['other_load']:.1f}", ", ".join(marks)])
        before = run
    return rows, fell


def aligned(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  " + "  ".join(
        cell.ljust(width) if i < 2 or i == len(row) - 1 else cell.rjust(width)
        for i, (cell, width) in enumerate(zip(row, widths))).rstrip() for row in rows)


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", metavar="REGEX", help="only benchmarks with such names")
    parser.add_argument("--last", type=int, default=10, metavar="N",
                        help="runs to show of each benchmark (default 10)")
    parser.add_argument("--history", default=str(HISTORY),
                        help="file to read (default benchmarks/history/history.jsonl)")
    options = parser.parse_args()
    if options.last < 1:
        parser.error(f"--last: expected at least 1, got {options.last}")
    try:
        re.compile(options.only)
    except re.error as error:
        parser.error(f"--only: expected a regular expression, got {options.only}: {error}")
    return options


def main():
    options = parse()
    runs = read(options.history)
    last = runs[-1]
    runs = [run for run in runs
            if (run["processor"], run["cores"]) == (last["processor"], last["cores"])]
    names = [name for name in dict.fromkeys(name for run in reversed(runs) for name in run["figures"])
             if re.search(options.only, name)]
    if not names:
        sys.exit(f"trend.py: --only: expected a name in {options.history}, got {options.only}, which "
                 "matches none")
    print(f"{last['processor']}, {last['cores']} cores, {len(runs)} runs")
    fallen = []
    for name in names:
        of = [run for run in runs if name in run["figures"]]
        rows, fell = rows_of(name, of)
        unit = SHOWN[of[-1]["figures"][name]["unit"]][0]
        header = ["date", "commit", unit, "% of gemm", "change", "other load", ""]
        print(f"\n{name}\n{aligned([header, *rows[-options.last:]])}")
        if fell and of[-1] is last:
            fallen.append(name)
    print(f"\n{len(fallen)} of {len(names)} fell by more than {100 * LARGEST_FALL:.0f} % in the last run"
          + "".join(f"\n  {name}" for name in fallen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
