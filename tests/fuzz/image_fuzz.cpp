// Feeds read_image with any bytes: it returns a picture or throws FileError, nothing else.
//   clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//       -I include tests/fuzz/image_fuzz.cpp -lopenblas -lz -o image_fuzz
//   mkdir -p found && ./image_fuzz -max_total_time=60 found tests/fuzz/corpus/image
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nnlite/data/image_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::size_t most = 1 << 18;
    try {
        const auto image = nnlite::read_image(std::span(data, size), "fuzz", {.max_pixels = most});
        const auto& shape = image.shape();
        if (shape.size() != 3 || shape[0] * shape[1] > most || shape[2] < 1 || shape[2] > 4) {
            std::abort();
        }
        if (nnlite::to_gray(image).size() != shape[0] * shape[1]) { std::abort(); }
    } catch (const nnlite::FileError&) {}
    return 0;
}
