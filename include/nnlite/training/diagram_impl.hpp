#pragma once

#include <string>
#include <utility>

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/training/diagram.hpp"
#include "nnlite/training/summary.hpp"
#include "nnlite/viz/dot.hpp"

namespace nnlite::detail {

NNLITE_INLINE std::string DiagramText::add(const DiagramLayer& layer, const std::string& from) {
    const bool chain = layer.type == "Sequential" || layer.type == "TransformerEncoder" ||
                       layer.type == "Residual";
    if (!chain || layer.children.empty()) { return add_box(layer, from); }
    text_ +=
        text_of("  subgraph cluster_", count_++, " {\n  label=<", title(layer),
                ">;\n  style=\"rounded,filled\"; color=\"#9AA5B1\"; fillcolor=\"#F6F8FA\"", ";\n");
    std::string last = from;
    if (layer.type == "Residual") {
        const std::string main = add(layer.children[0], from);
        const std::string other = layer.children.size() == 2 ? add(layer.children[1], from) : from;
        last = node("shape=circle, label=\"+\", width=0.3, fixedsize=true");
        edges_ += edge(main, last) + edge(other, last);
    } else {
        for (const DiagramLayer& child : layer.children) { last = add(child, last); }
    }
    text_ += "  }\n";
    return last;
}

NNLITE_INLINE std::string DiagramText::add_input(const std::string& label) {
    return node("shape=box, style=\"rounded\", label=<" + dot_text(label) + ">");
}

NNLITE_INLINE std::string DiagramText::graph(const DiagramOptions& options) const {
    return text_of("digraph network {\n  rankdir=", options.left_to_right ? "LR" : "TB", ";\n",
                   dot_title(options.title),
                   "  node [shape=plain, fontname=\"Helvetica\", fontsize=11];\n", text_, edges_,
                   "}\n");
}

NNLITE_INLINE std::string DiagramText::edge(const std::string& from, const std::string& to) {
    return text_of("  ", from, " -> ", to, ";\n");
}

NNLITE_INLINE std::string DiagramText::node(const std::string& attributes) {
    const std::string name = text_of("n", count_++);
    text_ += text_of("  ", name, " [", attributes, "];\n");
    return name;
}

NNLITE_INLINE std::string DiagramText::add_box(const DiagramLayer& layer, const std::string& from) {
    const auto row = [](const std::string& content, const char* attributes = "") {
        return text_of("<tr><td ", attributes, ">", content, "</td></tr>");
    };
    std::string rows = row(title(layer), "bgcolor=\"#DCE9F5\"") + row(dot_text(layer.shape));
    if (layer.parameters > 0) { rows += row(with_commas(layer.parameters) + " parameters"); }
    for (const DiagramLayer& child : layer.children) {
        const bool any = child.parameters > 0;
        rows += row(title(child) + (any ? ", " + with_commas(child.parameters) : ""));
    }
    const std::string name =
        node("label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">" +
             rows + "</table>>");
    edges_ += edge(from, name);
    return name;
}

}  // namespace nnlite::detail
