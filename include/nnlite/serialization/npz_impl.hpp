#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/npy.hpp"
#include "nnlite/serialization/npz.hpp"
#include "nnlite/serialization/tensor_file.hpp"
#include "nnlite/serialization/zip_file.hpp"
#include "nnlite/serialization/zip_writer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::string_view npz_member_ending = ".npy";

NNLITE_INLINE std::string npz_name(const ZipMember& member) {
    return member.name.substr(0, member.name.size() - npz_member_ending.size());
}

NNLITE_INLINE NpzFile::NpzFile(const InputFile& file) : TensorFile(file) {
    const ZipFile zip(file);
    for (const ZipMember& member : zip.members()) {
        if (!member.name.ends_with(npz_member_ending)) {
            file_.fail("expected members named .npy, got ", member.name);
        }
        add(member);
    }
}

NNLITE_INLINE NpzFile::NpzFile(const InputFile& file, const std::string& name) : TensorFile(file) {
    const ZipFile zip(file);
    for (const ZipMember& member : zip.members()) {
        if (!member.name.ends_with(npz_member_ending)) { continue; }
        if (npz_name(member) == name) {
            add(member);
        } else {
            entries_.push_back({npz_name(member), {}});
        }
    }
}

NNLITE_INLINE void NpzFile::add(const ZipMember& member) {
    const auto [at, is_new] = members_.emplace(npz_name(member), member);
    if (!is_new) { file_.fail("expected different names, got ", at->first, " twice"); }
    ZipStream in(file_, at->first, at->second);
    entries_.push_back(read_npy_header(in));
    entries_.back().name = at->first;
}

NNLITE_INLINE std::unique_ptr<InputStream> NpzFile::open(const StoredTensor& entry) const {
    auto in = std::make_unique<ZipStream>(file_, entry.name, members_.at(entry.name));
    read_npy_header(*in);
    return in;
}

NNLITE_INLINE void Npz::write(AtomicFile& file, const std::vector<TensorView>& tensors,
                              const NpzOptions& options) {
    ZipWriter zip(file, options.compress);
    for (const TensorView& tensor : tensors) {
        zip.add(text_of(tensor.name, npz_member_ending), npy_header(tensor),
                {static_cast<const char*>(tensor.data), tensor.bytes()});
    }
    zip.finish();
}

}  // namespace nnlite::detail
