#pragma once

#include <string>
#include <vector>

#include "nnlite/training/history.hpp"
#include "nnlite/viz/line_chart.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// A chart over the epochs for the loss and each metric of a training, with validation if there is
/// one. Titles begin with the name: "MLP loss".
///
///     viz::write_line_charts("history.svg", viz::history_charts(history, "MLP"));
std::vector<LineChart> history_charts(const History& history, const std::string& name = "");

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/history_chart_impl.hpp"
#endif
