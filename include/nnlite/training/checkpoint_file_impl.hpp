#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/training/callback.hpp"
#include "nnlite/training/checkpoint_file.hpp"
#include "nnlite/training/model_file.hpp"
#include "nnlite/training/training_run.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void CallbackWriter<T>::tensors(const std::string& name, std::vector<Tensor<T>>& tensors) {
    std::size_t count = tensors.size();
    this->field(name, count);
    for (std::size_t i = 0; i < count; ++i) {
        views_.emplace_back(text_of(prefix_, name, '.', i), tensors[i]);
    }
}

template <class T>
void CallbackReader<T>::tensors(const std::string& name, std::vector<Tensor<T>>& tensors) {
    std::size_t count = 0;
    this->field(name, count);
    tensors.clear();
    for (std::size_t i = 0; i < count; ++i) {
        tensors.push_back(read_one<T>(file_.file(), text_of(prefix_, name, '.', i), {}));
    }
}

NNLITE_INLINE std::uint32_t checksum_of(Json training, const std::string& model,
                                        const std::vector<StoredTensor>& entries) {
    for (auto& [name, value] : *training.get_if<Json::Object>()) {
        if (name == "checksum") { value = Json{std::uint64_t{0}}; }
    }
    std::string text = json_text("Checkpoint", training) + model;
    if (training.find("version") != nullptr) { text += safetensors_header(entries, {}); }
    return crc32_of(text.data(), text.size());
}

NNLITE_INLINE void require_checksum(const ModelFile& file, const Json& training,
                                    const TrainingHeader& header) {
    constexpr std::size_t block_size = 1 << 16;
    auto entries = file.file().entries();
    std::uint64_t at = file.input().size();
    for (const auto& entry : entries) { at = std::min(at, entry.begin); }
    for (auto& entry : entries) { entry.begin -= at, entry.end -= at; }
    std::uint32_t got = checksum_of(training, file.file().metadata().at(model_key), entries);
    const Workspace<std::uint8_t> block(block_size);
    while (at < file.input().size()) {
        const auto part =
            static_cast<std::size_t>(std::min<std::uint64_t>(block_size, file.input().size() - at));
        file.input().read(at, block.data(), part);
        got = crc32_of(block.data(), part, got);
        at += part;
    }
    if (got != header.checksum) {
        file.input().fail("expected a checksum ", header.checksum, ", got ", got);
    }
}

NNLITE_INLINE void add_differences(const std::string& path, const Json& here, const Json& there,
                                   std::string& text) {
    const auto* members = here.get_if<Json::Object>();
    const auto *items = here.get_if<Json::List>(), *others = there.get_if<Json::List>();
    if (members != nullptr && there.get_if<Json::Object>() != nullptr) {
        for (const auto& [name, member] : *members) {
            const Json* other = there.find(name);
            add_differences(text_of(path, '.', name), member, other == nullptr ? Json{} : *other,
                            text);
        }
    } else if (items != nullptr && others != nullptr && items->size() == others->size()) {
        for (std::size_t i = 0; i < items->size(); ++i) {
            add_differences(text_of(path, '.', i), (*items)[i], (*others)[i], text);
        }
    } else if (const std::string wanted = json_text("", here), got = json_text("", there);
               wanted != got) {  // an integer-valued double is read as an integer
        text +=
            text_of("; ", path, ": expected ", wanted.substr(0, 60), ", got ", got.substr(0, 60));
    }
}

}  // namespace nnlite::detail
