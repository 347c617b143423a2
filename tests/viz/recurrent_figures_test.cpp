#include "nnlite/viz/recurrent_figures.hpp"

#include <string>

#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/program.hpp"
#include "support/catch.hpp"
#include "support/text.hpp"

using namespace nnlite;
using namespace nnlite::viz;

TEST_CASE("recurrent figures: known values") {
    const std::string unrolled = unrolled_dot("LSTM", 3);
    REQUIRE(has(unrolled, "start -> cell1;"));
    REQUIRE(has(unrolled, "cell2 -> cell3 [label=<h<sub>2</sub>, c<sub>2</sub>>];"));
    REQUIRE(!has(unrolled, "cell4"));
    REQUIRE(has(unrolled_dot("GRU", 2), "cell1 -> cell2 [label=<h<sub>1</sub>>];"));
    REQUIRE(has(cell_dot("LSTM"), "cell_before -> keep -> sum -> cell_after;"));
    REQUIRE(has(cell_dot("GRU"), "update -> write [label=<1 - z>];"));
}

TEST_CASE("recurrent figures: drawn by Graphviz") {
    if (!has_program("dot")) {
        WARN("SKIPPED: no Graphviz");
        return;
    }
    for (const std::string cell : {"RNN", "LSTM", "GRU"}) {
        REQUIRE(has(dot_svg(cell_dot(cell)), "</svg>"));
        REQUIRE(has(dot_svg(unrolled_dot(cell)), ">" + cell + "<"));
    }
}

TEST_CASE("recurrent figures: errors") {
    REQUIRE_ERROR(unrolled_dot("lstm"), ValueError,
                  "unrolled_dot: expected RNN, LSTM or GRU, got lstm");
    REQUIRE_ERROR(unrolled_dot("RNN", 0), ValueError,
                  "unrolled_dot: expected steps from 1 to 50, got 0");
    REQUIRE_ERROR(cell_dot(""), ValueError, "cell_dot: expected RNN, LSTM or GRU, got ");
}
