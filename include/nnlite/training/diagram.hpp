#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/layers/sequential.hpp"
#include "nnlite/training/summary.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/topology.hpp"

namespace nnlite {

/// How diagram_dot() shows a network.
struct DiagramOptions {
    Shape input = {};  ///< of a sample, if it is to be shown
    std::string title = "";
    bool left_to_right = false;
};

namespace detail {

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
        // Layers whose children are a chain keep their sample's shape, but for Sequential.
        to_.children.push_back({name, layer.type(), to_.shape, parameter_count(layer), {}});
        add_children(layer, to_.children.back());
    }

    static void add_children(Layer<T>& layer, DiagramLayer& to) {
        DiagramVisitor visitor(to);
        layer.visit(visitor);
        if (const auto* network = dynamic_cast<const Sequential<T>*>(&layer)) {
            for (std::size_t i = 0; i < to.children.size(); ++i) {
                set_shape(to.children[i], batch_shape_text(network->entries()[i].output));
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
    // Draws a layer behind the node `from`; returns its last node.
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

}  // namespace detail

/// The layers of a built network as a graph in Graphviz's language, for write_dot() or dot_svg():
/// each with its name, class, shape of results and number of parameters. Sequential, Residual and
/// TransformerEncoder are frames around what they hold, other layers list the layers in them.
///
///     write_dot("network.svg", diagram_dot(model.network(), {.input = {28, 28, 1}}));
template <class T>
std::string diagram_dot(Sequential<T>& network, const DiagramOptions& options = {}) {
    detail::DiagramLayer root{};
    detail::DiagramVisitor<T>::add_children(network, root);
    detail::DiagramText text;
    std::string last = text.add_input(
        options.input.empty() ? "input" : "input " + detail::batch_shape_text(options.input));
    for (const detail::DiagramLayer& layer : root.children) { last = text.add(layer, last); }
    return text.graph(options);
}

/// The neurons of a built network of Linear layers, for topology_dot(): its inputs, and the outputs
/// of each Linear layer. Other layers are left out.
template <class T>
std::vector<TopologyLayer> topology_of(const Sequential<T>& network, const Shape& input) {
    std::vector<TopologyLayer> layers{{"input", element_count(input)}};
    for (const auto& entry : network.entries()) {
        if (entry.layer->type() == "Linear" && !entry.output.empty()) {
            layers.push_back({entry.name, entry.output.back()});
        }
    }
    return layers;
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/diagram_impl.hpp"
#endif
