#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/shape.hpp"
#include "nnlite/fields/json_reader.hpp"
#include "nnlite/serialization/atomic_file.hpp"
#include "nnlite/serialization/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite::inline NNLITE_ABI {

/// What write_safetensors() adds to the tensors.
struct SafetensorsOptions {
    std::map<std::string, std::string> metadata = {};  ///< texts that go with the tensors
};

namespace detail {

// as other readers

// A whole safetensors file: 8 bytes with the header's length, the header (JSON), the numbers.
class SafetensorsFile {
   public:
    struct Entry : StoredTensor {
        std::uint64_t begin, end;  // of its numbers
    };

    explicit SafetensorsFile(const InputFile& file);

    const std::vector<Entry>& entries() const { return entries_; }
    const std::map<std::string, std::string>& metadata() const { return metadata_; }

    template <Element T>
    void read(const Entry& entry, T* to, const ReadOptions& options) const {
        InputStream in(file_, entry.name, entry.begin, entry.end - entry.begin);
        read_elements(in, entry.type, false, element_count(entry.shape), to, options);
    }

   private:
    void parse(const std::string& text);

    Entry entry(JsonReader& json, const std::string& name) const;

    // The numbers must fill the file, without holes or overlaps.
    void check_places(std::uint64_t data);

    const InputFile& file_;
    std::vector<Entry> entries_;
    std::map<std::string, std::string> metadata_;
};

// The header in front of the numbers of these tensors.
std::string safetensors_header(const std::vector<SafetensorsFile::Entry>& entries,
                               const SafetensorsOptions& options);

// The tensors in the file's order: those of the largest numbers come first, so that all are
// aligned.
void sort_for_safetensors(std::vector<TensorView>& tensors);

// Where the numbers of these tensors are, counted from the first.
std::vector<SafetensorsFile::Entry> safetensors_entries(const std::vector<TensorView>& tensors);

// Writes a whole safetensors file to an empty one, of sorted tensors.
void put_safetensors(AtomicFile& file, const std::vector<TensorView>& tensors,
                     const SafetensorsOptions& options);

}  // namespace detail

/// The tensors of a safetensors file, by its order, without their numbers.
/// Throws: FileError as read_safetensors.
std::vector<TensorInfo> list_safetensors(const std::string& path);

/// The texts that go with the tensors.
/// Throws: FileError as read_safetensors.
std::map<std::string, std::string> safetensors_metadata(const std::string& path);

/// All tensors of a safetensors file by their names, whatever their types, as T. Numbers must be
/// ones that T has, or options allow to round them.
/// Throws: FileError if the file is missing, truncated, damaged, has holes or overlaps, types that
/// are not numbers of 1 to 8 bytes, or a number that T does not have.
/// Source: Hugging Face, safetensors: "Format".
template <class T = float>
NamedTensors<T> read_safetensors(const std::string& path, const ReadOptions& options = {});

/// One tensor of the file.
/// Throws: FileError as above, also if there is none of that name.
template <class T = float>
Tensor<T> read_safetensors(const std::string& path, const std::string& name,
                           const ReadOptions& options = {});

/// Reads the bytes of a safetensors file; `name` stands for the path in messages.
template <class T = float>
NamedTensors<T> read_safetensors(std::span<const std::uint8_t> bytes, std::string_view name,
                                 const ReadOptions& options = {});

/// Writes a safetensors file, atomically (AtomicFile), straight from the tensors:
/// write_safetensors("data.safetensors", {{"X", inputs}, {"y", labels}}). Those of the largest
/// numbers come first, so that all are aligned.
/// Throws: ValueError if a name comes twice or is not UTF-8; FileError if the file cannot be
/// written.
void write_safetensors(const std::string& path, std::vector<detail::TensorView> tensors,
                       const SafetensorsOptions& options = {});
template <class T>
void write_safetensors(const std::string& path, const NamedTensors<T>& tensors,
                       const SafetensorsOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/safetensors_impl.hpp"
#endif
