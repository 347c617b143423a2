#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <type_traits>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/layer_pointer.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Makes a C++ copy of a layer independent of the original; see clone() and Layer::unshare.
template <class T>
class Cloner : private Visitor<T> {
   public:
    explicit Cloner(const Layer<T>& layer);

    /// Gives a copy its own parameters and inner layers.
    void make_independent(Layer<T>& copy);

    /// The clone of a layer: the same one each time, so that a layer used in two places stays one
    /// layer.
    /// Throws: ValueError if the layer's class is unknown or cannot be copied.
    LayerPointer<T> operator()(const LayerPointer<T>& layer);

   private:
    void parameter(const std::string&, Variable<T>& variable) override;
    void child(const std::string& name, Layer<T>& layer) override;

    std::set<const void*> originals_, made_, own_;  // layers, their clones; new parameters
    std::map<const Layer<T>*, LayerPointer<T>> clones_;
    std::map<std::shared_ptr<detail::Node<T>>, Variable<T>> parameters_;
    std::string type_;  // of the visited layer
};

/// A deep copy of a layer, which shares nothing with it: parameters, buffers, counters, frozen
/// parameters and the mode are copied, gradients are not. Tied layers stay tied in the copy.
/// Objects that a FunctionLayer's function holds stay shared.
///
///     auto target = clone(network);
///
/// Throws: ValueError if a layer cannot be copied or was added as a std::shared_ptr<Layer>, whose
/// class is unknown, or a class holds layers by pointers and has no unshare().
/// Elsewhere: copy.deepcopy.
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
