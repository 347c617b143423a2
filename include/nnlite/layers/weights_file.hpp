#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/layers/state_dict.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Maps names of layers or tensors in the network to names in a file: {{"0", "rnn"}, {"1.weight",
/// "head.kernel"}}. The longest matching name counts.
using WeightNames = std::map<std::string, std::string>;

/// How save_weights() writes.
struct SaveWeightsOptions {
    WeightLayout layout = WeightLayout::nnlite;
    WeightNames names = {};
    bool compress = false;                             ///< .npz
    std::map<std::string, std::string> metadata = {};  ///< .safetensors: texts to store
};

/// How load_weights() reads.
struct LoadWeightsOptions {
    std::optional<WeightLayout> layout = {};  ///< default: the file's layout, else nnlite
    WeightNames names = {};
    bool allow_rounding = false;  ///< as ReadOptions
};

namespace detail {

// Sets the entries' names in a file.
template <class T>
void rename_state(std::string_view place, std::vector<StateEntry<T>>& entries,
                  const WeightNames& names);

template <class T, class File>
void load_weights(const InputFile& input, const File& file, Layer<T>& layer, WeightLayout layout,
                  const LoadWeightsOptions& options) {
    StateVisitor<T> state(layer, layout);
    rename_state("load_weights", state.entries, options.names);
    const auto found = match_state<FileError>(input.place(), state.entries, file.entries(), layout);
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto& entry = state.entries[i];
        const auto& from = file.entries()[found[i]];
        if (entry.permutation.empty()) {
            file.read(from, entry.mutable_value().data(), {options.allow_rounding});
        } else {
            const Workspace<T> values(element_count(entry.shape));
            file.read(from, values.data(), {options.allow_rounding});
            entry.copy_from(values.data());
        }
    }
}

}  // namespace detail

/// Writes all parameters and buffers of a layer by their dotted names, atomically (AtomicFile):
/// safetensors or NumPy's .npz by the path's extension. With WeightLayout::torch a PyTorch module
/// of the same structure loads them: load_state_dict(safetensors.torch.load_file(path)).
/// Throws: ValueError if the extension is another one or `names` matches nothing; FileError if the
/// file cannot be written.
/// Elsewhere: keras.Model.save_weights.
template <class T>
void save_weights(const std::string& path, Layer<T>& layer, const SaveWeightsOptions& options = {});

/// Sets all parameters and buffers of a layer, after build(), to those of a file that
/// save_weights() or another library wrote. A safetensors file by PyTorch is recognised; for
/// PyTorch's weights in .npz the options must give the layout.
/// Throws: ValueError if the extension is another one or `names` matches nothing; FileError that
/// lists all tensors that are missing, surplus or of another shape, and then the layer does not
/// change; FileError if the file is damaged or has values that T cannot hold, and then some weights
/// may have changed.
/// Elsewhere: keras.Model.load_weights.
template <class T>
void load_weights(const std::string& path, Layer<T>& layer, const LoadWeightsOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/layers/weights_file_impl.hpp"
#endif
