"""What the peers' programs share: their flags, MNIST, and the record of a run.

A peer program trains one case and writes the same record as this library's examples do with
--json, so that compare.py reads both alike.
"""

import argparse
import gzip
import json
import os
import resource
import statistics
import sys
from pathlib import Path

import numpy
import settings


def flags(description, cases, **switches):
    """The command line's flags; `switches` are a program's own, each with its help."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("case", choices=sorted(cases))
    parser.add_argument("--data", default=os.environ.get("NNLITE_DATA_DIR"))
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", default="")
    for name, text in switches.items():
        parser.add_argument("--" + name.replace("_", "-"), action="store_true", help=text)
    result = parser.parse_args()
    wanted = settings.environment(result.threads)
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.environ.update(wanted)  # too late for libraries that are loaded: restart
        os.execv(sys.executable, [sys.executable, *sys.argv])
    return result


def read_idx(path, header):
    with gzip.open(path) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


def mnist(folder, part, scalar=numpy.float32):
    """Pixels from 0 to 1 [n, 784] and int64 labels [n] of "train" or "t10k"."""
    if folder is None:
        sys.exit("MNIST is needed: name its folder with --data or NNLITE_DATA_DIR")
    folder = Path(folder) / "mnist"
    pixels = read_idx(folder / f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784)
    labels = read_idx(folder / f"{part}-labels-idx1-ubyte.gz", 8)
    return pixels.astype(scalar) / scalar(255), labels.astype(numpy.int64)


def mnist_training(folder):
    """The first 54,000 pictures: the examples keep the last 6,000 for validation."""
    pixels, labels = mnist(folder, "train")
    return pixels[:54000].copy(), labels[:54000].copy()


def finish(run, seconds, losses, figures, versions, **more):
    """Writes the record: each epoch's seconds and loss, or the losses of its steps, which are then
    recorded too; the test's figures, such as the accuracy; and what else there is."""
    steps = [numpy.atleast_1d(of_epoch).tolist() for of_epoch in losses]
    record = {
        "model": run.case,
        "seed": run.seed,
        "threads": run.threads,
        "epochs": [{"loss": statistics.fmean(of_epoch), "seconds": time}
                   for of_epoch, time in zip(steps, seconds)],
        "step_losses": [loss for of_epoch in steps for loss in of_epoch],
        **{f"test_{name}": figure for name, figure in figures.items()},
        "train_seconds": sum(seconds),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "versions": versions,
        **more,
    }
    text = json.dumps(record, indent=2)
    if run.json:
        Path(run.json).write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
