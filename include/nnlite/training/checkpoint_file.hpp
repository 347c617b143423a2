#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/io/crc32.hpp"
#include "nnlite/training/callback.hpp"
#include "nnlite/training/model_file.hpp"
#include "nnlite/training/training_run.hpp"

// A checkpoint is a model's file with "nnlite.training" in its metadata, a TrainingHeader as JSON,
// and the callbacks' tensors.

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr const char* training_key = "nnlite.training";

// What a run must have in common with the one it resumes.
struct RunSettings {
    std::size_t samples = 0, batch_size = 0;
    bool shuffle = true, has_transform = false;
    std::string generator;  // its type
    std::size_t callbacks = 0;
    bool drop_last = false;

    static constexpr auto fields() {
        return field_list(Field("samples", &RunSettings::samples),
                          Field("batch_size", &RunSettings::batch_size),
                          Field("shuffle", &RunSettings::shuffle),
                          Field("has_transform", &RunSettings::has_transform),
                          Field("generator", &RunSettings::generator),
                          Field("callbacks", &RunSettings::callbacks),
                          Field("drop_last", &RunSettings::drop_last));
    }
};

// The content of a checkpoint besides its model.
struct TrainingHeader {
    // Without it, the checksum does not cover the tensors' names, types, shapes and offsets.
    static constexpr std::uint64_t newest = 2;
    std::uint64_t version = newest;
    RunSettings settings;
    std::size_t epoch = 1, step = 0;
    bool begun = false, stops = false;
    Json generator, epoch_generator;  // current state, and state before the epoch's shuffle
    EpochTotals totals;
    double seconds = 0;
    History history;
    std::vector<Json> callbacks;
    std::uint32_t checksum = 0;  // of everything else in the file

    static constexpr auto fields() {
        return field_list(
            Field("version", &TrainingHeader::version),
            Field("settings", &TrainingHeader::settings), Field("epoch", &TrainingHeader::epoch),
            Field("step", &TrainingHeader::step), Field("begun", &TrainingHeader::begun),
            Field("stops", &TrainingHeader::stops), Field("generator", &TrainingHeader::generator),
            Field("epoch_generator", &TrainingHeader::epoch_generator),
            Field("totals", &TrainingHeader::totals), Field("seconds", &TrainingHeader::seconds),
            Field("history", &TrainingHeader::history),
            Field("callbacks", &TrainingHeader::callbacks),
            Field("checksum", &TrainingHeader::checksum));
    }
};

template <class T>
class CallbackWriter : public CallbackVisitor<T> {
   public:
    CallbackWriter(std::string prefix, std::vector<TensorView>& views)
        : prefix_(std::move(prefix)), views_(views) {}
    void tensors(const std::string& name, std::vector<Tensor<T>>& tensors) override;

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
    void tensors(const std::string& name, std::vector<Tensor<T>>& tensors) override;

   private:
    std::string prefix_;
    const ModelFile& file_;
};

// The checksum of both texts and the tensors' names, types, shapes and offsets, from which the
// checksum of the data continues. `training` is a written TrainingHeader, without its own checksum.
std::uint32_t checksum_of(Json training, const std::string& model,
                          const std::vector<StoredTensor>& entries);

void require_checksum(const ModelFile& file, const Json& training, const TrainingHeader& header);

// Appends "; path: expected ..., got ..." for each value that differs.
void add_differences(const std::string& path, const Json& here, const Json& there,
                     std::string& text);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/training/checkpoint_file_impl.hpp"
#endif
