// A user's program in two files that both include everything: a function that is not inline, or a
// name defined twice, does not link.
#include <cstdio>
#include <nnlite/nnlite.hpp>

using namespace nnlite;

Tensor<float> halved(const Tensor<float>& x);  // other.cpp

// Trains a network on the four rows of exclusive or.
bool learns() {
    const Tensor<float> inputs{{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    Tensor<float> targets{0, 1, 1, 0};
    targets.reshape({4, 1});
    Model model(Sequential(Linear(8, {.activation = Activation::tanh}), Linear(1)), 0);
    model.compile({.loss = BinaryCrossEntropy{}, .optimizer = AdamOptions{.learning_rate = 0.05}});
    model.fit(TensorDataset<float>(inputs, targets),
              {.epochs = 300, .batch_size = 4, .verbose = Verbose::silent});
    return model.predict_classes(inputs) == Labels{0, 1, 1, 0};
}

int main() {
    set_num_threads(2);
    const Tensor<float> x = full_tensor<float>({2, 3}, 4.0F);
    if (halved(x + x) != x) { return 1; }
    try {
        set_num_threads(0);
        return 2;
    } catch (const ValueError& error) { std::printf("%s\n", error.what()); }
    if (!learns()) { return 3; }
    std::printf("nnlite %d.%d trains with %d threads\n", NNLITE_VERSION_MAJOR, NNLITE_VERSION_MINOR,
                num_threads());
    return 0;
}
