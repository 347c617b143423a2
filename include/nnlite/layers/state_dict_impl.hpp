#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/state_dict.hpp"
#include "nnlite/layers/state_visitor.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
NamedTensors<T> state_dict(Layer<T>& layer, WeightLayout layout) {
    NamedTensors<T> result;
    for (const auto& entry : detail::StateVisitor<T>(layer, layout).entries) {
        if (!result.emplace(entry.name, entry.arranged()).second) {
            fail<ValueError>("state_dict: expected tensors of different names, got ", entry.name,
                             " twice");
        }
    }
    return result;
}

template <class T>
void load_state_dict(Layer<T>& layer, const NamedTensors<T>& tensors, WeightLayout layout) {
    detail::StateVisitor<T> state(layer, layout);
    struct Named {
        std::string_view name;
        const Shape& shape;
        const Tensor<T>& values;
    };
    std::vector<Named> all;
    for (const auto& [name, values] : tensors) { all.push_back({name, values.shape(), values}); }
    const auto found =
        detail::match_state<ShapeError>("load_state_dict: ", state.entries, all, layout);
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto& entry = state.entries[i];
        if (entry.permutation.empty()) {
            entry.mutable_value() = all[found[i]].values;
        } else {
            entry.copy_from(all[found[i]].values.data());
        }
    }
}

}  // namespace nnlite
