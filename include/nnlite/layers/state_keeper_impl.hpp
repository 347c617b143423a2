#pragma once

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/state_keeper.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
bool StateKeeper<T>::save(Layer<T>& layer) {
    go(layer, false);
    return tensor_ + count_ > 0;
}

template <class T>
void StateKeeper<T>::go(Layer<T>& layer, bool restores) {
    restores_ = restores;
    tensor_ = count_ = 0;
    layer.visit(*this);
}

}  // namespace nnlite::detail
