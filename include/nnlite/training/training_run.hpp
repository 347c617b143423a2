#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/data/data_loader.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/training/fit_options.hpp"
#include "nnlite/training/history.hpp"
#include "nnlite/training/interrupt.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Sums of figures over samples, reported as means: the loss over `weight` (Loss::weight), metrics
// over samples, or what their counts give.
struct EpochTotals {
    double samples = 0, loss = 0, weight = 0;
    std::vector<double> metrics;
    std::vector<std::vector<double>> counts;  // of metrics that have an update
};

void visit_fields(FieldVisitor& visitor, EpochTotals& totals);

// A fit() between two steps: all state outside the model that later steps depend on.
template <class T = float>
struct TrainingRun {
    Model<T>& model;
    DataLoader<T>& loader;
    Generator& generator;  // of shuffles and transforms
    const FitOptions<T>& options;

    std::size_t epoch = 1;  // the current or next one
    std::size_t step = 0;   // number of its completed steps
    bool begun = false;     // whether on_epoch_begin() was called
    bool ended = false;     // whether fit() does no further step
    detail::EpochTotals totals = {};
    double seconds = 0;  // of this epoch's steps
    History history = {};

    // Whether the program or, if the options say so, Ctrl-C asks fit() to end.
    bool is_asked_to_stop() const {
        return options.stop.stop_requested() ||
               (options.stop_on_interrupt && InterruptGuard::interrupted());
    }
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/training/training_run_impl.hpp"
#endif
