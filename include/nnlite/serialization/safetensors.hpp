#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/fields/json_reader.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/tensor_file.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of write_safetensors().
struct SafetensorsOptions {
    std::map<std::string, std::string> metadata = {};  ///< texts stored with the tensors
};

namespace detail {

// A safetensors file: 8 bytes with the header's length, the header (JSON), the data.
class SafetensorsFile : public TensorFile {
   public:
    explicit SafetensorsFile(const InputFile& file);

   private:
    void parse(const std::string& text);

    StoredTensor entry(JsonReader& json, const std::string& name) const;

    // The data must fill the file, without holes or overlaps.
    void check_places(std::uint64_t data);
};

struct Safetensors {
    static constexpr std::string_view name = "safetensors", endings[] = {".safetensors"};
    using Options = SafetensorsOptions;
    using File = SafetensorsFile;
    static void write(AtomicFile& file, std::vector<TensorView> tensors,
                      const SafetensorsOptions& options);
};

// The header for these tensors.
std::string safetensors_header(const std::vector<StoredTensor>& entries,
                               const SafetensorsOptions& options);

// The tensors in the file's order: those with the largest elements come first, so that all are
// aligned.
void sort_for_safetensors(std::vector<TensorView>& tensors);

// The offsets of these tensors' data.
std::vector<StoredTensor> safetensors_entries(const std::vector<TensorView>& tensors);

}  // namespace detail

/// The descriptions of the tensors in a safetensors file, in its order.
/// Throws: FileError as read_safetensors.
inline std::vector<TensorInfo> list_safetensors(const std::string& path) {
    return detail::infos_of(detail::SafetensorsFile(detail::InputFile("list_safetensors", path)));
}

/// The texts stored with the tensors.
/// Throws: FileError as read_safetensors.
inline std::map<std::string, std::string> safetensors_metadata(const std::string& path) {
    return detail::SafetensorsFile(detail::InputFile("safetensors_metadata", path)).metadata();
}

/// All tensors of a safetensors file by name, of any type, converted to T. T must hold the values
/// exactly, unless the options allow rounding.
/// Throws: FileError if the file is missing, truncated, damaged, has gaps or overlaps, element
/// types other than numbers of 1 to 8 bytes, or a value that T cannot hold.
/// Source: Hugging Face, safetensors: "Format".
template <class T = float>
NamedTensors<T> read_safetensors(const std::string& path, const ReadOptions& options = {}) {
    return detail::read_all<T>(detail::SafetensorsFile(detail::InputFile("read_safetensors", path)),
                               options);
}

/// One tensor of the file.
/// Throws: FileError as above, also if there is no tensor of that name.
template <class T = float>
Tensor<T> read_safetensors(const std::string& path, const std::string& name,
                           const ReadOptions& options = {}) {
    return detail::read_one<T>(detail::SafetensorsFile(detail::InputFile("read_safetensors", path)),
                               name, options);
}

/// Reads the bytes of a safetensors file; messages show `name` instead of the path.
template <class T = float>
NamedTensors<T> read_safetensors(std::span<const std::uint8_t> bytes, std::string_view name,
                                 const ReadOptions& options = {}) {
    return detail::read_all<T>(
        detail::SafetensorsFile(detail::InputFile("read_safetensors", name, bytes)), options);
}

/// Writes a safetensors file, atomically (AtomicFile), straight from the tensors:
/// write_safetensors("data.safetensors", {{"X", inputs}, {"y", labels}}). Those with the largest
/// elements come first, so that all are aligned.
/// Throws: ValueError if a name occurs twice or is not UTF-8; FileError if the file cannot be
/// written.
inline void write_safetensors(const std::string& path,
                              const std::vector<detail::TensorView>& tensors,
                              const SafetensorsOptions& options = {}) {
    detail::write_tensors<detail::Safetensors>(path, tensors, options);
}
template <class T>
void write_safetensors(const std::string& path, const NamedTensors<T>& tensors,
                       const SafetensorsOptions& options = {}) {
    write_safetensors(path, detail::views_of(tensors), options);
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_FORMATS)
#include "nnlite/serialization/safetensors_impl.hpp"
#endif
