#pragma once

#include <cstddef>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/weights_file.hpp"
#include "nnlite/serialization/npz.hpp"
#include "nnlite/serialization/safetensors.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The name of a layout in a safetensors file's metadata.
NNLITE_INLINE const char* format_name(WeightLayout layout) {
    return layout == WeightLayout::torch   ? "pt"
           : layout == WeightLayout::keras ? "keras"
                                           : "nnlite";
}

// Calls of_safetensors() or of_npz() by the path's extension.
template <class OfSafetensors, class OfNpz>
void by_ending(std::string_view place, const std::string& path, OfSafetensors&& of_safetensors,
               OfNpz&& of_npz) {
    if (path.ends_with(".safetensors")) {
        of_safetensors();
    } else if (path.ends_with(".npz")) {
        of_npz();
    } else {
        fail<ValueError>(place, ": expected a path that ends in .safetensors or .npz, got ", path);
    }
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

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
void save_weights(const std::string& path, Layer<T>& layer, const SaveWeightsOptions& options) {
    detail::StateVisitor<T> state(layer, options.layout);
    detail::rename_state("save_weights", state.entries, options.names);
    std::deque<Tensor<T>> arranged;
    std::vector<detail::TensorView> views;
    for (const auto& entry : state.entries) {
        if (entry.permutation.empty()) {
            views.emplace_back(entry.name, entry.value());
        } else {
            entry.copy_to(arranged.emplace_back(empty_tensor<T>(entry.shape)).data());
            views.emplace_back(entry.name, arranged.back());
        }
    }
    detail::by_ending(
        "save_weights", path,
        [&] {
            auto metadata = options.metadata;
            metadata.emplace("format", detail::format_name(options.layout));
            write_safetensors(path, views, {.metadata = std::move(metadata)});
        },
        [&] { write_npz(path, views, {.compress = options.compress}); });
}

template <class T>
void load_weights(const std::string& path, Layer<T>& layer, const LoadWeightsOptions& options) {
    const auto load = [&](const auto& input, const auto& file, WeightLayout layout) {
        detail::load_weights(input, file, layer, options.layout.value_or(layout), options);
    };
    detail::by_ending(
        "load_weights", path,
        [&] {
            const detail::InputFile input("load_weights", path);
            const detail::SafetensorsFile file(input);
            const auto format = file.metadata().find("format");
            WeightLayout said = WeightLayout::nnlite;
            for (const auto layout : {WeightLayout::torch, WeightLayout::keras}) {
                if (format != file.metadata().end() &&
                    format->second == detail::format_name(layout)) {
                    said = layout;
                }
            }
            load(input, file, said);
        },
        [&] {
            const detail::InputFile input("load_weights", path);
            load(input, detail::NpzFile(input), WeightLayout::nnlite);
        });
}

}  // namespace nnlite
