#!/usr/bin/env python3
"""Writes tests/reference/torch_order.hpp: state_dicts and results of PyTorch modules in which images or
sequences become vectors or come from them."""
import torch
from torch import nn

from serialization import numbers, safetensors, spread


class Add(nn.Module):
    def __init__(self, inner, shortcut=None):
        super().__init__()
        self.inner = inner
        if shortcut is not None:
            self.shortcut = shortcut

    def forward(self, x):
        return (self.shortcut(x) if hasattr(self, "shortcut") else x) + self.inner(x)


class Channels(nn.Module):
    """[batch, time, channels] -> [batch, channels, time]"""

    def forward(self, x):
        return x.transpose(1, 2)


class Last(nn.Module):
    """The sequence of a recurrent layer."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4, batch_first=True)

    def forward(self, x):
        return self.rnn(x)[0]


class Heads(nn.Module):
    """Two layers that take the same images."""

    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.mean = nn.Linear(16, 2)
        self.spread = nn.Linear(16, 2)

    def forward(self, x):
        x = self.flatten(x)
        return self.mean(x) + self.spread(x) ** 2


def named(**layers):
    result = nn.Sequential()
    for name, layer in layers.items():
        result.add_module(name, layer)
    return result


# name: module, shape of a sample in PyTorch
modules = {
    "classifier": (named(features=nn.Sequential(nn.Conv2d(2, 4, 3)),
                         classifier=nn.Sequential(nn.Flatten(), nn.Linear(16, 5))), (2, 4, 4)),
    "classifier deep": (named(features=nn.Sequential(nn.Sequential(nn.Conv2d(2, 4, 3))),
                              classifier=nn.Sequential(nn.Sequential(nn.Flatten(), nn.BatchNorm1d(16)),
                                                       nn.Sequential(nn.Linear(16, 16), nn.Linear(16, 5)))),
                        (2, 4, 4)),
    "conv1d": (nn.Sequential(nn.Conv1d(2, 3, 2), nn.Flatten(), nn.Linear(15, 4)), (2, 6)),
    "pool1d": (nn.Sequential(nn.MaxPool1d(2), nn.Flatten(), nn.Linear(6, 4)), (2, 6)),
    "reshape": (nn.Sequential(nn.Conv2d(2, 4, 3), nn.Flatten(), nn.Linear(16, 5)), (2, 4, 4)),
    "positions": (nn.Sequential(nn.Conv2d(2, 4, 3), nn.Flatten(2), nn.Flatten(), nn.Linear(16, 5)),
                  (2, 4, 4)),
    "residual": (nn.Sequential(nn.Conv2d(2, 4, 3), nn.Flatten(),
                               Add(nn.Sequential(nn.Linear(16, 7), nn.ReLU(), nn.Linear(7, 16))),
                               nn.Linear(16, 5)), (2, 4, 4)),
    "residual images": (nn.Sequential(Add(nn.Sequential(nn.Conv2d(2, 4, 3, padding=1), nn.Flatten(),
                                                        nn.Linear(64, 32), nn.Unflatten(1, (2, 4, 4)))),
                                      nn.Flatten(), nn.Linear(32, 3)), (2, 4, 4)),
    "shortcut": (nn.Sequential(nn.Conv2d(2, 4, 3), nn.Flatten(),
                               Add(nn.Sequential(nn.Linear(16, 7), nn.ReLU(), nn.Linear(7, 6)), nn.Linear(16, 6)),
                               nn.Linear(6, 5)), (2, 4, 4)),
    "shortcut images": (nn.Sequential(Add(nn.Sequential(nn.Conv2d(2, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4)),
                                          nn.Conv2d(2, 4, 1, stride=2)),
                                      nn.Flatten(), nn.Linear(16, 3)), (2, 4, 4)),
    "shortcut joined": (nn.Sequential(nn.Conv2d(2, 4, 3),
                                      Add(nn.Sequential(nn.Flatten(), nn.Linear(16, 16)), nn.Flatten()),
                                      nn.Linear(16, 5)), (2, 4, 4)),
    "joined shortcut": (nn.Sequential(nn.Conv2d(2, 4, 3),
                                      Add(nn.Flatten(), nn.Sequential(nn.Flatten(), nn.Linear(16, 16))),
                                      nn.Linear(16, 5)), (2, 4, 4)),
    "shortcut sequences": (nn.Sequential(Add(nn.Sequential(nn.Linear(3, 12), nn.Unflatten(1, (4, 3)), nn.Conv1d(4, 4, 1)),
                                             nn.Sequential(nn.Linear(3, 12), nn.Unflatten(1, (4, 3)))),
                                         nn.Flatten(), nn.Linear(12, 4)), (3,)),
    "sequences shortcut": (nn.Sequential(Add(nn.Sequential(nn.Linear(3, 12), nn.Unflatten(1, (4, 3))),
                                             nn.Sequential(nn.Linear(3, 12), nn.Unflatten(1, (4, 3)), nn.Conv1d(4, 4, 1))),
                                         nn.Flatten(), nn.Linear(12, 4)), (3,)),
    "decoder": (nn.Sequential(nn.Linear(3, 36), nn.BatchNorm1d(36), nn.ReLU(), nn.Unflatten(1, (4, 3, 3)),
                              nn.ConvTranspose2d(4, 2, 2), nn.Flatten(), nn.Linear(32, 3)), (3,)),
    "decoder1d": (nn.Sequential(nn.Linear(3, 12), nn.Unflatten(1, (4, 3)), nn.ReLU(), nn.Conv1d(4, 2, 2),
                                nn.Flatten(), nn.Linear(4, 3)), (3,)),
    "heads": (nn.Sequential(nn.Conv2d(2, 4, 3), Heads()), (2, 4, 4)),
    "recurrent": (nn.Sequential(Channels(), Last(), nn.Flatten(), nn.Linear(20, 3)), (3, 5)),
    "steps": (nn.Sequential(nn.Linear(3, 12), nn.Unflatten(1, (4, 3)), Last(), nn.Flatten(),
                            nn.Linear(16, 3)), (3,)),
}

if __name__ == "__main__":
    print(f"""#pragma once

// Written by tests/reference/torch_order.py with PyTorch {torch.__version__}.

#include <cstdint>
#include <string>
#include <vector>

namespace reference {{

// A module's state_dict as safetensors, a batch of two samples, channels last, and its result.
struct TorchModule {{
    std::string name;
    std::vector<std::uint8_t> state;
    std::vector<std::size_t> sample;
    std::vector<float> inputs;
    std::vector<double> result;
}};

inline const std::vector<TorchModule> torch_modules = {{""")
    for name, (module, shape) in modules.items():
        kinds = {torch.float32: "F32", torch.int64: "I64"}
        count = torch.Size(shape).numel()
        x = ((torch.arange(2 * count) * 29 % 23) / 16 - 0.5).reshape(2, *shape)
        state = safetensors({key: (kinds[value.dtype], list(value.shape), value.numpy().tobytes())
                             for key, value in spread(module).state_dict().items()}, {"format": "pt"})
        y = module(x).detach().numpy()
        last = x.movedim(1, -1) if x.dim() > 2 else x
        print(f'{{"{name}",\n{numbers(state)},\n{{{", ".join(map(str, last.shape[1:]))}}},\n'
              f'{{{", ".join(str(float(v)) + "F" for v in last.ravel())}}},\n'
              f'{{{", ".join(float(v).hex() for v in y.ravel())}}}}},')
    print("};\n\n}  // namespace reference")
