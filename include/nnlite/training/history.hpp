#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/fields/field_visitor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Losses and metrics of one epoch or evaluation by name, such as "loss" and "val_accuracy".
using Logs = std::map<std::string, double>;

/// The result of fit(): one value per epoch for each name. "loss" and the metrics are means over
/// the epoch's samples during training; "val_" values are computed after the epoch. "seconds" is
/// the time of the training steps without validation. A missing value is NaN.
class History {
   public:
    /// The series of that name.
    /// Throws: ValueError that lists the existing ones.
    const std::vector<double>& operator[](const std::string& name) const;
    bool contains(const std::string& name) const { return series_.contains(name); }
    const std::map<std::string, std::vector<double>>& series() const { return series_; }

    /// The number of complete epochs.
    std::size_t epochs() const { return epochs_; }

    /// Whether Ctrl-C ended the training.
    bool interrupted = false;

    void append(const Logs& logs);

    friend void visit_fields(FieldVisitor& visitor, History& history) {
        visitor.field("epochs", history.epochs_);
        visitor.field("series", history.series_);
    }

   private:
    // The last epoch's element of a series, which is added if it is missing.
    double& at_epoch(std::vector<double>& values) const;

    std::map<std::string, std::vector<double>> series_;
    std::size_t epochs_ = 0;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/history_impl.hpp"
#endif
