#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "nnlite/layers/layer.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

// What a layer is expected to do with samples of shape `input`.
struct LayerExpectation {
    nnlite::Shape input;
    nnlite::Shape output;
    std::vector<std::string> parameters = {};  // dotted names, in order
    std::vector<std::string> buffers = {};
    bool same_in_evaluation = true;  // training and evaluation give the same
    nnlite::Shape wrong = {};        // samples build() must refuse ...
    std::string error = "";          // ... with this text; "": it takes any
    std::size_t indices = 0;         // not 0: the input is whole numbers below, without gradient
    std::size_t batch = 3;           // of the gradient check
    std::size_t large_batch = 1000;  // of the comparison of thread counts
};

// Makes a new, unbuilt layer, and copies one of the same type, which shares its parameters.
struct LayerFactory {
    using Layer = std::unique_ptr<nnlite::Layer<double>>;
    std::function<Layer()> make;
    std::function<Layer(const nnlite::Layer<double>&)> copy;
};

// Checks the laws every layer keeps: result's shape, names, gradients of input and parameters,
// same seed same bits, 1 thread = 2 threads, evaluation repeatable and without side effects,
// refusal of wrong samples. Returns the worst gradient error.
double check_layer(const LayerFactory& factory, const LayerExpectation& expected);

// The same for what `make` returns, a new, unbuilt layer in double.
template <class Make>
double check_layer(Make make, const LayerExpectation& expected) {
    using L = decltype(make());
    return check_layer(LayerFactory{[make] { return std::make_unique<L>(make()); },
                                    [](const nnlite::Layer<double>& layer) {
                                        return std::make_unique<L>(dynamic_cast<const L&>(layer));
                                    }},
                       expected);
}
