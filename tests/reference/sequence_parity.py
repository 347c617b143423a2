"""Writes sequence_parity.hpp: the losses of the documents' networks for sequences in PyTorch.

    python3 tests/reference/sequence_parity.py

The recurrent networks take 50 steps with all windows of the sine wave, the vision transformer two
epochs of the digits in their order and without dropout. Initial weights are PyTorch's own after
manual_seed, which nnlite repeats, so the losses are all that is stored, with checksums of the start
values and of NumPy's and scikit-learn's data. Each loss is the one before its step.
"""

import sys
import zlib
from pathlib import Path

import numpy
import torch

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent.parent / "benchmarks" / "peers"))
import torch_models  # noqa: E402
import torch_sequences as sequences  # noqa: E402

CASES = [("rnn", 0, 50), ("rnn", 11, 50), ("lstm", 0, 50), ("lstm", 11, 50), ("gru", 0, 50),
         ("gru", 11, 50), ("vit", 0, 2)]


def checksum(arrays):
    crc = 0
    for array in arrays:
        crc = zlib.crc32(numpy.ascontiguousarray(array).tobytes(), crc)
    return crc


def start_values(network):
    """In the order of the layers, positions after the embedding; matrices as [in, out]."""
    parameters = dict(network.named_parameters())
    if "positions" in parameters:
        positions = parameters.pop("positions")[0].T  # turned back below
        head = {name: parameters.pop(name) for name in ("embedding.weight", "embedding.bias")}
        parameters = {**head, "positions": positions, **parameters}
    return [parameter.detach().numpy().T for parameter in parameters.values()]


def train(name, seed, epochs, dtype):
    """Checksum of the initial weights, and each step's loss."""
    case = torch_models.CASES[name]
    torch.manual_seed(seed)
    network = sequences.without_dropout(case.network())
    start = checksum(start_values(network))
    network.to(dtype)
    inputs, targets = (torch.from_numpy(array) for array in case.data(None))
    data = inputs.to(dtype), targets.to(dtype) if targets.is_floating_point() else targets
    optimizer = torch.optim.Adam(network.parameters(), lr=case.learning_rate, eps=case.epsilon)
    losses = []
    for _ in range(epochs):
        steps = torch_models.batches(*data, case.batch_size, shuffle=False)
        losses += torch_models.train_epoch(network, optimizer, case.loss, steps)
    return start, [float(loss) for loss in losses]


def main():
    torch.set_num_threads(1)
    text = ("#pragma once\n\n#include <cstddef>\n#include <cstdint>\n#include <vector>\n\n"
            f"// Written by sequence_parity.py with PyTorch {torch.__version__}.\n"
            "namespace reference {\n\n"
            "struct SequenceParity {\n    std::uint64_t seed;\n    std::uint32_t start_crc32;\n"
            "    std::vector<double> in_double, in_float;\n};\n\n// clang-format off\n")
    for part in "train", "test":
        text += (f"inline constexpr std::uint32_t sine_{part}_crc32 = "
                 f"{checksum(sequences.sine(part))}U;\n")
        tokens, labels = sequences.digit_tokens(part)
        text += (f"inline constexpr std::uint32_t digits_{part}_crc32 = "
                 f"{checksum([tokens, labels.astype(numpy.int32)])}U;\n")
    for name, seed, epochs in CASES:
        start, in_double = train(name, seed, epochs, torch.float64)
        _, in_float = train(name, seed, epochs, torch.float32)
        values = ", ".join("{" + ", ".join(map(repr, losses)) + "}"
                           for losses in (in_double, in_float))
        text += f"inline const SequenceParity {name}_parity_{seed}{{{seed}, {start}U, {values}}};\n"
    text += "// clang-format on\n\n}  // namespace reference\n"
    (HERE / "sequence_parity.hpp").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
