// A user's program in two files that both include everything: a function that is not inline, or a
// name defined twice, does not link.
#include <cstdio>
#include <nnlite/nnlite.hpp>

nnlite::Tensor<float> halved(const nnlite::Tensor<float>& x);  // other.cpp

int main() {
    nnlite::set_num_threads(2);
    const nnlite::Tensor<float> x = nnlite::full_tensor<float>({2, 3}, 4.0F);
    const nnlite::Tensor<float> y = halved(x + x);
    if (y != x) { return 1; }
    try {
        nnlite::set_num_threads(0);
        return 2;
    } catch (const nnlite::ValueError& error) { std::printf("%s\n", error.what()); }
    std::printf("nnlite %d.%d with %d threads\n", NNLITE_VERSION_MAJOR, NNLITE_VERSION_MINOR,
                nnlite::num_threads());
    return 0;
}
