#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/recurrent_figures.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

void check_cell(std::string_view place, std::string_view cell);

// The style of the figures: boxes are layers, circles operations, plain text values.
inline constexpr std::string_view figure_style =
    "  fontname=\"Helvetica\";\n"
    "  node [fontname=\"Helvetica\", fontsize=12];\n"
    "  edge [color=\"#4A5560\", arrowsize=0.7, fontname=\"Helvetica\", fontsize=11];\n";

inline constexpr std::string_view figure_box =
    "shape=box, style=\"rounded,filled\", fillcolor=\"#DCE9F5\"";

NNLITE_INLINE void check_cell(std::string_view place, std::string_view cell) {
    if (cell != "RNN" && cell != "LSTM" && cell != "GRU") {
        fail<ValueError>(place, ": expected RNN, LSTM or GRU, got ", cell);
    }
}

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE std::string unrolled_dot(std::string_view cell, std::size_t steps) {
    detail::check_cell("unrolled_dot", cell);
    if (steps < 1 || steps > 50) {
        fail<ValueError>("unrolled_dot: expected steps from 1 to 50, got ", steps);
    }
    const auto state = [&](std::size_t step) {
        const std::string number = text_of("<sub>", step, "</sub>");
        return text_of("[label=<h", number, cell == "LSTM" ? ", c" + number : "", ">]");
    };
    std::string text =
        text_of("digraph unrolled {\n  rankdir=LR;\n", detail::figure_style,
                "  start [shape=plain, label=<",
                cell == "LSTM" ? "h<sub>0</sub>, c<sub>0</sub>" : "h<sub>0</sub>", ">];\n");
    for (std::size_t step = 1; step <= steps; ++step) {
        text += text_of("  { rank=same;\n    y", step, " [shape=plain, label=<h<sub>", step,
                        "</sub>>];\n    cell", step, " [", detail::figure_box,
                        ", width=0.9, height=0.6, label=\"", cell, "\"];\n    x", step,
                        " [shape=plain, label=<x<sub>", step, "</sub>>];\n    y", step, " -> cell",
                        step, " [dir=back];\n    cell", step, " -> x", step, " [dir=back];\n  }\n");
        text += step == 1
                    ? text_of("  start -> cell1;\n")
                    : text_of("  cell", step - 1, " -> cell", step, " ", state(step - 1), ";\n");
    }
    return text + "}\n";
}

NNLITE_INLINE std::string cell_dot(std::string_view cell) {
    detail::check_cell("cell_dot", cell);
    std::string text =
        text_of("digraph cell {\n  rankdir=LR;\n  nodesep=0.35;\n", detail::figure_style);
    const auto value = [&](std::string_view name, std::string_view label) {
        text += text_of("  ", name, " [shape=plain, label=<", label, ">];\n");
    };
    const auto layer = [&](std::string_view name, std::string_view label) {
        text += text_of("  ", name, " [", detail::figure_box, ", label=<", label, ">];\n");
    };
    const auto operation = [&](std::string_view name, std::string_view label) {
        text += text_of("  ", name, " [shape=circle, width=0.35, fixedsize=true, label=<", label,
                        ">];\n");
    };
    // "a b c" are edges from a to b and from b to c.
    const auto path = [&](std::string_view nodes, std::string_view label = "") {
        text += "  ";
        for (const char byte : nodes) {
            if (byte == ' ') {
                text += " -> ";
            } else {
                text += byte;
            }
        }
        text += label.empty() ? ";\n" : text_of(" [label=<", label, ">];\n");
    };
    // State and input together go to the gates.
    const auto join = [&](std::initializer_list<std::string_view> gates) {
        text += "  join [shape=point];\n";
        path("before join");
        path("input join");
        for (const std::string_view gate : gates) { path(text_of("join ", gate)); }
    };
    value("before", "h<sub>t-1</sub>");
    value("input", "x<sub>t</sub>");
    value("after", "h<sub>t</sub>");
    if (cell == "RNN") {
        layer("hidden", "tanh(W<sub>ih</sub> x + W<sub>hh</sub> h + b)");
        path("before hidden after");
        path("input hidden");
    } else if (cell == "LSTM") {
        value("cell_before", "c<sub>t-1</sub>");
        value("cell_after", "c<sub>t</sub>");
        layer("forget", "forget gate f: sigmoid");
        layer("in", "input gate i: sigmoid");
        layer("candidate", "candidate g: tanh");
        layer("out", "output gate o: sigmoid");
        layer("squash", "tanh");
        operation("keep", "&times;");
        operation("write", "&times;");
        operation("sum", "+");
        operation("show", "&times;");
        join({"forget", "in", "candidate", "out"});
        text +=
            "  { rank=same; before; input; cell_before; }\n"
            "  { rank=same; after; cell_after; }\n";
        path("cell_before keep sum cell_after");
        path("forget keep");
        path("in write sum");
        path("candidate write");
        path("sum squash show after");
        path("out show");
    } else {
        layer("reset", "reset gate r: sigmoid");
        layer("update", "update gate z: sigmoid");
        layer("candidate", "candidate n: tanh");
        operation("forget", "&times;");
        operation("keep", "&times;");
        operation("write", "&times;");
        operation("sum", "+");
        join({"reset", "update"});
        text += "  { rank=same; before; input; }\n";
        path("before forget candidate write sum after");
        path("input candidate");
        path("reset forget");
        path("before keep sum");
        path("update keep", "z");
        path("update write", "1 - z");
    }
    return text + "}\n";
}

}  // namespace nnlite::viz
