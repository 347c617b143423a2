"""Trains a case with scikit-learn, in float32 as it is faster there.

    python3 scikit_models.py mlp16 --epochs 4 --threads 1
"""

import time
import warnings

import peer
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier


class TimedMLPClassifier(MLPClassifier):
    """Notes the time at the end of each epoch; the first includes the checks of fit()."""

    def _update_no_improvement_count(self, *arguments):
        super()._update_no_improvement_count(*arguments)
        self.times.append(time.perf_counter())


CASES = {
    # tol and n_iter_no_change keep it from stopping early; alpha is its L2 penalty.
    "mlp16": {"hidden_layer_sizes": (16, 16), "batch_size": 200, "alpha": 0.0},
}


def main():
    run = peer.flags("Trains a case with scikit-learn", CASES)
    inputs, labels = peer.mnist_training(run.data)
    model = TimedMLPClassifier(max_iter=run.epochs, tol=0.0, n_iter_no_change=10**6,
                               random_state=run.seed, **CASES[run.case])
    warnings.simplefilter("ignore", ConvergenceWarning)
    model.times = [time.perf_counter()]
    model.fit(inputs, labels)
    seconds = [end - begin for begin, end in zip(model.times, model.times[1:])]
    inputs, labels = peer.mnist(run.data, "t10k")
    accuracy = float(model.score(inputs, labels))
    peer.finish(run, seconds, model.loss_curve_, {"accuracy": accuracy},
                {"scikit-learn": sklearn.__version__})


if __name__ == "__main__":
    main()
