#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/npy.hpp"
#include "nnlite/serialization/zip_file.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of write_npz().
struct NpzOptions {
    bool compress = false;  ///< as numpy.savez_compressed: smaller and much slower
};

namespace detail {

// An .npz file: a .zip file of .npy files.
class NpzFile {
   public:
    struct Entry : StoredTensor {
        ZipMember member;
    };

    explicit NpzFile(const InputFile& file);
    // Only the array of that name; the other members may be anything.
    NpzFile(const InputFile& file, const std::string& name);

    const std::vector<Entry>& entries() const { return entries_; }

    template <Element T>
    void read(const Entry& entry, T* to, const ReadOptions& options) const {
        ZipStream in(file_, entry.name, entry.member);
        const NpyHeader header = read_npy_header(in);
        if (header.shape != entry.shape) { in.fail("changed while it was read"); }
        read_npy_numbers(in, header, to, options);
        in.finish();
    }

   private:
    void add(const ZipMember& member);

    const InputFile& file_;
    std::set<std::string> names_;
    std::vector<Entry> entries_;
};

}  // namespace detail

/// The descriptions of the arrays in an .npz file, in its order.
/// Throws: FileError as read_npz.
std::vector<TensorInfo> list_npz(const std::string& path);

/// All arrays of NumPy's .npz by their names, stored or deflated, as T; see read_npy.
/// Throws: FileError if the file is missing, truncated, damaged or has members that are not arrays,
/// or as read_npy for an array.
/// Source: numpy.savez.
template <class T = float>
NamedTensors<T> read_npz(const std::string& path, const ReadOptions& options = {});

/// One array of the file, whatever else is in it.
/// Throws: FileError as above, also if there is no tensor of that name.
template <class T = float>
Tensor<T> read_npz(const std::string& path, const std::string& name,
                   const ReadOptions& options = {});

/// Reads the bytes of a .npz file; messages show `name` instead of the path.
template <class T = float>
NamedTensors<T> read_npz(std::span<const std::uint8_t> bytes, std::string_view name,
                         const ReadOptions& options = {});

/// Writes NumPy's .npz, atomically (AtomicFile), straight from the tensors:
/// write_npz("data.npz", {{"X", inputs}, {"y", labels}}). The same tensors give the same bytes.
/// Throws: ValueError if a name occurs twice; FileError if the file cannot be written or would have
/// 4 GB or more.
void write_npz(const std::string& path, const std::vector<detail::TensorView>& tensors,
               const NpzOptions& options = {});
template <class T>
void write_npz(const std::string& path, const NamedTensors<T>& tensors,
               const NpzOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/npz_impl.hpp"
#endif
