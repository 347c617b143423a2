// Feeds read_idx with any bytes: it returns a tensor or throws FileError, nothing else.
//   clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//       -I include tests/fuzz/idx_fuzz.cpp -lz -o idx_fuzz
//   mkdir -p found && ./idx_fuzz -max_total_time=60 found tests/fuzz/corpus/idx
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nnlite/core/shape.hpp"
#include "nnlite/data/idx.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto tensor = nnlite::read_idx(std::span(data, size), "fuzz");
        const std::size_t header = 4 + 4 * tensor.dimension();
        if (tensor.size() != nnlite::detail::element_count(tensor.shape()) ||
            size != header + tensor.size()) {
            std::abort();
        }
        for (std::size_t i = 0; i < tensor.size(); ++i) {
            if (tensor.data()[i] != data[header + i]) { std::abort(); }
        }
    } catch (const nnlite::FileError&) {}
    return 0;
}
