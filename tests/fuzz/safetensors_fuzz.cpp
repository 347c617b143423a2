// Feeds read_safetensors with any bytes: it returns tensors or throws FileError, nothing else, and
// never more numbers than there are bytes.
//   clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//       -I include tests/fuzz/safetensors_fuzz.cpp -lopenblas -lz -o safetensors_fuzz
//   mkdir -p found && ./safetensors_fuzz -max_total_time=60 found tests/fuzz/corpus/safetensors
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nnlite/serialization/safetensors.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        std::size_t numbers = 0;
        for (const auto& [name, tensor] : nnlite::read_safetensors(std::span(data, size), "fuzz")) {
            numbers += tensor.size();
        }
        if (numbers > size) { std::abort(); }
    } catch (const nnlite::FileError&) {}
    return 0;
}
