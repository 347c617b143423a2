#pragma once

#include <cstddef>
#include <typeinfo>
#include <vector>

#include "nnlite/layers/layer_pointer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void delete_layer(Layer<T>* layer) {
    static thread_local std::vector<Layer<T>*>* waiting = nullptr;
    if (waiting != nullptr) { return waiting->push_back(layer); }
    std::vector<Layer<T>*> layers{layer};
    waiting = &layers;
    while (!layers.empty()) {
        Layer<T>* const last = layers.back();
        layers.pop_back();
        delete last;
    }
    waiting = nullptr;
}

}  // namespace nnlite::detail
