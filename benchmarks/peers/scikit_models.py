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


def mlp16(data, _seed):
    """As this library's own network: without the penalty, tested with the test file."""
    training, test = peer.mnist_training(data), peer.mnist(data, "t10k")
    # tol and n_iter_no_change keep it from stopping early; alpha is its L2 penalty.
    options = {"hidden_layer_sizes": (16, 16), "batch_size": 200, "alpha": 0.0, "tol": 0.0,
               "n_iter_no_change": 10**6}
    return options, training, test


def lesson(scalar, **options):
    """As the lesson: a fifth of all 70,000 pictures is held out."""
    def case(data, seed):
        pixels, labels = map(numpy.concatenate,
                             zip(*(peer.mnist(data, part, scalar) for part in ("train", "t10k"))))
        x, x_test, y, y_test = train_test_split(pixels, labels, test_size=0.2, random_state=seed)
        return options, (x, y), (x_test, y_test)
    return case


CASES = {
    "mlp16": mlp16,
    **{f"sklearn16{name}": lesson(scalar, hidden_layer_sizes=(16, 16))
       for name, scalar in (("", numpy.float64), ("float", numpy.float32))},
    **{f"sklearn40{name}": lesson(scalar, hidden_layer_sizes=(40,), early_stopping=True)
       for name, scalar in (("", numpy.float64), ("float", numpy.float32))},
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
                {"scikit-learn": sklearn.__version__},
                validation_scores=getattr(model, "validation_scores_", None) or [])


if __name__ == "__main__":
    main()
