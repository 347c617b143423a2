#include <nnlite/nnlite.hpp>

nnlite::Tensor<float> halved(const nnlite::Tensor<float>& x) {
    nnlite::Tensor<float> result = x;
    nnlite::parallel_for(result.size(), 2, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) { result.data()[i] *= 0.5F; }
    });
    return result;
}
