#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/training/checkpoint.hpp"
#include "nnlite/training/checkpoint_file.hpp"
#include "nnlite/training/model.hpp"
#include "nnlite/training/model_file.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
void Checkpoint<T>::on_run_begin(detail::TrainingRun<T>& run) {
    if (std::exchange(used_, true)) {
        fail<ValueError>("Checkpoint: expected a separate Checkpoint for each fit(), got ", path_,
                         " twice");
    }
    detail::ModelHeader model = detail::model_header("Checkpoint", run.model);
    detail::json_text("Checkpoint",
                      detail::json_of_fields(model));  // throws now, not after an epoch
    AtomicFile::remove_leftovers(path_);
    if (!options_.resume) { return; }
    bool damaged = false;
    for (std::size_t age = 0; age < options_.keep; ++age) {
        const std::string path = path_of(age);
        if (::access(path.c_str(), F_OK) != 0) { continue; }
        try {
            read(path, run);
            // Otherwise the next write would keep the damaged file and remove this one.
            if (age > 0) { std::rename(path.c_str(), path_.c_str()); }
            return;
        } catch (const FileError& error) {
            detail::print_line(
                run.options.warn, stderr,
                text_of("warning: ", error.what(), "; trying the previous checkpoint"));
            damaged = true;
        }
    }
    if (damaged) {
        fail<FileError>(
            "Checkpoint: ", path_,
            ": expected a valid checkpoint, got damaged ones; remove them to start again");
    }
}

template <class T>
void Checkpoint<T>::on_position(detail::TrainingRun<T>& run) {
    if (run.step == 0) { epoch_generator_ = detail::json_of_state(run.generator); }
    const bool at_start = run.epoch == 1 && run.step == 0;
    const std::size_t done = (run.epoch - 1) * run.loader.batch_count() + run.step;
    const bool due = options_.every_steps == 0 ? run.step == 0 : done % options_.every_steps == 0;
    if (run.ended || run.is_asked_to_stop() || (due && !at_start)) { write(run); }
}

template <class T>
void Checkpoint<T>::remove() const {
    for (std::size_t age = 0; age < options_.keep; ++age) { ::unlink(path_of(age).c_str()); }
}

template <class T>
detail::RunSettings Checkpoint<T>::settings(const detail::TrainingRun<T>& run) const {
    const detail::Json generator = detail::json_of_state(run.generator);
    const detail::Json* found = generator.find("type");
    const std::string* type = found == nullptr ? nullptr : found->get_if<std::string>();
    return {run.loader.dataset().size(),  run.options.batch_size,
            run.options.shuffle,          run.options.transform != nullptr,
            type == nullptr ? "" : *type, run.options.callbacks.size(),
            run.options.drop_last};
}

template <class T>
std::string Checkpoint<T>::prefix(std::size_t callback) {
    return text_of(detail::training_prefix, "callbacks.", callback, '.');
}

template <class T>
void Checkpoint<T>::write(detail::TrainingRun<T>& run) {
    detail::ModelHeader model = detail::model_header("Checkpoint", run.model);
    std::vector<detail::TensorView> views = detail::model_tensors(run.model, true);
    detail::TrainingHeader header{.settings = settings(run),
                                  .epoch = run.epoch,
                                  .step = run.step,
                                  .begun = run.begun,
                                  .stops = run.model.stops_training(),
                                  .generator = detail::json_of_state(run.generator),
                                  .epoch_generator = epoch_generator_,
                                  .totals = run.totals,
                                  .seconds = run.seconds,
                                  .history = run.history,
                                  .callbacks = {}};
    for (std::size_t i = 0; i < run.options.callbacks.size(); ++i) {
        detail::CallbackWriter<T> state(prefix(i), views);
        run.options.callbacks[i]->visit_state(state);
        header.callbacks.push_back(state.result());
    }
    detail::require_distinct_names("Checkpoint", views);
    detail::sort_for_safetensors(views);
    const std::string text = detail::json_text("Checkpoint", detail::json_of_fields(model));
    header.checksum = detail::checksum_of(detail::json_of_fields(header), text,
                                          detail::safetensors_entries(views));
    for (const detail::TensorView& view : views) {
        header.checksum = detail::crc32_of(view.data, view.bytes(), header.checksum);
    }
    AtomicFile file("Checkpoint", path_);
    detail::Safetensors::write(
        file, views,
        {.metadata = {{"format", "nnlite"},
                      {detail::model_key, text},
                      {detail::training_key,
                       detail::json_text("Checkpoint", detail::json_of_fields(header))}}});
    file.finish();  // else a full disk would have cost the file before
    keep_old();
    file.commit();
}

