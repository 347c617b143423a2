"""The documents' networks for sequences in PyTorch, with their data.

The sine wave's next value from the 20 before, by an RNN, LSTM or GRU of 50; and the 8x8 digits as
64 tokens of one pixel, by a transformer of two layers. The order in which the layers are made is the
documents' too, because it determines the initial weights.
"""

import numpy
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import nn

WINDOW = 20


class Forecaster(nn.Module):
    def __init__(self, cell, hidden=50):
        super().__init__()
        self.rnn = cell(1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.fc(self.rnn(x)[0][:, -1])


class VisionTransformer(nn.Module):
    def __init__(self, width=32, heads=4, layers=2, tokens=64):
        super().__init__()
        self.embedding = nn.Linear(1, width)
        self.positions = nn.Parameter(torch.zeros(1, tokens, width))
        layer = nn.TransformerEncoderLayer(width, heads, batch_first=True)
        self.transformer = nn.TransformerEncoder(layer, num_layers=layers)
        self.classifier = nn.Linear(width, 10)

    def forward(self, x):
        return self.classifier(self.transformer(self.embedding(x) + self.positions).mean(1))


def without_dropout(network):
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        elif isinstance(module, nn.MultiheadAttention):
            module.dropout = 0.0
    return network


def sine_windows():
    """float64 windows [180, 20, 1] and the values after them [180, 1]."""
    noise = numpy.random.RandomState(0).randn(200)
    signal = numpy.sin(numpy.arange(200) / 6) + 0.3 * noise
    scaled = MinMaxScaler().fit_transform(signal[:, None])
    windows = numpy.stack([scaled[t - WINDOW:t] for t in range(WINDOW, len(scaled))])
    return windows, scaled[WINDOW:]


def sine(part):
    """The float32 windows and values that train, or those that test."""
    windows, values = (array.astype(numpy.float32) for array in sine_windows())
    rows = slice(None, 144) if part == "train" else slice(144, None)
    return windows[rows], values[rows]


def digit_tokens(part):
    """float32 tokens [n, 64, 1] and int64 labels [n] of the digits that train, or that test."""
    pixels, labels = load_digits(return_X_y=True)
    parts = train_test_split(StandardScaler().fit_transform(pixels), labels, test_size=0.2,
                             random_state=42)
    tokens, labels = parts[part == "test"], parts[2 + (part == "test")]
    return tokens.astype(numpy.float32)[:, :, None], labels.astype(numpy.int64)
