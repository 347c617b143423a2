#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/kernels/permute.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite {

/// The order of a weight's axes outside of a layer. nnlite: as in the layer, [in, out] and [height,
/// width, in, out]. torch: as in PyTorch's state_dict, [out, in] and [out, in, height, width];
/// where images are flattened, the features after it are in the order channels, height, width.
/// keras: as in the layer, under Keras' names: "0.kernel", "1.gamma", "1.moving_mean".
enum class WeightLayout { nnlite, torch, keras };

namespace detail {

// A parameter or buffer of a layer and its form in a state_dict: seen as `view`, its axes reordered
// by `permutation` (empty: none), then of shape `shape`.
template <class T>
struct StateEntry {
    std::string name;
    Variable<T> variable;
    Tensor<T>* buffer;  // null: the variable's value
    Shape view, permutation, shape;

    const Tensor<T>& value() const { return buffer != nullptr ? *buffer : variable.value(); }
    Tensor<T>& mutable_value() { return buffer != nullptr ? *buffer : variable.mutable_value(); }

    void copy_to(T* to) const { permute(view, permutation, value().data(), to); }
    void copy_from(const T* from) {
        const std::size_t rank = view.size();
        Shape moved(rank), back(rank);
        for (std::size_t axis = 0; axis < rank; ++axis) {
            moved[axis] = view[permutation[axis]];
            back[permutation[axis]] = axis;
        }
        permute(moved, back, from, mutable_value().data());
    }
};

// What Keras calls a parameter or buffer of a layer of this type.
inline const char* keras_name(std::string_view type, std::string_view name) {
    struct Row {
        std::string_view type, name;
        const char* keras;
    };
    static constexpr Row rows[] = {{"Linear", "weight", "kernel"},
                                   {"Linear", "bias", "bias"},
                                   {"Conv", "weight", "kernel"},
                                   {"Conv", "bias", "bias"},
                                   {"BatchNorm", "weight", "gamma"},
                                   {"BatchNorm", "bias", "beta"},
                                   {"BatchNorm", "running_mean", "moving_mean"},
                                   {"BatchNorm", "running_var", "moving_variance"},
                                   {"LayerNorm", "weight", "gamma"},
                                   {"LayerNorm", "bias", "beta"},
                                   {"Embedding", "weight", "embeddings"}};
    for (const Row& row : rows) {
        if (type.starts_with(row.type) && name == row.name) { return row.keras; }
    }
    fail<ValueError>(
        "WeightLayout::keras: expected layers whose weights Keras keeps alike (Linear, ",
        "Conv, BatchNorm, LayerNorm, Embedding), got ", type, " with ", name);
}

template <class T>
class StateVisitor : public Visitor<T> {
   public:
    StateVisitor(Layer<T>& layer, WeightLayout layout) : layout_(layout), layer_(&layer) {
        layer.visit(*this);
    }

    std::vector<StateEntry<T>> entries;

    void parameter(const std::string& name, Variable<T>& variable) override {
        add(name, {this->path(name), variable, nullptr, variable.shape(), {}, variable.shape()});
    }
    void buffer(const std::string& name, Tensor<T>& values) override {
        add(name, {this->path(name), {}, &values, values.shape(), {}, values.shape()});
    }
    void child(const std::string& name, Layer<T>& layer) override {
        if (layer.type() == "Flatten") { image_ = input_of(layer); }
        Layer<T>* outside = std::exchange(layer_, &layer);
        Visitor<T>::child(name, layer);
        layer_ = outside;
        if (layer.type() == "Linear") { image_.clear(); }
    }

   private:
    // The images that a layer of a Sequential takes; empty if they are none, or unknown.
    Shape input_of(const Layer<T>& layer) const {
        const auto* network = dynamic_cast<const Sequential<T>*>(layer_);
        if (network == nullptr) { return {}; }
        Shape input;
        for (const auto& entry : network->entries()) {
            if (entry.layer.get() == &layer) { break; }
            input = entry.output;
        }
        return input.size() == 3 ? input : Shape{};
    }

    void add(const std::string& name, StateEntry<T> entry) {
        if (layout_ == WeightLayout::torch) { arrange(name, entry); }
        if (layout_ == WeightLayout::keras) {
            entry.name = this->path(keras_name(layer_->type(), name));
        }
        entries.push_back(std::move(entry));
    }

