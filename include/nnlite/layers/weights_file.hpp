#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/io/input_file.hpp"
#include "nnlite/layers/state_dict.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/tensor_file.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Maps names of layers or tensors in the network to names in a file: {{"0", "rnn"}, {"1.weight",
/// "head.kernel"}}. The longest matching name counts.
using WeightNames = std::map<std::string, std::string>;

/// How save_weights() writes.
struct SaveWeightsOptions {
    WeightLayout layout = WeightLayout::nnlite;
    WeightNames names = {};
    bool compress = false;                             ///< if the format can: .npz
    std::map<std::string, std::string> metadata = {};  ///< texts, if it stores any: .safetensors
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

// What save_weights() writes; tensors that the layout does not change are not copied.
template <class T>
std::vector<TensorView> weights_of(Layer<T>& layer, const SaveWeightsOptions& options);

// The name of a layout in a file's metadata.
const char* format_name(WeightLayout layout);

// Those of a format's options that save_weights() has.
template <class Options>
Options file_options(const SaveWeightsOptions& from) {
    Options options;
    if constexpr (requires { options.compress; }) { options.compress = from.compress; }
    if constexpr (requires { options.metadata; }) {
        options.metadata = from.metadata;
        options.metadata.emplace("format", format_name(from.layout));
    }
    return options;
}

template <class T>
void load_weights(const TensorFile& file, Layer<T>& layer, const LoadWeightsOptions& options);

// save_weights() and load_weights() with a TypeList of formats.
template <class Formats, class T>
void save_weights(Formats formats, const std::string& path, Layer<T>& layer,
                  const SaveWeightsOptions& options) {
    with_format(formats, "save_weights", path, [&]<class Format>(Format) {
        write_tensors<Format>(path, weights_of(layer, options),
                              file_options<typename Format::Options>(options));
    });
}

template <class Formats, class T>
void load_weights(Formats formats, const std::string& path, Layer<T>& layer,
                  const LoadWeightsOptions& options) {
    with_format(formats, "load_weights", path, [&]<class Format>(Format) {
        const InputFile input("load_weights", path);
        load_weights(typename Format::File(input), layer, options);
    });
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
