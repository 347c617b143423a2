// Feeds load_model with any bytes: it gives a model, which can predict if it is small enough, or
// throws FileError, nothing else, and takes no more memory than a file of that size can need.
//   clang++ -std=c++20 -O1 -g1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
//       -I include tests/fuzz/model_fuzz.cpp -lopenblas -lz -o model_fuzz
//   mkdir -p found && ./model_fuzz -max_total_time=60 found tests/fuzz/corpus/model
#include <cstddef>
#include <cstdint>
#include <new>
#include <optional>
#include <span>

#include "nnlite/training/load_model.hpp"

using namespace nnlite;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    set_num_threads(1);
    std::optional<Model<>> model;
    try {
        model.emplace(load_model(std::span(data, size), "fuzz"));
    } catch (const FileError&) { return 0; }
    try {
        const nnlite::detail::AllocationLimit limit(std::size_t{1} << 22);
        Shape shape = model->sample_shape();
        shape.insert(shape.begin(), 2);
        model->predict(full_tensor<float>(shape, 1));
    } catch (const std::bad_alloc&) {  // a layer that enlarges what it gets
    } catch (const ShapeError&) {      // a layer that wants more than a tensor
    } catch (const ValueError&) {}
    return 0;
}
