#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/kernels/permute.hpp"
#include "nnlite/layers/depthwise_conv2d.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/state_visitor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Tensor<T> StateEntry<T>::arranged() const {
    if (permutation.empty()) { return value(); }
    Tensor<T> result = empty_tensor<T>(shape);
    kernels::permute(view, permutation, value().data(), result.data());
    return result;
}

template <class T>
void StateEntry<T>::copy_from(const T* from) {
    const std::size_t rank = view.size();
    Shape moved(rank), back(rank);
    for (std::size_t axis = 0; axis < rank; ++axis) {
        moved[axis] = view[permutation[axis]];
        back[permutation[axis]] = axis;
    }
    kernels::permute(moved, back, from, mutable_value().data());
}

template <class T>
void StateEntry<T>::arrange() {
    const std::size_t rank = shape.size();
    if (!matrix && out.empty()) { return; }
    std::vector<std::size_t> axes(rank), first(rank);
    std::iota(axes.begin(), axes.end(), std::size_t{0});
    if (matrix) {
        std::rotate(axes.begin(), axes.end() - 2, axes.end());
        std::swap(axes[0], axes[1]);
    }
    view.clear();
    for (std::size_t axis = 0; axis < rank; ++axis) {
        const Shape& image = axis + 1 == rank ? out : matrix && axis + 2 == rank ? in : Shape{};
        first[axis] = view.size();
        if (image.empty()) { view.push_back(shape[axis]); }
        view.insert(view.end(), image.begin(), image.end());
    }
    first.push_back(view.size());
    Shape arranged;
    for (const std::size_t axis : axes) {
        arranged.push_back(shape[axis]);
        permutation.push_back(first[axis + 1] - 1);  // channels
        for (std::size_t i = first[axis]; i + 1 < first[axis + 1]; ++i) {
            permutation.push_back(i);
        }
    }
    shape = arranged;
}

// Keras' name of a parameter or buffer of a layer of this type.
const char* keras_name(std::string_view type, std::string_view name);

template <class T>
StateVisitor<T>::StateVisitor(Layer<T>& layer, WeightLayout layout)
    : layout_(layout), layer_(&layer) {
    if (torch()) { enter(layer); }
    layer.visit(*this);
    for (auto& entry : entries) { entry.arrange(); }
}

template <class T>
void StateVisitor<T>::child(const std::string& name, Layer<T>& layer) {
    const auto* const sum = dynamic_cast<const Residual<T>*>(layer_);
    const bool second = sum != nullptr && name == "shortcut";
    const bool last = sum != nullptr && (second || !sum->has_shortcut());
    const Place before = place_;
    if (sum != nullptr) { place_ = start_; }
    Layer<T>* outside = std::exchange(layer_, &layer);
    const Place start = std::exchange(start_, place_);
    layer_name_ = this->path(name);
    if (torch()) { enter(layer); }
    Visitor<T>::child(name, layer);
    layer_ = outside;
    start_ = start;
    layer_name_ = this->path(name);
    if (torch() && second) { add_sequences(before); }
    if (torch() && last) { add_to(second ? before : start); }
    place_.first_layer = false;
}

template <class T>
void StateVisitor<T>::add(const std::string& name, StateEntry<T> entry) {
    if (torch()) { note(name, entry); }
    if (layout_ == WeightLayout::keras) {
        entry.name = this->path(keras_name(layer_->type(), name));
        const auto* depthwise = dynamic_cast<const DepthwiseConv2d<T>*>(layer_);
        if (depthwise != nullptr && entry.shape.size() == 4) {
            // Keras' [kernel height, kernel width, in, multiplier] has the same elements.
            entry.shape[2] = entry.shape[3] / depthwise->multiplier();
            entry.shape[3] = depthwise->multiplier();
            entry.permutation = {0, 1, 2, 3};
        }
    }
    entries.push_back(std::move(entry));
}

template <class T>
void StateVisitor<T>::note(const std::string& name, StateEntry<T>& entry) {
    const std::size_t rank = entry.shape.size();
    entry.matrix = rank >= 2 && ((name == "weight" && layer_->type() != "Embedding") ||
                                 name == "in_proj_weight" || name.starts_with("weight_ih") ||
                                 name.starts_with("weight_hh") || name.starts_with("weight_hr"));
    const bool of_image = !place_.joined.empty() && (entry.matrix ? rank == 2 : rank == 1) &&
                          entry.shape[0] == element_count(place_.joined);
    if (of_image) { (entry.matrix ? entry.in : entry.out) = place_.joined; }
    if (entry.matrix && rank == 2 && place_.features < entries.size()) {
        // Another matrix that does not take the result of the one before takes the same input.
        const auto& before = entries[place_.features];
        const std::size_t in = entry.shape[0];
        if (before.shape[1] != in && !before.in.empty() && before.shape[0] == in) {
            entry.in = before.in;
        }
    }
    if (entry.matrix) {
        place_.joined.clear();
        place_.features = name == "weight" && rank == 2 ? entries.size() : none;
    }
}

