#pragma once

#include <cstddef>
#include <string>

#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/recurrent.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The shapes of the weights that a layer has, for an input without features.
RecurrentWeights<Shape> layer_shapes(std::size_t gates, std::size_t hidden, bool bias,
                                     std::size_t projection = 0, bool peephole = false);

// The weights that have a shape, drawn in PyTorch's order.
template <class T>
RecurrentWeights<Variable<T>> draw_weights(const RecurrentWeights<Shape>& shapes,
                                           std::size_t hidden, Generator& generator);

// The names of the parameters. They are stored, so that a visit allocates nothing.
RecurrentWeights<std::string> weight_names(const std::string& suffix);

// The weights that are there.
template <class T>
void visit_weights(Visitor<T>& visitor, RecurrentWeights<Variable<T>>& weights,
                   const RecurrentWeights<std::string>& names);

}  // namespace nnlite::detail

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_RECURRENT_LAYERS)
#include "nnlite/layers/recurrent_weights_impl.hpp"
#endif
