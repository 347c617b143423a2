#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "nnlite/core/shape.hpp"
#include "nnlite/layers/clone.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/ops/arithmetic.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Sequential<T>& Sequential<T>::add(const std::string& name, LayerPointer<T> layer) {
    if (name.empty() || name.find('.') != name.npos) {
        fail<ValueError>("Sequential: expected a name without dots, got \"", name, '"');
    }
    if (name == "training" || name == "optimizer") {
        fail<ValueError>("Sequential: the name ", name, " is reserved for a model's file");
    }
    append(name, std::move(layer));
    return *this;
}

template <class T>
Shape Sequential<T>::build(const Shape& input, Generator& generator) {
    const detail::InsideLayer inside;
    Shape shape = input;
    std::map<std::pair<const Layer<T>*, Shape>, Shape> built;  // a tied layer is built once
    for (Entry& entry : entries_) {
        const std::pair<const Layer<T>*, Shape> use{entry.layer.get(), shape};
        if (const auto before = built.find(use); before != built.end()) {
            shape = entry.output = before->second;
            continue;
        }
        try {
            shape = entry.output = entry.layer->build(shape, generator);
            detail::element_count(shape);  // throws if that is too large
        } catch (const ShapeError& error) {
            fail<ShapeError>("layer ", entry.name, ": ", error.what());
        } catch (const ValueError& error) {
            fail<ValueError>("layer ", entry.name, ": ", error.what());
        }
        built[use] = shape;
    }
    return shape;
}

template <class T>
Variable<T> Sequential<T>::forward(const Variable<T>& x) const {
    const detail::InsideLayer inside;
    Variable<T> y = x;
    const std::span<Layer<T>* const> layers(layers_);
    for (std::size_t i = 0; i < layers.size();) {
        i += 1 + layers[i]->forward_joined(y, layers.subspan(i + 1));
    }
    return y;
}

template <class T>
Shape Sequential<T>::gathered_shape(const Shape& sample) const {
    return entries_.empty() ? sample : entries_.front().layer->gathered_shape(sample);
}

template <class T>
void Sequential<T>::visit(Visitor<T>& visitor) {
    for (Entry& entry : entries_) { visitor.child(entry.name, *entry.layer); }
}

template <class T>
void Sequential<T>::visit_options(OptionVisitor<T>& visitor) {
    detail::NamedLayers<T> layers;
    for (const Entry& entry : entries_) { layers.emplace_back(entry.name, entry.layer); }
    visitor.layers(layers);
    if (!visitor.sets()) { return; }
    *this = Sequential();
    for (auto& [name, layer] : layers) { append(name, std::move(layer)); }
}

template <class T>
void Sequential<T>::unshare(Cloner<T>& cloner) {
    for (std::size_t i = 0; i < size(); ++i) {
        entries_[i].layer = cloner(entries_[i].layer);
        layers_[i] = entries_[i].layer.get();
    }
}

template <class T>
Layer<T>& Sequential<T>::operator[](std::size_t position) {
    if (position >= size()) {
        fail<ValueError>("Sequential: expected one of ", size(), " layers, got ", position);
    }
    return *entries_[position].layer;
}

template <class T>
Layer<T>& Sequential<T>::operator[](const std::string& name) {
    for (Entry& entry : entries_) {
        if (entry.name == name) { return *entry.layer; }
    }
    fail<ValueError>("Sequential: no layer is named ", name);
}

template <class T>
Sequential<T> Sequential<T>::first(std::size_t count) const {
    if (count > size()) {
        fail<ValueError>("Sequential: expected at most ", size(), " layers, got ", count);
    }
    Sequential head;
    head.entries_.assign(entries_.begin(), entries_.begin() + std::ptrdiff_t(count));
    head.layers_.assign(layers_.begin(), layers_.begin() + std::ptrdiff_t(count));
    return head;
}

template <class T>
void Sequential<T>::append(const std::string& name, LayerPointer<T> layer) {
    if (layer == nullptr) {
        fail<ValueError>("Sequential: expected a layer for the name ", name, ", got null");
    }
    for (const Entry& entry : entries_) {
        if (entry.name == name) {
            fail<ValueError>("Sequential: a layer named ", name, " already exists");
        }
    }
    entries_.push_back({name, std::move(layer), {}});
    layers_.push_back(entries_.back().layer.get());
}

template <class T>
Shape Residual<T>::build(const Shape& input, Generator& generator) {
    const detail::InsideLayer inside;
    const Shape output = inner_->build(input, generator);
    const Shape other = shortcut_ ? shortcut_->build(input, generator) : input;
    if (output != other) {
        fail<ShapeError>("Residual: expected a layer that ", shortcut_ ? "gives " : "keeps ", other,
                         shortcut_ ? ", as the shortcut does" : "", ", got ", output);
    }
    return output;
}

template <class T>
Variable<T> Residual<T>::forward(const Variable<T>& x) const {
    const detail::InsideLayer inside;
    return (shortcut_ ? shortcut_->forward(x) : x) + inner_->forward(x);
}

template <class T>
void Residual<T>::visit(Visitor<T>& visitor) {
    visitor.child("inner", *inner_);
    if (shortcut_) { visitor.child("shortcut", *shortcut_); }
}

template <class T>
void Residual<T>::visit_options(OptionVisitor<T>& visitor) {
    detail::NamedLayers<T> layers{{"inner", inner_}};
    if (shortcut_) { layers.emplace_back("shortcut", shortcut_); }
    visitor.layers(layers);
    if (!visitor.sets()) { return; }
    if (layers.empty() || layers.size() > 2) {
        fail<ValueError>("Residual: expected 1 or 2 layers, got ", layers.size());
    }
    inner_ = layers[0].second;
    shortcut_ = layers.size() == 2 ? layers[1].second : nullptr;
}

template <class T>
void Residual<T>::unshare(Cloner<T>& cloner) {
    inner_ = cloner(inner_);
    shortcut_ = cloner(shortcut_);
}

}  // namespace nnlite
