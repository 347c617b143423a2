"""Trains a case in PyTorch, the way that is fastest there on a CPU.

    python3 torch_models.py mlp16 --epochs 4 --threads 1
    python3 torch_models.py chollet --epochs 2 --threads 2 --channels-last

All samples are one tensor in memory; one random order per epoch is cut into batches by
index_select, which beats a DataLoader many times over. The loss is added up as a tensor, so no
step waits for a number; accuracy is not computed while training (this library's epochs do).
"""

import dataclasses
import time
from typing import Callable

import peer
import torch


@dataclasses.dataclass
class Case:
    network: Callable[[], torch.nn.Module]
    batch_size: int
    data: Callable = peer.mnist_training
    test_data: Callable = lambda folder: peer.mnist(folder, "t10k")


def perceptron(hidden, dropout=0.0):
    layers, inputs = [], 784
    for width in hidden:
        layers += [torch.nn.Linear(inputs, width), torch.nn.ReLU()]
        if dropout > 0:
            layers.append(torch.nn.Dropout(dropout))
        inputs = width
    layers.append(torch.nn.Linear(inputs, 10))
    return start(torch.nn.Sequential(*layers))


def start(network):
    """Keras' start values, which this library's examples use too."""
    for layer in network:
        if isinstance(layer, (torch.nn.Linear, torch.nn.Conv2d)):
            torch.nn.init.xavier_uniform_(layer.weight)
            torch.nn.init.zeros_(layer.bias)
    return network


def convolutional(head, filters=(32, 64), padding=0):
    """3x3 convolutions, each with a max-pool, and the head's layers."""
    nn = torch.nn
    layers, channels = [nn.Unflatten(1, (1, 28, 28))], 1
    for width in filters:
        layers += [nn.Conv2d(channels, width, 3, padding=padding), nn.ReLU(), nn.MaxPool2d(2)]
        channels = width
    return start(nn.Sequential(*layers, *head))


def chollet():
    nn = torch.nn
    return convolutional([nn.Flatten(), nn.Dropout(0.2), nn.Linear(1600, 10)])


def dense():
    nn = torch.nn
    return convolutional([nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 128), nn.ReLU(),
                          nn.Dropout(0.5), nn.Linear(128, 10)])


def same():
    nn = torch.nn
    return convolutional([nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.Flatten(),
                          nn.Linear(7 * 7 * 64, 10)], padding=1)


CASES = {
    "mlp16": Case(lambda: perceptron([16, 16]), batch_size=200),
    "mlp256": Case(lambda: perceptron([256, 128], dropout=0.3), batch_size=32),
    "chollet": Case(chollet, batch_size=200),
    "dense": Case(dense, batch_size=32),
    "same": Case(same, batch_size=200),
}


def train_epoch(network, optimizer, loss_function, inputs, labels, batch_size):
    """The mean loss of an epoch."""
    total = torch.zeros(())
    order = torch.randperm(len(inputs))
    for indices in order.split(batch_size):
        optimizer.zero_grad(set_to_none=True)
        loss = loss_function(network(inputs.index_select(0, indices)),
                             labels.index_select(0, indices))
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(indices)
    return float(total) / len(inputs)


def main():
    run = peer.flags("Trains a case in PyTorch", CASES, channels_last="images as [n, h, w, c]")
    torch.set_num_threads(run.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(run.seed)
    case = CASES[run.case]
    inputs, labels = (torch.from_numpy(array) for array in case.data(run.data))
    network = case.network()
    if run.channels_last:
        network.to(memory_format=torch.channels_last)  # what the convolutions pass on is so too
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, eps=1e-7, foreach=False)
    loss_function = torch.nn.CrossEntropyLoss()
    seconds, losses = [], []
    for _ in range(run.epochs):
        start = time.perf_counter()
        losses.append(train_epoch(network, optimizer, loss_function, inputs, labels,
                                  case.batch_size))
        seconds.append(time.perf_counter() - start)
    inputs, labels = (torch.from_numpy(array) for array in case.test_data(run.data))
    network.eval()
    with torch.no_grad():
        accuracy = float((network(inputs).argmax(1) == labels).float().mean())
    peer.finish(run, seconds, losses, accuracy, {"PyTorch": torch.__version__})


if __name__ == "__main__":
    main()
