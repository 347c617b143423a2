#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/npy.hpp"
#include "nnlite/serialization/npz.hpp"
#include "nnlite/serialization/zip_file.hpp"
#include "nnlite/serialization/zip_writer.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
NamedTensors<T> read_npz(const std::string& path, const ReadOptions& options) {
    const detail::InputFile input("read_npz", path);
    return detail::read_all<T>(detail::NpzFile(input), options);
}

template <class T>
Tensor<T> read_npz(const std::string& path, const std::string& name, const ReadOptions& options) {
    const detail::InputFile input("read_npz", path);
    return detail::read_one<T>(input, detail::NpzFile(input, name), name, options);
}

template <class T>
NamedTensors<T> read_npz(std::span<const std::uint8_t> bytes, std::string_view name,
                         const ReadOptions& options) {
    const detail::InputFile input("read_npz", name, bytes);
    return detail::read_all<T>(detail::NpzFile(input), options);
}

template <class T>
void write_npz(const std::string& path, const NamedTensors<T>& tensors, const NpzOptions& options) {
    write_npz(path, detail::views_of(tensors), options);
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE NpzFile::NpzFile(const InputFile& file) : file_(file) {
    const ZipFile zip(file);
    for (const ZipMember& member : zip.members()) { add(member); }
}

NNLITE_INLINE NpzFile::NpzFile(const InputFile& file, const std::string& name) : file_(file) {
    std::string names;
    const ZipFile zip(file);
    for (const ZipMember& member : zip.members()) {
        if (member.name == name + ".npy") {
            add(member);
        } else if (member.name.ends_with(".npy")) {
            names += (names.empty() ? "" : ", ") + member.name.substr(0, member.name.size() - 4);
        }
    }
    if (entries_.empty()) {
        file.fail("expected a tensor ", name, ", got ", names.empty() ? "none" : names);
    }
}

NNLITE_INLINE void NpzFile::add(const ZipMember& member) {
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

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE std::vector<TensorInfo> list_npz(const std::string& path) {
    const detail::InputFile input("list_npz", path);
    const detail::NpzFile file(input);
    return detail::infos_of(file.entries());
}

NNLITE_INLINE void write_npz(const std::string& path,
                             const std::vector<detail::TensorView>& tensors,
                             const NpzOptions& options) {
    detail::require_distinct_names("write_npz", tensors);
    detail::ZipWriter file("write_npz", path, options.compress);
    for (const detail::TensorView& tensor : tensors) {
        file.add(tensor.name + ".npy", detail::npy_header(tensor),
                 {static_cast<const char*>(tensor.data), tensor.bytes()});
    }
    file.finish();
}

}  // namespace nnlite
