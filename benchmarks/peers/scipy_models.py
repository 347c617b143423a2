"""Trains the network of the ex4 project with NumPy and SciPy's fmin_cg, in double.

    python3 scipy_models.py ex4 --epochs 50 --threads 1

The project's formulas, for all pictures at once instead of one after the other. As there, cost and
gradient are functions of their own; with --joint they share the forward pass.
"""

import time
from pathlib import Path

import numpy
import peer
import scipy
import scipy.io
import scipy.optimize
from scipy.special import expit

CASES = {"ex4": 0.0, "ex4lambda10": 10.0}  # lambda


class Network:
    def __init__(self, folder, lam):
        data = scipy.io.loadmat(Path(folder) / "ex4" / "mnist_20x20.mat", squeeze_me=True)
        self.x = numpy.ascontiguousarray(numpy.insert(data["X"], 0, 1, axis=1))
        self.labels = data["y"].astype(int) - 1
        self.y = numpy.eye(10)[self.labels]
        self.m, self.lam = len(self.x), lam

    def forward(self, theta):
        theta1, theta2 = theta[:25 * 401].reshape(25, 401), theta[25 * 401:].reshape(10, 26)
        a2 = numpy.ones((self.m, 26))
        expit(self.x @ theta1.T, out=a2[:, 1:])
        return theta1, theta2, a2, expit(a2 @ theta2.T)

    def cost_of(self, theta, a3):
        cost = -numpy.log(numpy.where(self.y > 0, a3, 1 - a3)).sum()
        return (cost + self.lam / 2 * (theta @ theta)) / self.m

    def gradient_of(self, theta1, theta2, a2, a3):
        delta3 = a3 - self.y
        hidden = a2[:, 1:]
        delta2 = delta3 @ theta2[:, 1:] * hidden * (1 - hidden)
        d1, d2 = delta2.T @ self.x, delta3.T @ a2
        d1[:, 1:] += self.lam * theta1[:, 1:]
        d2[:, 1:] += self.lam * theta2[:, 1:]
        return numpy.concatenate([d1.ravel(), d2.ravel()]) / self.m

    def cost(self, theta):
        return self.cost_of(theta, self.forward(theta)[-1])

    def gradient(self, theta):
        return self.gradient_of(*self.forward(theta))

    def accuracy(self, theta):
        return float((self.forward(theta)[-1].argmax(axis=1) == self.labels).mean())


class JointNetwork(Network):
    """Computes both where either is asked for, once per theta."""
    theta = None

    def evaluate(self, theta):
        if not numpy.array_equal(self.theta, theta):
            layers = self.forward(theta)
            self.theta = theta.copy()
            self.last = self.cost_of(theta, layers[-1]), self.gradient_of(*layers)
        return self.last

    def cost(self, theta):
        return self.evaluate(theta)[0]

    def gradient(self, theta):
        return self.evaluate(theta)[1]


def main():
    run = peer.flags("Trains the ex4 project's network with SciPy", CASES,
                     joint="cost and gradient share the forward pass")
    network = (JointNetwork if run.joint else Network)(run.data, CASES[run.case])
    start = numpy.random.RandomState(run.seed).rand(10285) * 0.24 - 0.12
    begin = time.perf_counter()
    theta, cost, *_ = scipy.optimize.fmin_cg(network.cost, start, fprime=network.gradient,
                                             maxiter=run.epochs, disp=False, full_output=True)
    seconds = time.perf_counter() - begin
    peer.finish(run, [seconds], [cost], {"accuracy": network.accuracy(theta)},
                {"NumPy": numpy.__version__, "SciPy": scipy.__version__})


if __name__ == "__main__":
    main()
