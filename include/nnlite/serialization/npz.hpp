#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/serialization/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/npy.hpp"
#include "nnlite/serialization/zip_file.hpp"
#include "nnlite/serialization/zip_writer.hpp"

namespace nnlite {

struct NpzOptions {
    bool compress = false;  ///< as numpy.savez_compressed: smaller and much slower
};

namespace detail {

// A whole .npz file: a .zip file of .npy files.
class NpzFile {
   public:
    struct Entry : TensorInfo {
        ZipMember member;
    };

    explicit NpzFile(const InputFile& file) : file_(file) {
        const ZipFile zip(file);
        for (const ZipMember& member : zip.members()) { add(member); }
    }
    // The array of that name alone; the other members may be anything.
    NpzFile(const InputFile& file, const std::string& name) : file_(file) {
        std::string names;
        const ZipFile zip(file);
        for (const ZipMember& member : zip.members()) {
            if (member.name == name + ".npy") {
                add(member);
            } else if (member.name.ends_with(".npy")) {
                names +=
                    (names.empty() ? "" : ", ") + member.name.substr(0, member.name.size() - 4);
            }
        }
        if (entries_.empty()) {
            file.fail("expected a tensor ", name, ", got ", names.empty() ? "none" : names);
        }
    }

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
    void add(const ZipMember& member) {
        if (!member.name.ends_with(".npy")) {
            file_.fail("expected members named .npy, got ", member.name);
        }
        std::string name = member.name.substr(0, member.name.size() - 4);
        if (!names_.insert(name).second) {
            file_.fail("expected different names, got ", name, " twice");
        }
        ZipStream in(file_, name, member);
        const NpyHeader header = read_npy_header(in);
        entries_.push_back({{std::move(name), header.shape, header.type}, member});
    }

    const InputFile& file_;
    std::set<std::string> names_;
    std::vector<Entry> entries_;
};

}  // namespace detail

/// The arrays of a .npz file, by its order, without their numbers.
/// Throws: FileError as read_npz.
inline std::vector<TensorInfo> list_npz(const std::string& path) {
    const detail::InputFile input("list_npz", path);
    const detail::NpzFile file(input);
    return {file.entries().begin(), file.entries().end()};
}

/// All arrays of NumPy's .npz by their names, stored or deflated, as T; see read_npy.
/// Throws: FileError if the file is missing, truncated, damaged or has members of another kind, or
/// as read_npy for an array.
/// Source: numpy.savez.
template <class T = float>
NamedTensors<T> read_npz(const std::string& path, const ReadOptions& options = {}) {
    const detail::InputFile input("read_npz", path);
    return detail::read_all<T>(detail::NpzFile(input), options);
}

/// One array of the file, whatever else is in it.
/// Throws: FileError as above, also if there is none of that name.
template <class T = float>
Tensor<T> read_npz(const std::string& path, const std::string& name,
                   const ReadOptions& options = {}) {
    const detail::InputFile input("read_npz", path);
    return detail::read_one<T>(input, detail::NpzFile(input, name), name, options);
}

/// Reads the bytes of a .npz file; `name` stands for the path in messages.
template <class T = float>
NamedTensors<T> read_npz(std::span<const std::uint8_t> bytes, std::string_view name,
                         const ReadOptions& options = {}) {
    const detail::InputFile input("read_npz", name, bytes);
    return detail::read_all<T>(detail::NpzFile(input), options);
}

/// Writes NumPy's .npz, atomically (AtomicFile), straight from the tensors:
/// write_npz("data.npz", {{"X", inputs}, {"y", labels}}). The same tensors give the same bytes.
/// Throws: ValueError if a name comes twice; FileError if the file cannot be written or would have
/// 4 GB or more.
inline void write_npz(const std::string& path, const std::vector<TensorView>& tensors,
                      const NpzOptions& options = {}) {
    detail::require_distinct_names("write_npz", tensors);
    detail::ZipWriter file("write_npz", path, options.compress);
    for (const TensorView& tensor : tensors) {
        file.add(tensor.name + ".npy", detail::npy_header(tensor),
                 {static_cast<const char*>(tensor.data), tensor.bytes()});
    }
    file.finish();
}
template <class T>
void write_npz(const std::string& path, const NamedTensors<T>& tensors,
               const NpzOptions& options = {}) {
    write_npz(path, views_of(tensors), options);
}

}  // namespace nnlite
