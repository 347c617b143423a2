#include "nnlite/viz/diagram.hpp"

#include <string>

#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/program.hpp"
#include "support/catch.hpp"
#include "support/text.hpp"

using namespace nnlite;
using namespace nnlite::viz;

TEST_CASE("diagram_dot: known values") {
    CounterGenerator generator(1);
    Sequential network(Conv2d(32, {3, 3}), Flatten{});
    network.add("head", Linear(10));
    network.build({28, 28, 1}, generator);
    REQUIRE(diagram_dot(network, {.input = {28, 28, 1}, .title = "CNN & more"}) ==
            "digraph network {\n  rankdir=TB;\n"
            "  fontname=\"Helvetica\";\n  labelloc=t;\n  label=<CNN &amp; more>;\n"
            "  node [shape=plain, fontname=\"Helvetica\", fontsize=11];\n"
            "  n0 [shape=box, style=\"rounded\", label=<input (None, 28, 28, 1)>];\n"
            "  n1 [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">"
            "<tr><td bgcolor=\"#DCE9F5\">0 <b>Conv2d</b></td></tr>"
            "<tr><td >(None, 26, 26, 32)</td></tr><tr><td >320 parameters</td></tr></table>>];\n"
            "  n2 [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">"
            "<tr><td bgcolor=\"#DCE9F5\">1 <b>Flatten</b></td></tr>"
            "<tr><td >(None, 21632)</td></tr></table>>];\n"
            "  n3 [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">"
            "<tr><td bgcolor=\"#DCE9F5\">head <b>Linear</b></td></tr>"
            "<tr><td >(None, 10)</td></tr><tr><td >216,330 parameters</td></tr></table>>];\n"
            "  n0 -> n1;\n  n1 -> n2;\n  n2 -> n3;\n}\n");
}

TEST_CASE("diagram_dot: layers in layers") {
    CounterGenerator generator(1);
    Sequential network(TransformerEncoder(2, 4),
                       Residual(Sequential(LayerNorm(), Linear(16), Dropout(0.5))), Flatten{});
    network.build({5, 16}, generator);
    const std::string graph = diagram_dot(network, {.left_to_right = true});
    REQUIRE(has(graph, "rankdir=LR"));
    REQUIRE(has(graph, "label=<0 <b>TransformerEncoder</b>>"));
    REQUIRE(has(graph, "layers.1 <b>TransformerEncoderLayer</b>"));
    REQUIRE(has(graph, "self_attn <b>MultiheadAttention</b>, 1,088"));
    REQUIRE(has(graph, "label=<1 <b>Residual</b>>"));
    REQUIRE(has(graph, "label=<inner <b>Sequential</b>>"));
    REQUIRE(has(graph, "2 <b>Dropout</b></td></tr><tr><td >(None, 5, 16)</td>"));
    // Around the residual to its sum, and on from there.
    REQUIRE(has(graph, "n3 -> n9;\n"));
    REQUIRE(has(graph, "n8 -> n9;\n"));
    REQUIRE(has(graph, "n9 -> n10;\n"));
    if (has_program("dot")) { REQUIRE(has(dot_svg(graph), "</svg>")); }
}

TEST_CASE("diagram_dot: a Residual's two branches") {
    CounterGenerator generator(1);
    Sequential network(Residual(Sequential(Linear(8), Dropout(0.5)), Linear(8)), Flatten{});
    network.build({4}, generator);
    const std::string graph = diagram_dot(network);
    REQUIRE(has(graph, "shortcut <b>Linear</b></td></tr><tr><td >(None, 8)</td>"));
    for (const std::string edge :
         {"n0 -> n3", "n3 -> n4", "n0 -> n5", "n4 -> n6", "n5 -> n6", "n6 -> n7"}) {
        INFO(edge);
        REQUIRE(has(graph, edge + ";\n"));
    }
}

TEST_CASE("topology_of: the Linear layers") {
    CounterGenerator generator(1);
    Sequential network(Flatten{}, Linear(256), Dropout(0.3), Linear(10));
    network.build({28, 28}, generator);
    const auto layers = topology_of(network, {28, 28});
    REQUIRE(layers.size() == 3);
    REQUIRE(layers[0].name == "input");
    REQUIRE(layers[0].neurons == 784);
    REQUIRE(layers[1].name == "1");
    REQUIRE(layers[1].neurons == 256);
    REQUIRE(layers[2].neurons == 10);
}

TEST_CASE("diagram_dot: edges") {
    // No layer, and a network that was not built.
    Sequential<float> none;
    REQUIRE(has(diagram_dot(none), "label=<input>"));
    Sequential unbuilt(Linear(2));
    REQUIRE(has(diagram_dot(unbuilt), "(None,)"));
    REQUIRE(topology_of(unbuilt, {3}).size() == 1);
}
