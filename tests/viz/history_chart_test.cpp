#include "nnlite/viz/history_chart.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace nnlite;
using namespace nnlite::viz;

TEST_CASE("history_charts: known values") {
    History history;
    history.append({{"loss", 3}, {"val_loss", 4}, {"accuracy", 0.5}, {"seconds", 7}});
    history.append({{"loss", 1}, {"val_loss", 2}, {"accuracy", 0.75}, {"seconds", 7}});
    const std::vector<LineChart> charts = history_charts(history, "MLP");
    REQUIRE(charts.size() == 2);
    REQUIRE(charts[0].options.title == "MLP accuracy");
    REQUIRE(charts[0].series.size() == 1);
    REQUIRE(charts[1].options.title == "MLP loss");
    REQUIRE(charts[1].series.size() == 2);
    REQUIRE(charts[1].series[0].name == "training");
    REQUIRE(charts[1].series[0].y == std::vector<double>{3, 1});
    REQUIRE(charts[1].series[1].name == "validation");
    REQUIRE(charts[1].series[1].x == std::vector<double>{1, 2});
    REQUIRE(charts[1].series[1].y == std::vector<double>{4, 2});
    REQUIRE(history_charts(history)[1].options.title == "loss");
}

TEST_CASE("history_charts: edges") {
    REQUIRE(history_charts({}).empty());  // and so line_charts_svg says what is missing
}
