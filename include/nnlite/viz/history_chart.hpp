#pragma once

#include <string>
#include <vector>

#include "nnlite/training/history.hpp"
#include "nnlite/viz/line_chart.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// A chart over the epochs for each figure of a training but "seconds": training and, where there
/// is one, validation. The name begins the titles: "MLP loss".
///
///     viz::write_line_charts("history.svg", viz::history_charts(history, "MLP"));
std::vector<LineChart> history_charts(const History& history, const std::string& name = "");

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/history_chart_impl.hpp"
#endif
