#include <nnlite/nnlite.hpp>

#include "digits.hpp"

using namespace nnlite;

Sequential<float> make_network() {
    Sequential<float> network;
    network.add(Conv2d(8, 3, {.padding = Padding::same(), .activation = Activation::relu}));
    network.add(MaxPool2d(2));
    network.add(BatchNorm2d());
    network.add(Flatten{});
    network.add(Dropout(0.2));
    network.add(Linear(32, {.activation = Activation::gelu}));
    network.add(Linear(10));
    return network;
}
