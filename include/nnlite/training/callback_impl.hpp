#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "nnlite/core/inline.hpp"
#include "nnlite/data/csv.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/training/callback.hpp"
#include "nnlite/training/history.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE double monitored(const char* place, const std::string& name, const Logs& logs) {
    const auto found = logs.find(name);
    if (found == logs.end()) {
        fail<ValueError>(place, ": there is no metric ", name,
                         " to monitor; validation data or metrics are missing");
    }
    return found->second;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
void EarlyStopping<T>::on_train_begin(Model<T>&) {
    best_ = std::numeric_limits<double>::infinity();
    waited_ = best_epoch_ = stopped_epoch_ = 0;
    weights_.clear();
}

template <class T>
void EarlyStopping<T>::on_epoch_end(Model<T>& model, std::size_t epoch, const Logs& logs) {
    const double figure = detail::monitored("EarlyStopping", options_.monitor, logs);
    const double value = options_.maximize ? -figure : figure;
    if (value < best_ - options_.min_delta) {
        best_ = value;
        best_epoch_ = epoch;
        waited_ = 0;
        if (options_.restore_best_weights) { weights_ = detail::state_of(model.network()); }
    } else if (++waited_ >= options_.patience && epoch > 1) {
        stopped_epoch_ = epoch;
        model.stop_training();
    }
}

template <class T>
void EarlyStopping<T>::visit_state(CallbackVisitor<T>& visitor) {
    visitor.field("best", best_);
    visitor.field("waited", waited_);
    visitor.field("best_epoch", best_epoch_);
    visitor.field("stopped_epoch", stopped_epoch_);
    visitor.tensors("weights", weights_);
}

template <class T>
void LearningRateScheduler<T>::on_train_begin(Model<T>& model) {
    done_ = 0;
    model.optimizer().set_learning_rate(schedule_(0));
}

template <class T>
void PlateauScheduler<T>::on_train_begin(Model<T>& model) {
    plateau_.restart(model.optimizer().learning_rate());
    model.optimizer().set_learning_rate(plateau_.learning_rate());
}

template <class T>
void PlateauScheduler<T>::on_epoch_end(Model<T>& model, std::size_t, const Logs& logs) {
    model.optimizer().set_learning_rate(
        plateau_.update(detail::monitored("PlateauScheduler", monitor_, logs)));
}

template <class T>
void CsvLog<T>::on_epoch_end(Model<T>&, std::size_t epoch, const Logs& logs) {
    if (epoch == 1) {
        text_ = "epoch";
        for (const auto& [name, value] : logs) { text_ += "," + detail::csv_field(name); }
        text_ += "\n";
    }
    text_ += std::to_string(epoch);
    for (const auto& [name, value] : logs) { text_ += text_of(",", value); }
    text_ += "\n";
    // Rewrites the whole file: after resuming from a checkpoint it has rows that are written again.
    detail::write_file("CsvLog", path_, text_);
}

}  // namespace nnlite
