#!/usr/bin/env python3
"""Writes tests/reference/metrics.hpp: scikit-learn's metrics on small random data."""
import numpy as np
import sklearn
from sklearn import metrics


def line(name, values, kind="double"):
    suffix = "F" if kind == "float" else ""
    text = ", ".join(str(value) + suffix for value in np.ravel(values).tolist())
    print(f"inline const std::vector<{kind}> {name} = {{{text}}};")


random = np.random.RandomState(0)
count, classes = 40, 6  # class 4 is no label, class 5 is neither label nor prediction
labels = random.randint(0, 4, count)
predicted = np.where(random.rand(count) < 0.6, labels, random.randint(0, 4, count))
predicted[:3] = 4
scores = np.round(random.rand(count, classes), 1).astype("float32")  # rounded, so that some are equal
targets = random.randn(9, 2)
outputs = targets + 0.3 * random.randn(9, 2)
print(f"""#pragma once

// Written by tests/reference/metrics.py with scikit-learn {sklearn.__version__}.

#include <cstdint>
#include <vector>

namespace reference {{
""")
line("labels", labels, "std::int32_t")
line("predicted", predicted, "std::int32_t")
line("confusion", metrics.confusion_matrix(labels, predicted, labels=range(classes)), "std::int64_t")
print(f"inline const double label_accuracy = {metrics.accuracy_score(labels, predicted)!r};")
print("\n// precision, recall, f1")
per_class = metrics.precision_recall_fscore_support(labels, predicted, zero_division=0,
                                                    labels=range(classes))
line("class_precision", per_class[0])
line("class_recall", per_class[1])
line("class_f1", per_class[2])
for average in ("macro", "weighted", "micro"):
    line(average, metrics.precision_recall_fscore_support(labels, predicted, average=average,
                                                          zero_division=0)[:3])
print("\n// [40, 6]; top-k accuracy for k = 1 ... 5")
line("scores", np.round(scores.astype("float64"), 1), "float")
line("top_k", [metrics.top_k_accuracy_score(labels, scores, k=k, labels=range(classes))
               for k in range(1, 6)])
print("\n// [9, 2]")
line("targets", targets)
line("outputs", outputs)
print(f"inline const double mse = {metrics.mean_squared_error(targets, outputs)!r};")
print(f"inline const double rmse = {metrics.mean_squared_error(targets, outputs, squared=False)!r};")
print(f"inline const double mae = {metrics.mean_absolute_error(targets, outputs)!r};")
print(f"inline const double r2 = {metrics.r2_score(targets, outputs)!r};")
print("\n}  // namespace reference")
