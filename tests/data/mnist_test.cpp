#include "nnlite/data/mnist.hpp"

#include <numeric>

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using nnlite::FileError;
using nnlite::load_mnist;
using nnlite::MnistPart;

namespace {

Bytes images_file(std::uint8_t count, std::uint8_t height = 28) {
    Bytes bytes = {0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, height, 0, 0, 0, 28};
    bytes.resize(16 + std::size_t{count} * height * 28, 9);
    return bytes;
}

Bytes labels_file(const Bytes& values) {
    Bytes bytes = {0, 0, 8, 1, 0, 0, 0, static_cast<std::uint8_t>(values.size())};
    for (const std::uint8_t value : values) { bytes.push_back(value); }
    return bytes;
}

const std::string images_name = "mnist/t10k-images-idx3-ubyte";
const std::string labels_name = "mnist/t10k-labels-idx1-ubyte";

}  // namespace

TEST_CASE("load_mnist: known values") {
    const auto folder = nnlite::data_folder();
    if (!folder.has_value()) {
        WARN("SKIPPED: NNLITE_DATA_DIR does not name the folder with mnist/");
        return;
    }
    const auto train = load_mnist(*folder, MnistPart::train);
    REQUIRE(train.images.shape() == nnlite::Shape{60000, 28, 28});
    REQUIRE(train.labels.shape() == nnlite::Shape{60000});
    const nnlite::Labels first = {5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
    REQUIRE(std::equal(first.begin(), first.end(), train.labels.begin()));
    // The mean pixel of the training images is known to be 33.3184.
    const auto sum = std::accumulate(train.images.data(), train.images.data() + 60000 * 784, 0ULL);
    REQUIRE(sum == 1567298545ULL);
    const auto test = load_mnist(*folder, MnistPart::test);
    REQUIRE(test.images.shape() == nnlite::Shape{10000, 28, 28});
    REQUIRE(test.labels.data()[0] == 7);
}

TEST_CASE("load_mnist: plain and packed files") {
    const TemporaryFile files(images_name, images_file(2));
    files.add(labels_name + ".gz", gzip(labels_file({3, 9})));
    const auto data = load_mnist(files.folder(), MnistPart::test);
    REQUIRE((data.images == nnlite::full_tensor<std::uint8_t>({2, 28, 28}, 9)));
    REQUIRE((data.labels == nnlite::Labels{3, 9}));
}

TEST_CASE("load_mnist: errors") {
    REQUIRE_ERROR(load_mnist("/none", MnistPart::train), FileError,
                  "load_mnist: expected the file /none/mnist/train-images-idx3-ubyte.gz or the "
                  "same without .gz, found neither");
    const TemporaryFile files(images_name, images_file(2));
    const std::string place = "load_mnist: " + files.folder() + "/";
    files.add(labels_name, labels_file({1, 2, 3}));
    REQUIRE_ERROR(load_mnist(files.folder(), MnistPart::test), FileError,
                  place + labels_name + ": expected labels [2] to fit the images, got [3]");
    files.add(labels_name, labels_file({1, 10}));
    REQUIRE_ERROR(load_mnist(files.folder(), MnistPart::test), FileError,
                  place + labels_name + ": expected labels 0 to 9, got 10 at row 1");
    files.add(images_name, images_file(2, 20));
    REQUIRE_ERROR(load_mnist(files.folder(), MnistPart::test), FileError,
                  place + images_name + ": expected images [n, 28, 28], got [2, 20, 28]");
}

TEST_CASE("data_folder: the flag goes before the environment") {
    REQUIRE(nnlite::data_folder("somewhere") == "somewhere");
}
