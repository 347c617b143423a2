// Feeds read_npz with any bytes: it returns tensors or throws FileError, nothing else, and never
// more numbers than deflate can pack. Checksums detect changed numbers, so the sizes
// are what is found here; npy_fuzz looks at the arrays.
//   clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//       -I include tests/fuzz/npz_fuzz.cpp -lopenblas -lz -o npz_fuzz
//   mkdir -p found && ./npz_fuzz -max_total_time=60 found tests/fuzz/corpus/npz
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nnlite/serialization/npz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        std::size_t numbers = 0;
        for (const auto& [name, tensor] : nnlite::read_npz(std::span(data, size), "fuzz")) {
            numbers += tensor.size();
        }
        if (numbers > size * 1032) { std::abort(); }
    } catch (const nnlite::FileError&) {}
    return 0;
}
