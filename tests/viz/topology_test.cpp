#include "nnlite/viz/topology.hpp"

#include <string>

#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/program.hpp"
#include "support/catch.hpp"
#include "support/text.hpp"

using namespace nnlite;
using namespace nnlite::viz;

TEST_CASE("topology_dot: known values") {
    const std::string graph = topology_dot({{"in & out", 3}, {"hidden", 12}, {"out", 2}},
                                           {.title = "A <b>", .most_neurons = 4});
    // A circle for each neuron that is shown, a line for each weight between them.
    REQUIRE(count(graph, "!\"];") == 3 + 4 + 2);
    REQUIRE(count(graph, " -- ") == 3 * 4 + 4 * 2);
    REQUIRE(count(graph, "shape=point") == 3);
    REQUIRE(count(graph, "label=<hidden<br/>12>") == 1);
    REQUIRE(count(graph, "label=<in &amp; out<br/>3>") == 1);
    REQUIRE(count(graph, "label=<A &lt;b&gt;>") == 1);
    REQUIRE(count(graph, "n1_3 [pos=\"2,-0.9!\"];") == 1);
    REQUIRE(viz::detail::circle_heights(3, 8) == std::vector<double>{1, 0, -1});
    REQUIRE(viz::detail::circle_heights(9, 4) == std::vector<double>{2.25, 1.25, -1.25, -2.25});
    if (has_program("dot")) { REQUIRE(count(dot_svg(graph), "<ellipse") == 9 + 3); }
}

TEST_CASE("topology_dot: errors") {
    REQUIRE_ERROR(topology_dot({}), ValueError, "topology_dot: expected at least one layer");
    REQUIRE_ERROR(topology_dot({{"in", 3}, {"none", 0}}), ValueError,
                  "topology_dot: expected neurons in layer 1, got 0");
    REQUIRE_ERROR(topology_dot({{"in", 3}}, {.most_neurons = 1}), ValueError,
                  "topology_dot: expected most_neurons in [2, 50], got 1");
}

TEST_CASE("topology_dot: edges") {
    REQUIRE(count(topology_dot({{"one", 1}}), "n0_0 [pos=\"0,0!\"];") == 1);
    // All but one shown.
    REQUIRE(count(topology_dot({{"a", 4}}, {.most_neurons = 3}), "!\"];") == 3);
}