template <class T>
void StateVisitor<T>::enter(const Layer<T>& layer) {
    const std::string type = layer.type();
    const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
        return std::any_of(names.begin(), names.end(),
                           [&](std::string_view name) { return type.starts_with(name); });
    };
    if (const auto* flat = dynamic_cast<const Flatten<T>*>(&layer)) {
        reshape(flat->input(), {element_count(flat->input())});
    } else if (const auto* other = dynamic_cast<const Reshape<T>*>(&layer)) {
        reshape(other->input(), other->output());
    } else if (is_one_of({"Conv", "DepthwiseConv", "MaxPool", "AvgPool", "GlobalAveragePool",
                          "BatchNorm2d", "ZeroPad", "Upsample"})) {
        take_images();
    } else if (is_one_of({"GroupNorm"}) && !place_.joined.empty()) {
        refuse("GroupNorm before Flatten, which orders its features otherwise, got it after");
    } else if (is_one_of({"Linear", "LSTM", "GRU", "RNN", "Transformer", "MultiheadAttention",
                          "Embedding", "LearnedPositions", "SinusoidalPositions", "LayerNorm"})) {
        place_.channels_first = false;
        place_.made.clear();
    }
}

template <class T>
bool StateVisitor<T>::same_order(const Shape& sample) {
    return sample.size() < 2 || sample.back() == 1 || element_count(sample) == sample.back();
}

template <class T>
void StateVisitor<T>::reshape(const Shape& from, const Shape& to) {
    const bool channels_first = from.size() == 3 ? !place_.first_layer : place_.channels_first;
    if (from.empty()) {
        const bool unknown = channels_first && !entries.empty() && !entries[0].shape.empty();
        if (unknown) { refuse("that build() of its container calls its build(), got no call"); }
        return;
    }
    if (from.size() < 2 && to.size() < 2) { return; }
    if (to.size() < 2) {
        place_.joined = channels_first && !same_order(from) ? from : Shape{};
        place_.features = none;
        place_.made.clear();
    } else if (from.size() < 2 && place_.joined.empty()) {
        place_.made = same_order(to) ? Shape{} : to;
    } else {
        const Shape& image = from.size() < 2 ? place_.joined : from;
        if ((channels_first || from.size() < 2) && !same_order(image) &&
            to.back() != image.back()) {
            refuse("a Reshape that keeps the channels of ", image, ", got ", to);
        }
        if (from.size() < 2) { place_.channels_first = true; }
        if (!place_.made.empty()) { place_.made = to; }
        place_.joined.clear();
    }
    if (place_.made.size() > 2) { take_images(); }
}

template <class T>
void StateVisitor<T>::take_images() {
    if (!place_.made.empty() && !entries.empty() && !order_features(place_.features, place_.made)) {
        refuse("a Linear that makes the features that become ", place_.made, ", got none");
    }
    place_.made.clear();
    place_.channels_first = true;
}

template <class T>
bool StateVisitor<T>::order_features(std::size_t first, const Shape& image) {
    const std::size_t count = element_count(image);
    if (first >= entries.size() || entries[first].shape.back() != count) { return false; }
    entries[first].out = image;
    for (std::size_t i = first + 1; i < entries.size() && !entries[i].matrix; ++i) {
        if (entries[i].shape == Shape{count}) { entries[i].out = image; }
    }
    return true;
}

template <class T>
void StateVisitor<T>::add_to(const Place& other) {
    if (place_.joined == other.joined) { return; }
    const Shape image = place_.joined.empty() ? other.joined : place_.joined;
    const std::size_t features = place_.joined.empty() ? place_.features : other.features;
    if (!order_features(features, image)) {
        refuse("a Linear that makes the features to be added to those of ", image, ", got none");
    }
    place_.joined = image;
}

template <class T>
void StateVisitor<T>::add_sequences(const Place& other) {
    if (!other.made.empty()) {
        if (!place_.made.empty()) {
            refuse("sequences ", place_.made, " made by a Reshape in one branch, got two");
        }
        place_.made = other.made;
        place_.features = other.features;
    }
    if (!place_.made.empty() && (place_.channels_first || other.channels_first)) { take_images(); }
}

NNLITE_INLINE const char* keras_name(std::string_view type, std::string_view name) {
    struct Row {
        std::string_view type, name;
        const char* keras;
    };
    static constexpr Row rows[] = {{"Linear", "weight", "kernel"},
                                   {"Linear", "bias", "bias"},
                                   {"Conv", "weight", "kernel"},
                                   {"Conv", "bias", "bias"},
                                   {"DepthwiseConv", "weight", "kernel"},
                                   {"DepthwiseConv", "bias", "bias"},
                                   {"BatchNorm", "weight", "gamma"},
                                   {"BatchNorm", "bias", "beta"},
                                   {"BatchNorm", "running_mean", "moving_mean"},
                                   {"BatchNorm", "running_var", "moving_variance"},
                                   {"GroupNorm", "weight", "gamma"},
                                   {"GroupNorm", "bias", "beta"},
                                   {"LayerNorm", "weight", "gamma"},
                                   {"LayerNorm", "bias", "beta"},
                                   {"Embedding", "weight", "embeddings"}};
    for (const Row& row : rows) {
        if (type.starts_with(row.type) && name == row.name) { return row.keras; }
    }
    fail<ValueError>(
        "WeightLayout::keras: expected layers whose weights Keras stores in the same form "
        "(Linear, ",
        "Conv, BatchNorm, GroupNorm, LayerNorm, Embedding), got ", type, " with ", name);
}

}  // namespace nnlite::detail
