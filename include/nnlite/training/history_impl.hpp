#pragma once

#include <limits>
#include <string>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/training/history.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE const std::vector<double>& History::operator[](const std::string& name) const {
    const auto found = series_.find(name);
    if (found != series_.end()) { return found->second; }
    std::string names;
    for (const auto& [known, values] : series_) { names += (names.empty() ? "" : ", ") + known; }
    fail<ValueError>("History: expected one of ", names, "; got ", name);
}

NNLITE_INLINE void History::append(const Logs& logs) {
    ++epochs_;
    for (const auto& [name, value] : logs) { at_epoch(series_[name]) = value; }
    for (auto& [name, values] : series_) { at_epoch(values); }
}

NNLITE_INLINE double& History::at_epoch(std::vector<double>& values) const {
    values.resize(epochs_, std::numeric_limits<double>::quiet_NaN());
    return values.back();
}

}  // namespace nnlite
