#!/usr/bin/env python3
"""Reads SciPy's own MAT files with read_mat() and with scipy.io.loadmat(), and compares: every variable
must have SciPy's numbers, or an error that names it. The last line: suite: passed, not supported, failed."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

try:
    import numpy as np
    import scipy.io
    import scipy.sparse
except ImportError:
    print("SKIPPED: there is no python3-scipy")
    sys.exit()

root = pathlib.Path(__file__).resolve().parents[2]
data = pathlib.Path(scipy.io.__file__).parent / "matlab/tests/data"
files = sorted(data.glob("*.mat"))
if not files:
    print("SKIPPED: python3-scipy has no test data")
    sys.exit()
warnings.simplefilter("ignore")


def outcome(name, ours, theirs):
    """passed, not supported, or failed and why"""
    if isinstance(ours, str):
        return "not supported" if f"variable {name}: " in ours else f"failed: {ours}"
    if not isinstance(theirs, np.ndarray) or theirs.dtype.kind not in "fiub":
        return "failed: SciPy has no numbers"
    numbers = np.array([float(number) for number in ours["numbers"]]).reshape(ours["shape"])
    same = theirs.shape == numbers.shape and np.array_equal(theirs.astype(float), numbers, equal_nan=True)
    return "passed" if same else "failed: other numbers"


passed, failed, unsupported = 0, 0, []
with tempfile.TemporaryDirectory() as folder:
    program = f"{folder}/read"
    subprocess.run([os.environ.get("CXX", "c++"), "-std=c++20", "-O1", f"-I{root}/include",
                    root / "tests/suites/scipy_mat.cpp", "-o", program, "-lmatio", "-lopenblas", "-lz"],
                   check=True)
    for file in files:
        ours = json.loads(subprocess.run([program, file], check=True, capture_output=True, text=True).stdout)
        try:
            theirs = {name: value for name, value in scipy.io.loadmat(file).items()
                      if not name.startswith("__")}
        except Exception:
            theirs = None  # a file that SciPy refuses must be refused
        if theirs is None or "" in ours:
            results = ["not supported" if all(isinstance(value, str) for value in ours.values()) and ours
                       else "failed: SciPy refuses it"]
        else:
            results = [outcome(name, ours.get(name, "it is missing"), value)
                       for name, value in theirs.items()]
            results += [f"failed: {name} is not SciPy's" for name in ours.keys() - theirs.keys()]
        wrong = [result for result in results if result.startswith("failed")]
        for result in wrong:
            print(f"{file.name}: {result}")
        failed += bool(wrong)
        if not wrong and "not supported" in results:
            unsupported.append(file.name)
        passed += results == ["passed"] * len(results)
print(f"suite: {passed} passed, {len(unsupported)} not supported ({', '.join(unsupported)}), {failed} failed")
sys.exit(failed > 0)
