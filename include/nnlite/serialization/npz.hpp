#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/tensor_file.hpp"
#include "nnlite/serialization/zip_file.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of write_npz().
struct NpzOptions {
    bool compress = false;  ///< as numpy.savez_compressed: smaller and much slower
};

namespace detail {

// An .npz file: a .zip file of .npy files.
class NpzFile : public TensorFile {
   public:
    // With a name only that array is read, and the other members may be anything.
    explicit NpzFile(const InputFile& file, const std::string* name = nullptr);

   protected:
    NNLITE_INLINE std::unique_ptr<InputStream> open(const StoredTensor& entry) const override;

   private:
    std::map<std::string, ZipMember> members_;
};

struct Npz {
    static constexpr std::string_view name = "npz", endings[] = {".npz"};
    using Options = NpzOptions;
    using File = NpzFile;
    static void write(AtomicFile& file, const std::vector<TensorView>& tensors,
                      const NpzOptions& options);
};

}  // namespace detail

/// The descriptions of the arrays in an .npz file, in its order.
/// Throws: FileError as read_npz.
inline std::vector<TensorInfo> list_npz(const std::string& path) {
    return detail::infos_of(detail::NpzFile(detail::InputFile("list_npz", path)));
}

/// All arrays of NumPy's .npz by their names, stored or deflated, as T; see read_npy.
/// Throws: FileError if the file is missing, truncated, damaged or has members that are not arrays,
/// or as read_npy for an array.
/// Source: numpy.savez.
template <class T = float>
NamedTensors<T> read_npz(const std::string& path, const ReadOptions& options = {}) {
    return detail::read_all<T>(detail::NpzFile(detail::InputFile("read_npz", path)), options);
}

/// One array of the file, whatever else is in it.
/// Throws: FileError as above, also if there is no tensor of that name.
template <class T = float>
Tensor<T> read_npz(const std::string& path, const std::string& name,
                   const ReadOptions& options = {}) {
    return detail::read_one<T>(detail::NpzFile(detail::InputFile("read_npz", path), &name), name,
                               options);
}

/// Reads the bytes of a .npz file; messages show `name` instead of the path.
template <class T = float>
NamedTensors<T> read_npz(std::span<const std::uint8_t> bytes, std::string_view name,
                         const ReadOptions& options = {}) {
    return detail::read_all<T>(detail::NpzFile(detail::InputFile("read_npz", name, bytes)),
                               options);
}

/// Writes NumPy's .npz, atomically (AtomicFile), straight from the tensors:
/// write_npz("data.npz", {{"X", inputs}, {"y", labels}}). The same tensors give the same bytes.
/// Throws: ValueError if a name occurs twice; FileError if the file cannot be written or would have
/// 4 GB or more.
inline void write_npz(const std::string& path, const std::vector<detail::TensorView>& tensors,
                      const NpzOptions& options = {}) {
    detail::write_tensors<detail::Npz>(path, tensors, options);
}
template <class T>
void write_npz(const std::string& path, const NamedTensors<T>& tensors,
               const NpzOptions& options = {}) {
    write_npz(path, detail::views_of(tensors), options);
}

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_FORMATS)
#include "nnlite/serialization/npz_impl.hpp"
#endif
