// expect: a loss is one of nnlite's structs.* function of .const Variable<T>& output
#include <nnlite/nnlite.hpp>

const nnlite::CompileOptions<> options{
    .loss = [](const nnlite::Variable<>& output, const nnlite::Tensor<>& targets) {
        return nnlite::mse(output, targets);
    }};
