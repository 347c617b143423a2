#pragma once

#include <memory>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
class Layer;

namespace detail {

// Deletes a layer, and then the layers inside it, without recursion: deep nesting would overflow
// the stack.
template <class T>
void delete_layer(Layer<T>* layer);

template <class T, class L>
std::shared_ptr<L> layer_inside(L layer) {
    return std::shared_ptr<L>(new L(std::move(layer)), delete_layer<T>);
}

}  // namespace detail

/// A layer held by a container, possibly by several ones, and how clone() copies it.
template <class T>
class LayerPointer : public std::shared_ptr<Layer<T>> {
   public:
    LayerPointer() = default;
    LayerPointer(std::nullptr_t) {}  // NOLINT(google-explicit-constructor)
    template <class P>
    requires std::is_convertible_v<P, std::shared_ptr<Layer<T>>> LayerPointer(
        P layer)  // NOLINT(google-explicit-constructor)
        : std::shared_ptr<Layer<T>>(std::move(layer)) {
        using L = typename P::element_type;
        if constexpr (std::is_copy_constructible_v<L>) { copy_ = &copy_of<L>; }
    }

    /// A C++ copy of the layer; null if its class is not known here or cannot be copied.
    LayerPointer copy() const { return copy_ != nullptr ? copy_(**this) : nullptr; }

   private:
    template <class L>
    static LayerPointer copy_of(const Layer<T>& layer) {
        if (typeid(layer) != typeid(L)) { return nullptr; }
        return detail::layer_inside<T>(static_cast<const L&>(layer));
    }

    LayerPointer (*copy_)(const Layer<T>&) = nullptr;
};

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/layer_pointer_impl.hpp"
#endif
