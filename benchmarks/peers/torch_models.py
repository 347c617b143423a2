"""Trains a case in PyTorch, the way that is fastest there on a CPU.

    python3 torch_models.py mlp16 --epochs 4 --threads 1
    python3 torch_models.py chollet --epochs 2 --threads 2 --channels-last
    python3 torch_models.py gru --epochs 50 --threads 1

All samples are one tensor in memory; one random order per epoch is cut into batches by
index_select, which beats a DataLoader many times over. Losses are kept as tensors, so no step waits
for a number; accuracy is not computed while training (this library's epochs do).
"""

import dataclasses
import time
from typing import Callable

import peer
import torch
import torch_sequences as sequences
from torch import nn


@dataclasses.dataclass
class Case:
    network: Callable[[], nn.Module]
    batch_size: int
    data: Callable = peer.mnist_training
    test_data: Callable = lambda folder: peer.mnist(folder, "t10k")
    loss: Callable = nn.functional.cross_entropy
    learning_rate: float = 1e-3
    epsilon: float = 1e-7  # Keras'
    shuffle: bool = True


def perceptron(hidden, dropout=0.0):
    layers, inputs = [], 784
    for width in hidden:
        layers += [nn.Linear(inputs, width), nn.ReLU()]
        if dropout > 0:
            layers.append(nn.Dropout(dropout))
        inputs = width
    layers.append(nn.Linear(inputs, 10))
    return start(nn.Sequential(*layers))


def start(network):
    """Keras' initialization, which this library's examples use too."""
    for layer in network:
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return network


def convolutional(head, filters=(32, 64), padding=0):
    """3x3 convolutions, each with a max-pool, and the head's layers."""
    layers, channels = [nn.Unflatten(1, (1, 28, 28))], 1
    for width in filters:
        layers += [nn.Conv2d(channels, width, 3, padding=padding), nn.ReLU(), nn.MaxPool2d(2)]
        channels = width
    return start(nn.Sequential(*layers, *head))


def chollet():
    return convolutional([nn.Flatten(), nn.Dropout(0.2), nn.Linear(1600, 10)])


def dense():
    return convolutional([nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 128), nn.ReLU(),
                          nn.Dropout(0.5), nn.Linear(128, 10)])


def same():
    return convolutional([nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.Flatten(),
                          nn.Linear(7 * 7 * 64, 10)], padding=1)


def forecast(cell):
    return Case(lambda: sequences.Forecaster(cell), batch_size=144,
                data=lambda _: sequences.sine("train"), test_data=lambda _: sequences.sine("test"),
                loss=nn.functional.mse_loss, learning_rate=1e-2, epsilon=1e-8, shuffle=False)


CASES = {
    "mlp16": Case(lambda: perceptron([16, 16]), batch_size=200),
    "mlp256": Case(lambda: perceptron([256, 128], dropout=0.3), batch_size=32),
    "chollet": Case(chollet, batch_size=200),
    "dense": Case(dense, batch_size=32),
    "same": Case(same, batch_size=200),
    "rnn": forecast(nn.RNN),
    "lstm": forecast(nn.LSTM),
    "gru": forecast(nn.GRU),
    "vit": Case(sequences.VisionTransformer, batch_size=64, epsilon=1e-8,
                data=lambda _: sequences.digit_tokens("train"),
                test_data=lambda _: sequences.digit_tokens("test")),
}


def train_epoch(network, optimizer, loss_function, batches):
    """The loss of each step, before it is taken."""
    losses = []
    for inputs, targets in batches:
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(network(inputs), targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return losses


def batches(inputs, targets, batch_size, shuffle):
    if batch_size == len(inputs) and not shuffle:
        yield inputs, targets
        return
    order = torch.randperm(len(inputs)) if shuffle else torch.arange(len(inputs))
    for indices in order.split(batch_size):
        yield inputs.index_select(0, indices), targets.index_select(0, indices)


def test_figures(network, inputs, targets):
    network.eval()
    with torch.no_grad():
        outputs = network(inputs)
    if targets.dtype == torch.int64:
        return {"accuracy": float((outputs.argmax(1) == targets).float().mean())}
    errors = outputs - targets
    return {"rmse": float(errors.square().mean().sqrt()), "mae": float(errors.abs().mean())}


def main():
    run = peer.flags("Trains a case in PyTorch", CASES, channels_last="images as [n, h, w, c]",
                     foreach="Adam takes all parameters at once",
                     no_shuffle="the samples stay in their order", no_dropout="drop nothing",
                     double="train in double precision")
    torch.set_num_threads(run.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(run.seed)
    case = CASES[run.case]
    dtype = torch.float64 if run.double else torch.float32

    def tensors(arrays):
        inputs, targets = (torch.from_numpy(array) for array in arrays)
        return inputs.to(dtype), targets.to(dtype) if targets.is_floating_point() else targets

    training = tensors(case.data(run.data))
    network = case.network().to(dtype)
    if run.no_dropout:
        sequences.without_dropout(network)
    if run.channels_last:
        network.to(memory_format=torch.channels_last)  # what the convolutions pass on is so too
    optimizer = torch.optim.Adam(network.parameters(), lr=case.learning_rate, eps=case.epsilon,
                                 foreach=run.foreach)
    shuffle = case.shuffle and not run.no_shuffle
    seconds, losses = [], []
    for _ in range(run.epochs):
        start = time.perf_counter()
        losses.append(train_epoch(network, optimizer, case.loss,
                                  batches(*training, case.batch_size, shuffle)))
        seconds.append(time.perf_counter() - start)
    figures = test_figures(network, *tensors(case.test_data(run.data)))
    peer.finish(run, seconds, [torch.stack(steps).tolist() for steps in losses], figures,
                {"PyTorch": torch.__version__})


if __name__ == "__main__":
    main()
