#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/layer_pointer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Makes a C++ copy of a layer independent of the layer; see clone() and Layer::unshare.
template <class T>
class Cloner : private Visitor<T> {
   public:
    explicit Cloner(const Layer<T>& layer);

    /// Gives a copy parameters and inner layers of its own.
    void make_independent(Layer<T>& copy);

    /// The clone of a layer: the same each time, so that what is in two places stays so.
    /// Throws: ValueError if the layer's class is not known or cannot be copied.
    LayerPointer<T> operator()(const LayerPointer<T>& layer);

   private:
    void parameter(const std::string&, Variable<T>& variable) override;
    void child(const std::string& name, Layer<T>& layer) override;

    std::set<const void*> originals_, made_, own_;  // layers, their clones; new parameters
    std::map<const Layer<T>*, LayerPointer<T>> clones_;
    std::map<std::shared_ptr<detail::Node<T>>, Variable<T>> parameters_;
    std::string type_;  // of the layer that is visited
};

/// A copy of a layer with all in it that shares nothing with it: parameters, buffers, counters,
/// what is frozen and the mode are as they are now, gradients are left behind. What is tied in the
/// layer is tied in the copy. What a FunctionLayer's function holds stays shared.
///
///     auto target = clone(network);
///
/// Throws: ValueError if a layer cannot be copied or was added as a std::shared_ptr<Layer>, which
/// does not tell its class, or a class holds layers by pointers and has no unshare().
template <class L>
requires std::is_base_of_v<Layer<typename L::value_type>, L> L clone(const L& layer) {
    L copy(layer);
    Cloner<typename L::value_type>(layer).make_independent(copy);
    return copy;
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/layers/clone_impl.hpp"
#endif