    void arrange(const std::string& name, StateEntry<T>& entry) const {
        const std::size_t rank = entry.shape.size();
        const bool weight = (name == "weight" && layer_->type() != "Embedding") ||
                            name == "in_proj_weight" || name.starts_with("weight_ih") ||
                            name.starts_with("weight_hh") || name.starts_with("weight_hr");
        const bool matrix = weight && rank >= 2;
        // [height * width * channels, ...] after Flatten
        const bool flattened = !image_.empty() && rank > 0 &&
                               entry.shape[0] == element_count(image_) &&
                               (matrix || layer_->type() != "Linear");
        if (flattened) {
            entry.view = image_;
            entry.view.insert(entry.view.end(), entry.shape.begin() + 1, entry.shape.end());
            entry.permutation = matrix ? Shape{3, 2, 0, 1} : Shape{2, 0, 1};
        } else if (matrix) {  // [kernel..., in, out] to [out, in, kernel...]
            entry.permutation = {rank - 1, rank - 2};
            for (std::size_t axis = 0; axis + 2 < rank; ++axis) {
                entry.permutation.push_back(axis);
            }
        }
        if (matrix && flattened) {
            std::swap(entry.shape[0], entry.shape[1]);
        } else if (matrix) {
            for (std::size_t i = 0; i < rank; ++i) {
                entry.shape[i] = entry.view[entry.permutation[i]];
            }
        }
    }

    WeightLayout layout_;
    Layer<T>* layer_;  // whose state is visited
    Shape image_;      // that Flatten joined, up to the next Linear
};

// For each entry of the layer its tensor among `tensors`, which have a name and a shape.
// Throws: Error that lists those that are missing, surplus or of another shape.
template <class Error, class T, class Infos>
std::vector<std::size_t> match_state(std::string_view place,
                                     const std::vector<StateEntry<T>>& entries,
                                     const Infos& tensors, WeightLayout layout) {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < tensors.size(); ++i) { places[tensors[i].name] = i; }
    std::vector<std::size_t> found;
    std::string missing, wrong, surplus;
    for (const auto& entry : entries) {
        const auto at = places.extract(entry.name);
        if (at.empty()) {
            missing += text_of("; missing ", entry.name, " ", entry.shape);
            continue;
        }
        found.push_back(at.mapped());
        const Shape& got = tensors[at.mapped()].shape;
        if (got != entry.shape) {
            wrong += text_of("; expected ", entry.name, " ", entry.shape, ", got ", got,
                             entry.shape.empty() ? " (build() comes first)" : "");
        }
    }
    for (const auto& [name, at] : places) {
        // PyTorch's count of batches, which nothing but an average without momentum needs.
        if (layout == WeightLayout::torch && name.ends_with("num_batches_tracked")) { continue; }
        surplus += text_of("; surplus ", name, " ", tensors[at].shape);
    }
    const std::string errors = missing + wrong + surplus;
    if (!errors.empty()) { fail<Error>(place, "the tensors do not fit the layer", errors); }
    return found;
}

}  // namespace detail

/// A copy of all parameters and buffers of a layer, by their dotted names, such as "0.weight".
/// Throws: ValueError if the layout is Keras' and a layer has weights that Keras keeps otherwise.
template <class T>
NamedTensors<T> state_dict(Layer<T>& layer, WeightLayout layout = WeightLayout::nnlite) {
    NamedTensors<T> result;
    for (const auto& entry : detail::StateVisitor<T>(layer, layout).entries) {
        Tensor<T>& tensor = result[entry.name];
        if (entry.permutation.empty()) {
            tensor = entry.value();
        } else {
            tensor = empty_tensor<T>(entry.shape);
            entry.copy_to(tensor.data());
        }
    }
    return result;
}

/// Sets all parameters and buffers of a layer, which build() has made.
/// Throws: ShapeError that lists all tensors that are missing, surplus or of another shape; the
/// layer is as before then. ValueError as state_dict().
template <class T>
void load_state_dict(Layer<T>& layer, const NamedTensors<T>& tensors,
                     WeightLayout layout = WeightLayout::nnlite) {
    detail::StateVisitor<T> state(layer, layout);
    struct Named {
        std::string_view name;
        const Shape& shape;
        const Tensor<T>& values;
    };
    std::vector<Named> all;
    for (const auto& [name, values] : tensors) { all.push_back({name, values.shape(), values}); }
    const auto found =
        detail::match_state<ShapeError>("load_state_dict: ", state.entries, all, layout);
    for (std::size_t i = 0; i < found.size(); ++i) {
        auto& entry = state.entries[i];
        if (entry.permutation.empty()) {
            entry.mutable_value() = all[found[i]].values;
        } else {
            entry.copy_from(all[found[i]].values.data());
        }
    }
}

}  // namespace nnlite
