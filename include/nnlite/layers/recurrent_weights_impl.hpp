#pragma once

#include <cstddef>
#include <string>

#include "nnlite/core/inline.hpp"
#include "nnlite/layers/initializer.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/recurrent_weights.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE RecurrentWeights<Shape> layer_shapes(std::size_t gates, std::size_t hidden, bool bias,
                                                   std::size_t projection, bool peephole) {
    auto shapes = recurrent_shapes(gates, 0, hidden, projection > 0 ? projection : hidden);
    if (!bias) { shapes.bias_ih = shapes.bias_hh = {}; }
    if (projection == 0) { shapes.weight_hr = {}; }
    if (!peephole) { shapes.weight_peephole = {}; }
    return shapes;
}

template <class T>
RecurrentWeights<Variable<T>> draw_weights(const RecurrentWeights<Shape>& shapes,
                                           std::size_t hidden, Generator& generator) {
    RecurrentWeights<Variable<T>> weights;
    for (std::size_t i = 0; i < shapes.all().size(); ++i) {
        const Shape& shape = *shapes.all()[i];
        if (shape.empty()) { continue; }
        Tensor<T> values = empty_tensor<T>(shape);
        Initializer::torch_uniform().fill(values, hidden, 0, generator);
        *weights.all()[i] = Variable<T>(std::move(values), true);
    }
    return weights;
}

NNLITE_INLINE RecurrentWeights<std::string> weight_names(const std::string& suffix) {
    RecurrentWeights<std::string> names{"weight_ih", "weight_hh", "bias_ih",
                                        "bias_hh",   "weight_hr", "weight_peephole"};
    for (std::string* name : names.all()) { *name += suffix; }
    return names;
}

template <class T>
void visit_weights(Visitor<T>& visitor, RecurrentWeights<Variable<T>>& weights,
                   const RecurrentWeights<std::string>& names) {
    for (std::size_t i = 0; i < names.all().size(); ++i) {
        Variable<T>& weight = *weights.all()[i];
        if (weight.rank() > 0) { visitor.parameter(*names.all()[i], weight); }
    }
}

}  // namespace nnlite::detail
