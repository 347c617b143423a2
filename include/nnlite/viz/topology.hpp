#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/core/abi.hpp"
#include "nnlite/fields/fields.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// A layer of a fully connected network, as topology_dot() shows it.
struct TopologyLayer {
    std::string name;
    std::size_t neurons;
};

/// Options of topology_dot().
struct TopologyOptions {
    std::string title = "";
    std::size_t most_neurons = 10;  ///< shown of a layer; of a larger one the middle is left out

    static constexpr auto fields() {
        return field_list(Field("title", &TopologyOptions::title),
                          Field("most_neurons", &TopologyOptions::most_neurons, Range{2, 50}));
    }
};

namespace detail {

// The positions of a layer's circles, from the top; 0 is the middle. Dots replace two of them.
std::vector<double> circle_heights(std::size_t neurons, std::size_t most);

}  // namespace detail

/// A fully connected network as a graph in Graphviz's language, for write_dot() or dot_svg(): a
/// column of circles for each layer, a line for each weight. The middle of wide layers is omitted.
/// Throws: ValueError if there is no layer, one has no neurons or most_neurons is not from 2 to 50.
std::string topology_dot(const std::vector<TopologyLayer>& layers,
                         const TopologyOptions& options = {});

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/topology_impl.hpp"
#endif
