#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/training/summary.hpp"
#include "nnlite/viz/diagram.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/topology.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

// A layer as a diagram shows it.
struct DiagramLayer {
    std::string name, type, shape;
    std::size_t parameters;
    std::vector<DiagramLayer> children;
};

template <class T>
class DiagramVisitor : public Visitor<T> {
   public:
    explicit DiagramVisitor(DiagramLayer& to) : to_(to) {}
    void child(const std::string& name, Layer<T>& layer) override {
        // Layers whose children are a chain keep their sample's shape, except for Sequential.
        to_.children.push_back({name, layer.type(), to_.shape, parameter_count(layer), {}});
        add_children(layer, to_.children.back());
    }

    static void add_children(Layer<T>& layer, DiagramLayer& to) {
        DiagramVisitor visitor(to);
        layer.visit(visitor);
        if (const auto* network = dynamic_cast<const Sequential<T>*>(&layer)) {
            for (std::size_t i = 0; i < to.children.size(); ++i) {
                set_shape(to.children[i],
                          nnlite::detail::batch_shape_text(network->entries()[i].output));
            }
        }
    }

   private:
    static void set_shape(DiagramLayer& layer, const std::string& shape) {
        layer.shape = shape;
        if (layer.type == "Sequential") { return; }
        for (DiagramLayer& child : layer.children) { set_shape(child, shape); }
    }

    DiagramLayer& to_;
};

class DiagramText {
   public:
    // Draws a layer after the node `from`; returns its last node.
    std::string add(const DiagramLayer& layer, const std::string& from);

    std::string add_input(const std::string& label);

    std::string graph(const DiagramOptions& options) const;

   private:
    static std::string title(const DiagramLayer& layer) {
        return dot_text(layer.name) + " <b>" + dot_text(layer.type) + "</b>";
    }
    static std::string edge(const std::string& from, const std::string& to);
    std::string node(const std::string& attributes);

    // A layer with its shape, its number of parameters, and the layers in it.
    std::string add_box(const DiagramLayer& layer, const std::string& from);

    std::string text_, edges_;
    std::size_t count_ = 0;
};

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

template <class T>
std::string diagram_dot(Sequential<T>& network, const DiagramOptions& options) {
    detail::DiagramLayer root{};
    detail::DiagramVisitor<T>::add_children(network, root);
    detail::DiagramText text;
    std::string last = text.add_input(
        options.input.empty() ? "input"
                              : "input " + nnlite::detail::batch_shape_text(options.input));
    for (const detail::DiagramLayer& layer : root.children) { last = text.add(layer, last); }
    return text.graph(options);
}

template <class T>
std::vector<TopologyLayer> topology_of(const Sequential<T>& network, const Shape& input) {
    std::vector<TopologyLayer> layers{{"input", nnlite::detail::element_count(input)}};
    for (const auto& entry : network.entries()) {
        if (entry.layer->type() == "Linear" && !entry.output.empty()) {
            layers.push_back({entry.name, entry.output.back()});
        }
    }
    return layers;
}

}  // namespace nnlite::viz

namespace nnlite::inline NNLITE_ABI::viz::detail {

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
    if (layer.parameters > 0) {
        rows += row(nnlite::detail::with_commas(layer.parameters) + " parameters");
    }
    for (const DiagramLayer& child : layer.children) {
        const bool any = child.parameters > 0;
        rows +=
            row(title(child) + (any ? ", " + nnlite::detail::with_commas(child.parameters) : ""));
    }
    const std::string name =
        node("label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">" +
             rows + "</table>>");
    edges_ += edge(from, name);
    return name;
}

}  // namespace nnlite::viz::detail
