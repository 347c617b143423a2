#pragma once

#include <optional>
#include <string>

#include "nnlite/data/image_data.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The two parts of MNIST: 60,000 pictures for training and 10,000 for testing.
enum class MnistPart { train, test };

/// The folder with data files: `flag` (the value of a program's --data) unless it is empty, else
/// the environment variable NNLITE_DATA_DIR, else none.
std::optional<std::string> data_folder(const std::string& flag = {});

/// Reads MNIST from mnist/train-images-idx3-ubyte.gz (or without .gz) and its siblings in `folder`.
/// Shapes: images [n, 28, 28], labels [n].
/// Units or ranges: pixels 0 (paper) to 255 (ink), labels 0 to 9.
/// Throws: FileError if a file is missing or damaged, or images and labels do not match.
ImageData load_mnist(const std::string& folder, MnistPart part);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/mnist_impl.hpp"
#endif
