#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/fields/field_visitor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The figures of one epoch or evaluation by name, such as "loss" and "val_accuracy".
using Logs = std::map<std::string, double>;

/// What fit() saw: one number per epoch for each name. "loss" and the metrics are means over the
/// epoch's samples, taken while the weights moved; "val_" ones are taken after it. "seconds" is the
/// time of the training steps without validation. An epoch without a figure has NaN.
class History {
   public:
    /// The series of that name.
    /// Throws: ValueError naming those there are.
    const std::vector<double>& operator[](const std::string& name) const;
    bool contains(const std::string& name) const { return series_.contains(name); }
    const std::map<std::string, std::vector<double>>& series() const { return series_; }

    /// The number of whole epochs.
    std::size_t epochs() const { return epochs_; }

    /// Whether Ctrl-C ended the training.
    bool interrupted = false;

    void append(const Logs& logs);

    friend void visit_fields(FieldVisitor& visitor, History& history) {
        visitor.field("epochs", history.epochs_);
        visitor.field("series", history.series_);
    }

   private:
    // The last epoch's place in a series, which has no number before it gets one.
    double& at_epoch(std::vector<double>& values) const;

    std::map<std::string, std::vector<double>> series_;
    std::size_t epochs_ = 0;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/history_impl.hpp"
#endif
