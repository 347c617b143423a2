#pragma once

#include <concepts>
#include <map>
#include <string_view>
#include <type_traits>

#include "nnlite/layers/all.hpp"
#include "nnlite/layers/known_layers.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Reshape<T> blank(std::type_identity<Reshape<T>>) {
    return Reshape<T>(Shape{1});
}

template <class T>
Residual<T> blank(std::type_identity<Residual<T>>) {
    return Residual<T>(Flatten<T>());
}

// A layer whose options are yet to be set: its sizes are 1.
template <class L>
L blank(std::type_identity<L>) {
    if constexpr (std::default_initializable<L>) {
        return L();
    } else if constexpr (std::constructible_from<L, int>) {
        return L(1);
    } else {
        return L(1, 1);
    }
}

template <class T>
const std::map<std::string_view, LayerMaker<T>>& known_layers() {
#define NNLITE_LAYER(Type) \
    {#Type, [] { return shared_layer(blank(std::type_identity<nnlite::Type<T>>{})); }},
#define NNLITE_ROW(function, Type) NNLITE_LAYER(Type)
    static const std::map<std::string_view, LayerMaker<T>> makers{NNLITE_LAYERS(
        NNLITE_LAYER) NNLITE_RECURRENT_LAYERS(NNLITE_LAYER) NNLITE_ACTIVATIONS(NNLITE_ROW)};
#undef NNLITE_ROW
#undef NNLITE_LAYER
    return makers;
}

}  // namespace nnlite::detail
