// Feeds read_npy with any bytes: it returns a tensor or throws FileError, nothing else. The first
// byte chooses the type.
//   clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//       -I include tests/fuzz/npy_fuzz.cpp -lopenblas -lz -o npy_fuzz
//   mkdir -p found && ./npy_fuzz -max_total_time=60 found tests/fuzz/corpus/npy
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nnlite/core/shape.hpp"
#include "nnlite/serialization/npy.hpp"

template <class T>
void read(std::span<const std::uint8_t> bytes, bool allow_rounding) {
    try {
        const auto tensor = nnlite::read_npy<T>(bytes, "fuzz", {allow_rounding});
        if (tensor.size() != nnlite::detail::element_count(tensor.shape()) ||
            tensor.size() > bytes.size()) {
            std::abort();
        }
    } catch (const nnlite::FileError&) {}
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) { return 0; }
    const std::span<const std::uint8_t> bytes(data + 1, size - 1);
    const bool allow_rounding = (data[0] & 8) != 0;
    switch (data[0] % 4) {
        case 0:
            read<float>(bytes, allow_rounding);
            break;
        case 1:
            read<double>(bytes, allow_rounding);
            break;
        case 2:
            read<std::int16_t>(bytes, allow_rounding);
            break;
        default:
            read<bool>(bytes, allow_rounding);
    }
    return 0;
}
