#pragma once

#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "nnlite/layers/clone.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/layer_pointer.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Cloner<T>::Cloner(const Layer<T>& layer) {
    struct Collect : Visitor<T> {
        std::set<const void*> layers;
        void child(const std::string& name, Layer<T>& inner) override {
            if (layers.insert(&inner).second) { Visitor<T>::child(name, inner); }
        }
    } collect;
    const_cast<Layer<T>&>(layer).visit(collect);  // which changes nothing
    originals_ = std::move(collect.layers);
}

template <class T>
void Cloner<T>::make_independent(Layer<T>& copy) {
    copy.unshare(*this);
    const std::string outside = std::exchange(type_, copy.type());
    copy.visit(*this);
    type_ = outside;
}

template <class T>
LayerPointer<T> Cloner<T>::operator()(const LayerPointer<T>& layer) {
    if (layer == nullptr) { return nullptr; }
    LayerPointer<T>& clone = clones_[layer.get()];
    if (clone == nullptr) {
        clone = layer.copy();
        if (clone == nullptr) {
            fail<ValueError>(
                "clone: expected layers that can be copied, added by value or by a pointer to "
                "their own class, got ",
                layer->type());
        }
        made_.insert(clone.get());
        make_independent(*clone);
    }
    return clone;
}

template <class T>
void Cloner<T>::parameter(const std::string&, Variable<T>& variable) {
    if (own_.contains(variable.node().get())) { return; }
    const auto [place, is_new] = parameters_.try_emplace(variable.node());
    if (is_new) {
        if (!variable.is_unset()) {
            place->second = Variable<T>(variable.value(), variable.requires_gradient());
        }
        own_.insert(place->second.node().get());
    }
    variable = place->second;
}

template <class T>
void Cloner<T>::child(const std::string& name, Layer<T>& layer) {
    if (made_.contains(&layer)) { return; }
    if (originals_.contains(&layer)) {
        fail<ValueError>("clone: expected that a copy of ", type_, " has a layer ", name,
                         " of its own, got a shared one; override unshare()");
    }
    make_independent(layer);
}

}  // namespace nnlite