template <class T>
void Checkpoint<T>::keep_old() const {
    if (options_.keep < 2 || ::access(path_.c_str(), F_OK) != 0) { return; }
    for (std::size_t age = options_.keep - 1; age > 1; --age) {
        std::rename(path_of(age - 1).c_str(), path_of(age).c_str());
    }
    const std::string older = path_of(1);
    ::unlink(older.c_str());
    if (::link(path_.c_str(), older.c_str()) != 0) {  // not every file system can
        std::rename(path_.c_str(), older.c_str());
    }
}

template <class T>
void Checkpoint<T>::read(const std::string& path, detail::TrainingRun<T>& run) {
    const detail::InputFile input("Checkpoint", path);
    detail::ModelFile file(input);
    const detail::Json json = file.parse(detail::training_key);
    detail::TrainingHeader header;
    FieldVisitor visitor(json, input.place() + detail::training_key + ": ");
    visit_fields(visitor, header);
    visitor.finish();
    if (header.version != header.newest) {
        input.fail("expected a checkpoint of version ", header.newest, ", got ", header.version);
    }
    detail::require_checksum(file, json, header);
    require_same(file, header, run);
    detail::as_file_error(input.place(), file.room(), [&] { restore(file, header, run); });
    if (run.options.verbose != Verbose::silent) {
        detail::print_line(
            run.options.print, stdout,
            text_of(path, ": resuming in epoch ", run.epoch, " after step ", run.step));
    }
}

template <class T>
void Checkpoint<T>::require_same(const detail::ModelFile& file, detail::TrainingHeader& header,
                                 detail::TrainingRun<T>& run) const {
    detail::ModelHeader own = detail::model_header("Checkpoint", run.model);
    const detail::Json model = detail::json_of_fields(own);
    detail::RunSettings mine = settings(run);
    std::string wrong;
    for (const char* part : {"sample", "network", "compile"}) {
        const detail::Json* there = file.json().find(part);
        detail::add_differences(part, *model.find(part), there == nullptr ? detail::Json{} : *there,
                                wrong);
    }
    detail::add_differences("fit", detail::json_of_fields(mine),
                            detail::json_of_fields(header.settings), wrong);
    if (!wrong.empty()) {
        fail<ValueError>(file.input().place(), "the checkpoint is of another training", wrong,
                         "; to start from the beginning, use another path or .resume = false");
    }
}

template <class T>
void Checkpoint<T>::restore(detail::ModelFile& file, const detail::TrainingHeader& header,
                            detail::TrainingRun<T>& run) {
    const std::string& place = file.input().place();
    const auto& callbacks = run.options.callbacks;
    if (header.epoch == 0 || header.step > run.loader.batch_count() ||
        header.totals.metrics.size() > run.model.compile_options()->metrics.size() ||
        header.callbacks.size() != callbacks.size()) {
        file.input().fail("expected a position in this run");
    }
    file.read_network(run.model.network(), false);
    file.read_optimizer(run.model.optimizer());
    file.read_rest(run.model);
    epoch_generator_ = header.epoch_generator;
    if (header.step > 0) {
        detail::set_state(run.generator, epoch_generator_, place + "epoch_generator: ");
        run.loader.shuffle();
    }
    detail::set_state(run.generator, header.generator, place + "generator: ");
    for (std::size_t i = 0; i < callbacks.size(); ++i) {
        detail::CallbackReader<T> state(header.callbacks[i], prefix(i), file);
        callbacks[i]->visit_state(state);
        state.finish();
    }
    if (header.stops) { run.model.stop_training(); }
    run.epoch = header.epoch;
    run.step = header.step;
    run.begun = header.begun;
    run.totals = header.totals;
    run.seconds = header.seconds;
    run.history = header.history;
}

}  // namespace nnlite
