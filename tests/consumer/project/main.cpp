#include <cstdio>

#include "data.hpp"

int main(int argc, char** argv) {
    const DigitsData data = load_data();
    nnlite::Model<float> model = train(data);
    const double accuracy = model.evaluate(data.test).at("accuracy");
    std::printf("test accuracy %.3f\n", accuracy);
    if (argc > 1) { draw(model, data, argv[1]); }
    return accuracy > 0.85 ? 0 : 1;
}
