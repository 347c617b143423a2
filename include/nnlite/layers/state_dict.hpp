#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/state_visitor.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// For each entry of the layer its tensor among `tensors`, which have a name and a shape.
// Throws: Error that lists missing and surplus tensors and those of another shape.
template <class Error, class T, class Infos>
std::vector<std::size_t> match_state(std::string_view place,
                                     const std::vector<StateEntry<T>>& entries,
                                     const Infos& tensors, WeightLayout layout) {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < tensors.size(); ++i) { places[tensors[i].name] = i; }
    std::vector<std::size_t> found;
    std::string missing, wrong, surplus;
    for (const auto& entry : entries) {
        const auto at = places.extract(entry.name);
        if (at.empty()) {
            missing += text_of("; missing ", entry.name, " ", entry.shape);
            continue;
        }
        found.push_back(at.mapped());
        const Shape& got = tensors[at.mapped()].shape;
        if (got != entry.shape) {
            wrong += text_of("; expected ", entry.name, " ", entry.shape, ", got ", got,
                             entry.shape.empty() ? " (call build() first)" : "");
        }
    }
    for (const auto& [name, at] : places) {
        // PyTorch's count of batches; only an average without momentum needs it.
        if (layout == WeightLayout::torch && name.ends_with("num_batches_tracked")) { continue; }
        surplus += text_of("; surplus ", name, " ", tensors[at].shape);
    }
    const std::string errors = missing + wrong + surplus;
    if (!errors.empty()) { fail<Error>(place, "the tensors do not fit the layer", errors); }
    return found;
}

}  // namespace detail

/// A copy of all parameters and buffers of a layer, by their dotted names, such as "0.weight".
/// Throws: ValueError if two have the same name, or the layout is Keras' and Keras stores a layer's
/// weights in another form.
/// Elsewhere: torch.nn.Module.state_dict; keras.layers.Layer.get_weights.
template <class T>
NamedTensors<T> state_dict(Layer<T>& layer, WeightLayout layout = WeightLayout::nnlite);

/// Sets all parameters and buffers of a layer after build().
/// Throws: ShapeError that lists all tensors that are missing, surplus or of another shape, and the
/// layer does not change; ValueError as state_dict().
/// Elsewhere: torch.nn.Module.load_state_dict; keras.layers.Layer.set_weights.
template <class T>
void load_state_dict(Layer<T>& layer, const NamedTensors<T>& tensors,
                     WeightLayout layout = WeightLayout::nnlite);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/layers/state_dict_impl.hpp"
#endif
