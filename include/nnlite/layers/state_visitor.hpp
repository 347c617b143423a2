#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sequential.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The order of a weight's axes outside of a layer. nnlite: as in the layer, [in, out] and [height,
/// width, in, out]. torch: as in PyTorch's state_dict, [out, in] and [out, in, height, width];
/// features that a Flatten or Reshape joins or splits are in PyTorch's order channels, height,
/// width; sequences of a convolution are channels, time. keras: as in the layer, under Keras'
/// names: "0.kernel", "1.gamma", "1.moving_mean".
enum class WeightLayout { nnlite, torch, keras };

namespace detail {

// A parameter or buffer of a layer and its form in a state_dict: viewed with shape `view`, its axes
// reordered by `permutation` (empty: none), then reshaped to `shape`.
template <class T>
struct StateEntry {
    std::string name;
    Variable<T> variable;
    Tensor<T>* buffer;  // null: the variable's value
    Shape shape, view = shape, permutation = {};
    bool matrix = false;      // [kernel..., in, out] here, [out, in, kernel...] in PyTorch
    Shape in = {}, out = {};  // shapes of images that were flattened to these axes; empty: none

    const Tensor<T>& value() const { return buffer != nullptr ? *buffer : variable.value(); }
    Tensor<T>& mutable_value() { return buffer != nullptr ? *buffer : variable.mutable_value(); }

    // A copy in that form.
    Tensor<T> arranged() const;
    void copy_from(const T* from);

    // Gives it PyTorch's form: output axis first, images channels first.
    void arrange();
};

template <class T>
class StateVisitor : public Visitor<T> {
   public:
    StateVisitor(Layer<T>& layer, WeightLayout layout);

    std::vector<StateEntry<T>> entries;

    void parameter(const std::string& name, Variable<T>& variable) override {
        add(name, {this->path(name), variable, nullptr, variable.shape()});
    }
    void buffer(const std::string& name, Tensor<T>& values) override {
        add(name, {this->path(name), {}, &values, values.shape()});
    }
    void child(const std::string& name, Layer<T>& layer) override;

   private:
    static constexpr std::size_t none = ~std::size_t{0};

    // The layout that PyTorch has at a point of the network.
    struct Place {
        bool first_layer = true;
        bool channels_first = false;  // [channels, time] for [time, channels]
        Shape joined = {};            // images flattened to a vector, channels first; else empty
        Shape made = {};              // images or sequences that Reshape made from a vector
        std::size_t features = none;  // the entry that computed the vector: a matrix [in, out]
    };

    bool torch() const { return layout_ == WeightLayout::torch; }

    void add(const std::string& name, StateEntry<T> entry);

    void note(const std::string& name, StateEntry<T>& entry);

    // How a layer changes the order of elements in PyTorch.
    void enter(const Layer<T>& layer);

    // Whether a sample's elements have the same order channels first and channels last.
    static bool same_order(const Shape& sample);

    void reshape(const Shape& from, const Shape& to);

    // PyTorch has them channels first, and so the features that a Reshape made them from.
    void take_images();

    // Sets the order of the vector that the entries from `first` on compute and normalise; false if
    // there is no such vector.
    bool order_features(std::size_t first, const Shape& image);

    // The end of a Residual's last branch: its vector is added to that of `other`.
    void add_to(const Place& other);

    // Sequences that a Reshape made in one branch are added to those of the other.
    void add_sequences(const Place& other);

    template <class... Part>
    [[noreturn]] void refuse(const Part&... parts) const {
        fail<ValueError>("WeightLayout::torch: layer ", layer_name_, ": expected ", parts...);
    }

    WeightLayout layout_;
    Layer<T>* layer_;  // whose state is visited
    std::string layer_name_;
    Place place_, start_;  // start_: at the input of layer_
};

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/layers/state_visitor_impl.hpp"
#endif
