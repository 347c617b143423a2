#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/data/batch_rows.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/training/layer_outputs.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
std::vector<Tensor<T>> layer_outputs(Sequential<T> network, const Dataset<T>& data,
                                     const std::vector<detail::LayerChoice>& layers,
                                     std::size_t batch_size) {
    std::vector<std::size_t> positions;
    for (const detail::LayerChoice& layer : layers) {
        positions.push_back(layer.position_in(network));
    }
    for (std::size_t i = 0; layers.empty() && i < network.size(); ++i) { positions.push_back(i); }
    const std::size_t depth =
        positions.empty() ? 0 : *std::max_element(positions.begin(), positions.end()) + 1;
    if (data.size() == 0) {  // the result for one row, without the row
        const Tensor<T> row = full_tensor<T>(detail::batch_shape(1, data.sample_shape()), T(0));
        auto outputs = layer_outputs(network, detail::TensorRows<T>(row), layers, batch_size);
        for (auto& output : outputs) { output = detail::without_rows(output); }
        return outputs;
    }
    const NoGrad no_grad;
    const TrainingMode evaluation(false);
    DataLoader<T> loader(data, {.batch_size = batch_size, .shuffle = false});
    std::vector<Tensor<T>> outputs(positions.size());
    std::size_t done = 0;
    for (Batch<T>& batch : loader) {
        detail::require_inputs("layer_outputs", batch.inputs, batch.size, data.sample_shape());
        Variable<T> x(std::exchange(batch.inputs, Tensor<T>()));
        for (std::size_t i = 0; i < depth; ++i) {
            x = network.entries()[i].layer->forward(x);
            for (std::size_t k = 0; k < positions.size(); ++k) {
                if (positions[k] != i) { continue; }
                detail::put_rows("layer_outputs", x.value(), batch.size, done, data.size(),
                                 outputs[k]);
            }
        }
        done += batch.size;
    }
    return outputs;
}

template <class T>
std::vector<Tensor<T>> layer_outputs(Sequential<T> network,
                                     const std::type_identity_t<Tensor<T>>& inputs,
                                     const std::vector<detail::LayerChoice>& layers,
                                     std::size_t batch_size) {
    return layer_outputs(network, detail::rows_of("layer_outputs", inputs), layers, batch_size);
}

}  // namespace nnlite
