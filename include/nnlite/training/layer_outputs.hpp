#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/data/dataset.hpp"
#include "nnlite/layers/sequential.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// A layer of a Sequential, by its position or by its name.
class LayerChoice {
   public:
    template <std::integral I>
    LayerChoice(I position)  // NOLINT(google-explicit-constructor)
        : position_(static_cast<std::size_t>(position)) {}
    LayerChoice(std::string name)  // NOLINT(google-explicit-constructor)
        : name_(std::move(name)), by_name_(true) {}
    LayerChoice(const char* name)  // NOLINT(google-explicit-constructor)
        : LayerChoice(std::string(name)) {}

    // Throws: ValueError naming the layers there are.
    template <class T>
    std::size_t position_in(const Sequential<T>& network) const {
        std::string names;
        for (std::size_t i = 0; i < network.size(); ++i) {
            const std::string& name = network.entries()[i].name;
            if (by_name_ ? name == name_ : i == position_) { return i; }
            names += (i == 0 ? "" : ", ") + name;
        }
        fail<ValueError>("layer_outputs: expected layers of ", names, "; got ",
                         by_name_ ? name_ : std::to_string(position_));
    }

   private:
    std::size_t position_ = 0;
    std::string name_;
    bool by_name_ = false;
};

}  // namespace detail

/// What the chosen layers of a built network make of each row, in the order of `layers`; all layers
/// if none is named. The network runs once per batch, in evaluation mode, and nothing is recorded.
/// Shapes: data [n, sample...] -> [n, output...] for each layer.
/// Throws: ValueError if a layer does not exist or batch_size is 0; ShapeError if the samples do
/// not fit.
/// Source: Keras' Model(inputs, [layer.output, ...]).predict().
///
///     layer_outputs(model.network(), pictures, {0, "hidden"})
template <class T>
std::vector<Tensor<T>> layer_outputs(Sequential<T> network, const Dataset<T>& data,
                                     const std::vector<detail::LayerChoice>& layers = {},
                                     std::size_t batch_size = 256);
template <class T>
std::vector<Tensor<T>> layer_outputs(Sequential<T> network,
                                     const std::type_identity_t<Tensor<T>>& inputs,
                                     const std::vector<detail::LayerChoice>& layers = {},
                                     std::size_t batch_size = 256);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/layer_outputs_impl.hpp"
#endif
