#pragma once

#include <string>
#include <vector>

#include "nnlite/layers/sequential.hpp"
#include "nnlite/viz/topology.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// Options of diagram_dot().
struct DiagramOptions {
    Shape input = {};  ///< of a sample, if it should be shown
    std::string title = "";
    bool left_to_right = false;
};

/// The layers of a built network as a graph in Graphviz's language, for write_dot() or dot_svg():
/// each with its name, class, shape of results and number of parameters. Sequential, Residual and
/// TransformerEncoder are frames around their layers, other layers list the layers in them.
///
///     viz::write_dot("network.svg", viz::diagram_dot(model.network(), {.input = {28, 28, 1}}));
template <class T>
std::string diagram_dot(Sequential<T>& network, const DiagramOptions& options = {});

/// The neurons of a built network of Linear layers, for topology_dot(): its inputs, and the outputs
/// of each Linear layer. Other layers are skipped.
template <class T>
std::vector<TopologyLayer> topology_of(const Sequential<T>& network, const Shape& input);

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/diagram_impl.hpp"
#endif
