#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/weights_file.hpp"
#include "nnlite/serialization/all.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/tensor_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE const char* format_name(WeightLayout layout) {
    return layout == WeightLayout::torch   ? "pt"
           : layout == WeightLayout::keras ? "keras"
                                           : "nnlite";
}

template <class T>
void rename_state(std::string_view place, std::vector<StateEntry<T>>& entries,
                  const WeightNames& names) {
    std::set<std::string> unused;
    for (const auto& [name, file_name] : names) { unused.insert(name); }
    for (auto& entry : entries) {
        // "a.b.c", then "a.b", then "a"
        for (std::size_t end = entry.name.size(); end != std::string::npos && end > 0;
             end = entry.name.rfind('.', end - 1)) {
            const auto found = names.find(entry.name.substr(0, end));
            if (found == names.end()) { continue; }
            unused.erase(found->first);
            entry.name.replace(0, end, found->second);
            break;
        }
    }
    if (!unused.empty()) {
        fail<ValueError>(place,
                         ": expected names of layers or tensors of the network in `names`, "
                         "got ",
                         *unused.begin());
    }
}

template <class T>
std::vector<TensorView> weights_of(Layer<T>& layer, const SaveWeightsOptions& options) {
    StateVisitor<T> state(layer, options.layout);
    rename_state("save_weights", state.entries, options.names);
    std::vector<TensorView> views;
    for (const auto& entry : state.entries) {
        if (entry.permutation.empty()) {
            views.emplace_back(entry.name, entry.value());
        } else {
            views.emplace_back(entry.name, entry.arranged());
        }
    }
    return views;
}

template <class T>
void load_weights(const TensorFile& file, Layer<T>& layer, const LoadWeightsOptions& options) {
    WeightLayout layout = options.layout.value_or(WeightLayout::nnlite);
    const auto format = file.metadata().find("format");
    for (const auto other : {WeightLayout::torch, WeightLayout::keras}) {
        const bool is_said =
            format != file.metadata().end() && format->second == format_name(other);
        if (!options.layout && is_said) { layout = other; }
    }
    StateVisitor<T> state(layer, layout);
    rename_state("load_weights", state.entries, options.names);
    const auto found =
        match_state<FileError>(file.input().place(), state.entries, file.entries(), layout);
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto& entry = state.entries[i];
        const StoredTensor& from = file.entries()[found[i]];
        if (entry.permutation.empty()) {
            file.read(from, entry.mutable_value().data(), {options.allow_rounding});
        } else {
            const Workspace<T> values(element_count(entry.shape));
            file.read(from, values.data(), {options.allow_rounding});
            entry.copy_from(values.data());
        }
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
void save_weights(const std::string& path, Layer<T>& layer, const SaveWeightsOptions& options) {
    detail::save_weights(detail::AllFormats{}, path, layer, options);
}

template <class T>
void load_weights(const std::string& path, Layer<T>& layer, const LoadWeightsOptions& options) {
    detail::load_weights(detail::AllFormats{}, path, layer, options);
}

}  // namespace nnlite
