// One of two files of a program that are compiled for different instruction sets; PART is the name
// of its function.
#include <nnlite/nnlite.hpp>
#include <vector>

int PART(std::vector<float>& gradient) {
    const nnlite::Tensor<float> values = nnlite::full_tensor<float>({37}, 0.5F);
    nnlite::Variable<float> x(values, true);
    nnlite::sum(nnlite::tanh(x)).backward();
    gradient.assign(x.gradient().begin(), x.gradient().end());
    return NNLITE_INSTRUCTION_SET;
}
