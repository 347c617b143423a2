#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/training/callback.hpp"
#include "nnlite/training/model_file.hpp"
#include "nnlite/training/training_run.hpp"

// A checkpoint is a model's file with "nnlite.training" in its metadata, a JSON text that is a
// TrainingHeader, and the callbacks' tensors.

namespace nnlite::detail {

inline constexpr const char* training_key = "nnlite.training";

// What a run must have in common with the one that it goes on from.
struct RunSettings {
    std::size_t samples = 0, batch_size = 0;
    bool shuffle = true, has_transform = false;
    std::string generator;  // its type
    std::size_t callbacks = 0;
    bool drop_last = false;
};
inline void visit_fields(FieldVisitor& visitor, RunSettings& settings) {
    visitor.field("samples", settings.samples);
    visitor.field("batch_size", settings.batch_size);
    visitor.field("shuffle", settings.shuffle);
    visitor.field("has_transform", settings.has_transform);
    visitor.field("generator", settings.generator);
    visitor.field("callbacks", settings.callbacks);
    visitor.field("drop_last", settings.drop_last);
}

// What a checkpoint says beside its model.
struct TrainingHeader {
    // Without it, the checksum is not of the tensors' names, types, shapes and offsets.
    static constexpr std::uint64_t newest = 2;
    std::uint64_t version = newest;
    RunSettings settings;
    std::size_t epoch = 1, step = 0;
    bool begun = false, stops = false;
    Json generator, epoch_generator;  // now, and before the epoch's shuffle
    EpochTotals totals;
    double seconds = 0;
    History history;
    std::vector<Json> callbacks;
    std::uint32_t checksum = 0;  // of all else in the file
};
inline void visit_fields(FieldVisitor& visitor, TrainingHeader& header) {
    visitor.field("version", header.version);
    visitor.field("settings", header.settings);
    visitor.field("epoch", header.epoch);
    visitor.field("step", header.step);
    visitor.field("begun", header.begun);
    visitor.field("stops", header.stops);
    visitor.field("generator", header.generator);
    visitor.field("epoch_generator", header.epoch_generator);
    visitor.field("totals", header.totals);
    visitor.field("seconds", header.seconds);
    visitor.field("history", header.history);
    visitor.field("callbacks", header.callbacks);
    visitor.field("checksum", header.checksum);
}

inline std::uint32_t crc32_of(const void* bytes, std::size_t count, std::uint32_t before) {
    return static_cast<std::uint32_t>(crc32_z(before, static_cast<const Bytef*>(bytes), count));
}

template <class T>
class CallbackWriter : public CallbackVisitor<T> {
   public:
    CallbackWriter(std::string prefix, std::vector<TensorView>& views)
        : prefix_(std::move(prefix)), views_(views) {}
    void tensors(const std::string& name, std::vector<Tensor<T>>& tensors) override {
        std::size_t count = tensors.size();
        this->field(name, count);
        for (std::size_t i = 0; i < count; ++i) {
            views_.emplace_back(text_of(prefix_, name, '.', i), tensors[i]);
        }
    }

   private:
    std::string prefix_;
    std::vector<TensorView>& views_;
};

template <class T>
class CallbackReader : public CallbackVisitor<T> {
   public:
    CallbackReader(const Json& json, std::string prefix, const ModelFile& file)
        : CallbackVisitor<T>(json, file.input().place() + prefix + ": "),
          prefix_(std::move(prefix)),
          file_(file) {}
    void tensors(const std::string& name, std::vector<Tensor<T>>& tensors) override {
        std::size_t count = 0;
        this->field(name, count);
        tensors.clear();
        for (std::size_t i = 0; i < count; ++i) {
            const std::string wanted = text_of(prefix_, name, '.', i);
            const auto& entries = file_.file().entries();
            const auto found = std::find_if(entries.begin(), entries.end(),
                                            [&](const auto& e) { return e.name == wanted; });
            if (found == entries.end()) { file_.input().fail("expected a tensor ", wanted); }
            tensors.push_back(empty_tensor<T>(found->shape));
            file_.file().read(*found, tensors.back().data(), {});
        }
    }

   private:
    std::string prefix_;
    const ModelFile& file_;
};

// Of both texts, and the tensors' names, types, shapes and offsets; that of the numbers goes on
// from it. `training` is a TrainingHeader as it is written, whose own checksum does not count.
inline std::uint32_t checksum_of(Json training, const std::string& model,
                                 const std::vector<SafetensorsFile::Entry>& entries) {
    for (auto& [name, value] : std::get<Json::Object>(training.value)) {
        if (name == "checksum") { value = Json{std::uint64_t{0}}; }
    }
    std::string text = json_text("Checkpoint", training) + model;
    if (training.find("version") != nullptr) { text += safetensors_header(entries, {}); }
    return crc32_of(text.data(), text.size(), 0);
}

inline void require_checksum(const ModelFile& file, const Json& training,
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

// Appends "; path: expected ..., got ..." for each value that is another one there.
inline void add_differences(const std::string& path, const Json& here, const Json& there,
                            std::string& text) {
    const auto* members = std::get_if<Json::Object>(&here.value);
    const auto *items = std::get_if<Json::List>(&here.value),
               *others = std::get_if<Json::List>(&there.value);
    if (members != nullptr && std::holds_alternative<Json::Object>(there.value)) {
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
               wanted != got) {  // a whole double is read as a whole number
        text +=
            text_of("; ", path, ": expected ", wanted.substr(0, 60), ", got ", got.substr(0, 60));
    }
}

}  // namespace nnlite::detail
