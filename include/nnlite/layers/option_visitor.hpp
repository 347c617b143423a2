#pragma once

#include <string>
#include <utility>
#include <vector>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/layers/layer_pointer.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
class Layer;

namespace detail {

// Layers with their names.
template <class T>
using NamedLayers = std::vector<std::pair<std::string, LayerPointer<T>>>;

}  // namespace detail

/// Goes through a layer's options, and the layers inside a container; see Layer::visit_options.
template <class T>
class OptionVisitor : public FieldVisitor {
   public:
    using FieldVisitor::FieldVisitor;
    virtual ~OptionVisitor() = default;
    /// All layers in a container that holds layers of any type.
    virtual void layers(detail::NamedLayers<T>& layers) = 0;
};

}  // namespace nnlite
