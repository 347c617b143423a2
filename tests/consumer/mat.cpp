// A user's program that keeps tensors in a MAT file.
#include <nnlite/mat.hpp>
#include <nnlite/nnlite.hpp>

int main() {
    const nnlite::Tensor<double> x{{1, 2}, {3, 4}};
    nnlite::write_mat("consumer.mat", {{"x", x}});
    return nnlite::read_mat<double>("consumer.mat", "x") == x ? 0 : 1;
}
