"""How many times faster than oneDNN this library's convolutions are.

    cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DNNLITE_BENCHMARK_PEERS=ON
    cmake --build build --target conv_benchmark
    python3 benchmarks/peers/ratios.py --build build
    python3 benchmarks/peers/ratios.py --build build --only conv2d_forward/N:128/C:32 --threads 1

Each round is a process that times everything in random order, over and over, so a slow minute of
the machine hits both sides. Figures are medians over all rounds. Both libraries' results have been
compared before a rate is printed. Rates count a convolution's sums as the direct algorithm has
them; pooling is in bytes. Ratios that miss their bar are marked, and the program fails.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from compare import OtherLoad, processor, progress, table, write_section

OWN = ""
PEERS = ["onednn_direct", "onednn_auto", "onednn_nhwc"]


def bars_of(case):
    """How many times faster than oneDNN's direct algorithm, and than its best, a case must be."""
    if case.startswith("conv_bias_relu_pool_forward_backward"):
        return 1.5, 1.5
    if case.startswith("conv2d") and not re.search("/R:|/S:|/C:512/", case):
        return 1.0 if "/C:1/" in case else 1.3, 1.0
    return None, None


def program(run):
    only = f"({run.only}).*/T:({run.threads.replace(',', '|')})/(onednn.*/)?real_time"
    return [str(Path(run.build) / "benchmarks" / "conv_benchmark"), f"--benchmark_filter={only}"]


def key_of(name):
    """(case, threads) and side of a line such as conv2d_forward/N:32/.../T:1/onednn_auto."""
    case, threads, side = re.fullmatch(r"(.*)/T:(\d+)/(?:(\w+)/)?real_time", name).groups()
    return (case, threads), side or OWN


def cases(run):
    """All (case, threads), in the program's order."""
    listed = subprocess.run([*program(run), "--benchmark_list_tests"], check=True, text=True,
                            stdout=subprocess.PIPE)
    return list(dict.fromkeys(key_of(name)[0] for name in listed.stdout.split()))


def measure(run, rates):
    """Adds one round's rates to rates[case, threads][side]."""
    # OpenMP's helpers may wait for the next primitive awake, which is faster, but not forever.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("OMP_", "GOMP_"))}
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "record.json"
        command = [*program(run), f"--benchmark_min_time={run.min_time}",
                   f"--benchmark_repetitions={run.repetitions}",
                   "--benchmark_enable_random_interleaving=true",
                   f"--benchmark_out={record}", "--benchmark_out_format=json"]
        result = subprocess.run(command, env=environment, text=True, check=False,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if result.returncode != 0:
            sys.exit(f"{' '.join(command)}\nfailed: {result.stderr.strip()}")
        lines = json.loads(record.read_text(encoding="utf-8"))["benchmarks"]
    for line in lines:
        if line["run_type"] == "iteration":
            key, side = key_of(line["run_name"])
            sides = rates.setdefault(key, {})
            sides.setdefault(side, []).append(line.get("FLOP", line.get("bytes")) / 1e9)


def compared(ratio, bar):
    if bar is None:
        return f"{ratio:.2f}"
    return f"{ratio:.2f} (>= {bar})" + ("" if round(ratio, 2) >= bar else " **missed**")


def row_of(case, threads, rates):
    if PEERS[0] not in rates:
        sys.exit("conv_benchmark has no oneDNN: configure with -DNNLITE_BENCHMARK_PEERS=ON")
    medians = {side: statistics.median(values) for side, values in rates.items()}
    own, peers = medians[OWN], [medians.get(side) for side in PEERS]
    ratios = own / peers[0], own / max(filter(None, peers))
    return [case, threads, f"{own:.1f}", *(f"{rate:.1f}" if rate else "" for rate in peers),
            *map(compared, ratios, bars_of(case))]


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default="build", help="build folder of this library")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repetitions", type=int, default=5, help="of each case in a round")
    parser.add_argument("--min-time", type=float, default=0.1, help="seconds of a repetition")
    parser.add_argument("--threads", default="1,2", help="thread counts")
    parser.add_argument("--only", default="", help="regular expression: only these cases")
    parser.add_argument("--out", help="file to write the table to, such as docs/benchmarks.md")
    return parser.parse_args()


def main():
    run = parse()
    load, rates = OtherLoad(), {}
    for number in range(run.rounds):
        measure(run, rates)
        progress(f"round {number + 1} of {run.rounds} done")
    rows = [row_of(*key, rates[key]) for key in cases(run)]
    busy = load.processors()
    text = (f"- processor: {processor()}, {os.cpu_count()} cores\n- {run.rounds} rounds of "
            f"{run.repetitions}; other programs kept {busy:.1f} processors busy meanwhile\n\n")
    text += table(["GF/s (pooling: GB/s)", "threads", "nnlite", "oneDNN direct", "auto", "nhwc",
                   "faster than direct", "than oneDNN's best"], rows)
    print(text)
    if run.out:
        write_section(run.out, "convolutions", text)
    if busy > 0.1:
        progress("WARNING: the machine had other work. oneDNN's threads wait for each other, so its "
                 "figures at several threads are far too low")
    return 1 if any("missed" in cell for row in rows for cell in row) else 0


if __name__ == "__main__":
    sys.exit(main())
