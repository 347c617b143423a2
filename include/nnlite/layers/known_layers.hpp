#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <utility>

#include "nnlite/layers/sequential.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class L>
LayerPointer<typename L::value_type> shared_layer(L layer) {
    return std::make_shared<L>(std::move(layer));
}

// What makes a layer, whose options are yet to be set.
template <class T>
using LayerMaker = LayerPointer<T> (*)();

// All layers of the library that hold no user-defined function, by their types.
template <class T = float>
const std::map<std::string_view, LayerMaker<T>>& known_layers();

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/layers/known_layers_impl.hpp"
#endif
