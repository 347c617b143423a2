#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/topology.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

std::string topology_node(const std::string& name, double x, double y,
                          const std::string& attributes);

NNLITE_INLINE std::vector<double> circle_heights(std::size_t neurons, std::size_t most) {
    const std::size_t shown = std::min(neurons, most);
    const bool gap = neurons > shown;
    const double places = static_cast<double>(shown) + (gap ? 1.5 : 0) - 1;
    std::vector<double> heights;
    for (std::size_t i = 0; i < shown; ++i) {
        const double below_gap = gap && i >= shown / 2 ? 1.5 : 0;
        heights.push_back(places / 2 - static_cast<double>(i) - below_gap);
    }
    return heights;
}

NNLITE_INLINE std::string topology_node(const std::string& name, double x, double y,
                                        const std::string& attributes) {
    return text_of("  ", name, " [pos=\"", x, ",", y, "!\"", attributes, "];\n");
}

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE std::string topology_dot(const std::vector<TopologyLayer>& layers,
                                       const TopologyOptions& options) {
    if (layers.empty()) { fail<ValueError>("topology_dot: expected at least one layer"); }
    nnlite::detail::require_in_range("topology_dot", options);
    std::string nodes, edges;
    std::size_t before = 0;
    double lowest = 0;
    for (const TopologyLayer& layer : layers) {
        const auto shown = detail::circle_heights(layer.neurons, options.most_neurons);
        if (!shown.empty()) { lowest = std::min(lowest, 0.4 * shown.back()); }
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (layers[i].neurons == 0) {
            fail<ValueError>("topology_dot: expected neurons in layer ", i, ", got 0");
        }
        const double x = 2 * static_cast<double>(i);
        const auto heights = detail::circle_heights(layers[i].neurons, options.most_neurons);
        for (std::size_t k = 0; k < heights.size(); ++k) {
            nodes += detail::topology_node(text_of("n", i, "_", k), x, 0.4 * heights[k], "");
            for (std::size_t from = 0; from < before; ++from) {
                edges += text_of("  n", i - 1, "_", from, " -- n", i, "_", k, ";\n");
            }
        }
        if (layers[i].neurons > heights.size()) {
            const std::size_t half = heights.size() / 2;
            const double middle = 0.2 * (heights[half - 1] + heights[half]);
            for (int dot = -1; dot <= 1; ++dot) {
                nodes +=
                    detail::topology_node(text_of("dot", i, "_", dot + 1), x, middle + 0.12 * dot,
                                          ", shape=point, width=0.05, fillcolor=black");
            }
        }
        nodes += detail::topology_node(
            text_of("name", i), x, lowest - 0.55,
            text_of(", shape=plaintext, fixedsize=false, style=\"\", label=<",
                    detail::dot_text(layers[i].name), "<br/>", layers[i].neurons, ">"));
        before = heights.size();
    }
    return text_of("graph topology {\n  layout=neato;\n  pad=0.3;\n",
                   detail::dot_title(options.title),
                   "  node [shape=circle, label=\"\", width=0.28, fixedsize=true, style=filled, "
                   "fillcolor=\"#DCE9F5\", fontname=\"Helvetica\", fontsize=12];\n"
                   "  edge [color=\"#9AA5B1\", penwidth=0.5];\n",
                   nodes, edges, "}\n");
}

}  // namespace nnlite::viz
