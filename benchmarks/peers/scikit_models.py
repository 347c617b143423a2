"""Trains a case with scikit-learn: mlp16 in float32 as it is faster there.

    python3 scikit_models.py mlp16 --epochs 4 --threads 1
"""

import time
import warnings

import numpy
import peer
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier


class TimedMLPClassifier(MLPClassifier):
    """Notes the time at the end of each epoch; the first includes the checks of fit()."""

    def _update_no_improvement_count(self, *arguments):
        super()._update_no_improvement_count(*arguments)
        self.times.append(time.perf_counter())


# tol and n_iter_no_change keep it from stopping early; alpha is its L2 penalty.
OPTIONS = {"hidden_layer_sizes": (16, 16), "tol": 0.0, "n_iter_no_change": 10**6}


def mlp16(data, _seed):
    """As this library's own network: without the penalty, tested with the test file."""
    training, test = peer.mnist_training(data), peer.mnist(data, "t10k")
    return {**OPTIONS, "batch_size": 200, "alpha": 0.0}, training, test


def lesson(data, seed, scalar):
    """As the lesson: a fifth of all 70,000 pictures is held out."""
    pixels, labels = map(numpy.concatenate,
                         zip(*(peer.mnist(data, part, scalar) for part in ("train", "t10k"))))
    x, x_test, y, y_test = train_test_split(pixels, labels, test_size=0.2, random_state=seed)
    return OPTIONS, (x, y), (x_test, y_test)


CASES = {
    "mlp16": mlp16,
    "sklearn16": lambda data, seed: lesson(data, seed, numpy.float64),
    "sklearn16float": lambda data, seed: lesson(data, seed, numpy.float32),
}


def main():
    run = peer.flags("Trains a case with scikit-learn", CASES)
    options, training, test = CASES[run.case](run.data, run.seed)
    model = TimedMLPClassifier(max_iter=run.epochs, random_state=run.seed, **options)
    warnings.simplefilter("ignore", ConvergenceWarning)
    model.times = [time.perf_counter()]
    model.fit(*training)
    seconds = [end - begin for begin, end in zip(model.times, model.times[1:])]
    peer.finish(run, seconds, model.loss_curve_, {"accuracy": float(model.score(*test))},
                {"scikit-learn": sklearn.__version__})


if __name__ == "__main__":
    main()
