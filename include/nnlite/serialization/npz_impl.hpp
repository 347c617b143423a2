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

NNLITE_INLINE NpzFile::NpzFile(const InputFile& file, const std::string* name) : TensorFile(file) {
    const ZipFile zip(file);
    for (const ZipMember& member : zip.members()) {
        const bool is_array = member.name.ends_with(".npy");
        if (!is_array && name == nullptr) {
            file.fail("expected members named .npy, got ", member.name);
        }
        if (!is_array) { continue; }
        StoredTensor entry{member.name.substr(0, member.name.size() - 4), {}};
        if (name == nullptr || entry.name == *name) {
            const auto [own, is_new] = members_.emplace(entry.name, member);
            if (!is_new) { file.fail("expected different names, got ", entry.name, " twice"); }
            ZipStream in(file, entry.name, own->second);
            read_npy_header(in, entry);
        }
        entries_.push_back(std::move(entry));
    }
}

NNLITE_INLINE std::unique_ptr<InputStream> NpzFile::open(const StoredTensor& entry) const {
    auto in = std::make_unique<ZipStream>(file_, entry.name, members_.at(entry.name));
    StoredTensor same;
    read_npy_header(*in, same);
    return in;
}

NNLITE_INLINE void Npz::write(AtomicFile& file, const std::vector<TensorView>& tensors,
                              const NpzOptions& options) {
    ZipWriter zip(file, options.compress);
    for (const TensorView& tensor : tensors) {
        zip.add(tensor.name + ".npy", npy_header(tensor),
                {static_cast<const char*>(tensor.data), tensor.bytes()});
    }
    zip.finish();
}

}  // namespace nnlite::detail
