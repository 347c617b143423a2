#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "nnlite/fields/fields.hpp"
#include "nnlite/fields/json.hpp"
#include "nnlite/training/model.hpp"
#include "nnlite/training/training_run.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {
class ModelFile;
struct RunSettings;
struct TrainingHeader;
}  // namespace detail

/// The options of Checkpoint.
struct CheckpointOptions {
    std::size_t every_steps = 0;  ///< 0: at the end of each epoch
    std::size_t keep = 2;         ///< files: path, then path.1, path.2, ... from new to old
    bool resume = true;  ///< false: the run starts from the beginning, even if there are files

    static constexpr auto fields() {
        return field_list(Field("every_steps", &CheckpointOptions::every_steps),
                          Field("keep", &CheckpointOptions::keep, Range{1, 1000}),
                          Field("resume", &CheckpointOptions::resume));
    }
};

/// Saves a training run to a file, so that the same program, started again after it was stopped or
/// killed, resumes where the file was saved and ends with the same weights, bit for bit, as without
/// the stop:
///
///     Checkpoint checkpoint("run.nnlite", {.every_steps = 100});
///     model.fit(data, {.epochs = 10, .callbacks = {&checkpoint}});
///
/// The file is a model's file, which load_model() reads, with all other state of the run: the
/// position in the epoch, generators, sums, the History, and the other callbacks' state. It is
/// written atomically; if the newest is damaged, the previous one is used, with a warning on
/// stderr. A run that has ended continues only if there are more epochs. The file does not contain
/// the state of a user-defined transform or loss. Each fit() needs its own Checkpoint and path.
/// Throws: ValueError from the constructor if keep is not from 1 to 1000; from fit(), ValueError as
/// save() immediately, or if the file is of another network, compile() or data, FileError if it
/// cannot be written or all are damaged.
template <class T = float>
class Checkpoint : public Callback<T> {
   public:
    explicit Checkpoint(std::string path, CheckpointOptions options = {})
        : path_(std::move(path)), options_(options) {
        detail::require_in_range("Checkpoint", options_);
    }

    void on_run_begin(detail::TrainingRun<T>& run) override;

    void on_position(detail::TrainingRun<T>& run) override;

    /// Removes the files, for use after the run has ended and the model is saved.
    void remove() const;

   private:
    std::string path_of(std::size_t age) const {
        return age == 0 ? path_ : text_of(path_, '.', age);
    }

    detail::RunSettings settings(const detail::TrainingRun<T>& run) const;

    void write(detail::TrainingRun<T>& run);

    // Links the newest file to path.1 too; write() then replaces it.
    void keep_old() const;

    static std::string prefix(std::size_t callback);

    void read(const std::string& path, detail::TrainingRun<T>& run);

    // Throws: ValueError if the file is not of this network, compile() and data.
    void require_same(const detail::ModelFile& file, detail::TrainingHeader& header,
                      detail::TrainingRun<T>& run) const;

    void restore(detail::ModelFile& file, const detail::TrainingHeader& header,
                 detail::TrainingRun<T>& run);

    std::string path_;
    CheckpointOptions options_;
    bool used_ = false;
    detail::Json epoch_generator_;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/checkpoint_impl.hpp"
#endif
