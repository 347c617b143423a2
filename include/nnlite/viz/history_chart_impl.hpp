#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/training/history.hpp"
#include "nnlite/viz/history_chart.hpp"
#include "nnlite/viz/line_chart.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE std::vector<LineChart> history_charts(const History& history,
                                                    const std::string& name) {
    const auto line = [](const std::string& label, const std::vector<double>& values) {
        Series series{label, values};
        series.style = values.size() <= 20 ? LineStyle::line_and_points : LineStyle::solid;
        for (std::size_t i = 1; i <= values.size(); ++i) {
            series.x.push_back(static_cast<double>(i));
        }
        return series;
    };
    std::vector<LineChart> charts;
    for (const auto& [figure, values] : history.series()) {
        if (figure == "seconds" || figure.starts_with("val_")) { continue; }
        LineChart chart{{line("training", values)},
                        {.title = (name.empty() ? "" : name + " ") + figure,
                         .x_label = "Epoch",
                         .width = 400,
                         .height = 300}};
        if (history.contains("val_" + figure)) {
            chart.series.push_back(line("validation", history["val_" + figure]));
        }
        charts.push_back(chart);
    }
    return charts;
}

}  // namespace nnlite::viz
