#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/data/idx.hpp"
#include "nnlite/data/image_data.hpp"
#include "nnlite/data/mnist.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

std::string find_mnist_file(const std::string& folder, std::string_view name);

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE std::optional<std::string> data_folder(const std::string& flag) {
    if (!flag.empty()) { return flag; }
    const char* value = std::getenv("NNLITE_DATA_DIR");
    if (value == nullptr || *value == '\0') { return std::nullopt; }
    return std::string(value);
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::string find_mnist_file(const std::string& folder, std::string_view name) {
    const std::string plain = text_of(folder, "/mnist/", name);
    for (const std::string& path : {plain + ".gz", plain}) {
        if (::access(path.c_str(), R_OK) == 0) { return path; }
    }
    fail<FileError>("load_mnist: expected the file ", plain, ".gz or the same without .gz, ",
                    "found neither");
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE ImageData load_mnist(const std::string& folder, MnistPart part) {
    const std::string prefix = part == MnistPart::train ? "train" : "t10k";
    const auto images_path = detail::find_mnist_file(folder, prefix + "-images-idx3-ubyte");
    const auto labels_path = detail::find_mnist_file(folder, prefix + "-labels-idx1-ubyte");
    ImageData result{read_idx(images_path), {}};
    const Shape images = result.images.shape();
    if (images.size() != 3 || images[1] != 28 || images[2] != 28) {
        fail<FileError>("load_mnist: ", images_path, ": expected images [n, 28, 28], got ", images);
    }
    const Tensor<std::uint8_t> bytes = read_idx(labels_path);
    const Shape labels = bytes.shape();
    if (labels.size() != 1 || labels[0] != images[0]) {
        fail<FileError>("load_mnist: ", labels_path, ": expected labels [", images[0],
                        "] to fit the images, got ", labels);
    }
    const auto* wrong = std::find_if(bytes.data(), bytes.data() + bytes.size(),
                                     [](std::uint8_t label) { return label > 9; });
    if (wrong != bytes.data() + bytes.size()) {
        fail<FileError>("load_mnist: ", labels_path, ": expected labels 0 to 9, got ", *wrong,
                        " at row ", wrong - bytes.data());
    }
    result.labels.resize(labels);
    std::copy(bytes.data(), bytes.data() + bytes.size(), result.labels.data());
    return result;
}

}  // namespace nnlite
