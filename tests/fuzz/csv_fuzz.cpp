// Feeds read_csv with any text: it returns a full table or throws FileError, nothing else. The
// first byte chooses the options.
//   clang++ -std=c++20 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//       -I include tests/fuzz/csv_fuzz.cpp -lz -o csv_fuzz
//   mkdir -p found && ./csv_fuzz -max_total_time=60 found tests/fuzz/corpus/csv
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "nnlite/data/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) { return 0; }
    const nnlite::CsvOptions options{.header = (data[0] & 1) != 0,
                                     .delimiter = (data[0] & 2) != 0 ? ';' : ',',
                                     .allow_nan = (data[0] & 4) != 0};
    try {
        const auto table = nnlite::read_csv(std::span(data + 1, size - 1), "fuzz", options);
        const auto& shape = table.values.shape();
        if (shape.size() != 2 || table.values.size() == 0) { std::abort(); }
        if (options.header && table.columns.size() != shape[1]) { std::abort(); }
        if (!options.header && !table.columns.empty()) { std::abort(); }
        for (const double value : table.values) {
            if (!options.allow_nan && !std::isfinite(value)) { std::abort(); }
        }
    } catch (const nnlite::FileError&) {}
    return 0;
}
