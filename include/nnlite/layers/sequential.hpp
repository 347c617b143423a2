#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/core/shape.hpp"
#include "nnlite/layers/clone.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/arithmetic.hpp"

namespace nnlite {

/// Layers one after the other. Copies share the layers.
///
///     Sequential net(Linear(16, {.activation = Activation::relu}), Linear(10));
///     net.build({784}, generator);
template <class T = float>
class Sequential : public Layer<T> {
   public:
    struct Entry {
        std::string name;
        LayerPointer<T> layer;
        Shape output;  // of one sample, known after build()
    };

    Sequential() = default;
    template <class... L>
    requires(sizeof...(L) > 0 &&
             (std::is_base_of_v<Layer<T>, L> && ...)) explicit Sequential(L... layers) {
        (add(std::move(layers)), ...);
    }

    /// Appends a layer, named by its position or by `name`.
    template <class L>
    requires std::is_base_of_v<Layer<T>, L> Sequential& add(L layer) {
        return add(std::to_string(entries_.size()), std::move(layer));
    }
    /// Throws: ValueError if the name is taken, empty, has a dot (dotted names are paths) or is one
    /// of "training" and "optimizer", which a model's file has for its own, or there is no
    /// layer.
    template <class L>
    requires std::is_base_of_v<Layer<T>, L> Sequential& add(const std::string& name, L layer) {
        return add(name, LayerPointer<T>(detail::layer_inside<T>(std::move(layer))));
    }
    Sequential& add(const std::string& name, LayerPointer<T> layer) {
        if (name.empty() || name.find('.') != name.npos) {
            fail<ValueError>("Sequential: expected a name without dots, got \"", name, '"');
        }
        if (name == "training" || name == "optimizer") {
            fail<ValueError>("Sequential: the name ", name, " is reserved for a model's file");
        }
        append(name, std::move(layer));
        return *this;
    }

    Shape build(const Shape& input, Generator& generator) override {
        const detail::InsideLayer inside;
        Shape shape = input;
        std::map<std::pair<const Layer<T>*, Shape>, Shape> built;  // a tied layer is made once
        for (Entry& entry : entries_) {
            const std::pair<const Layer<T>*, Shape> use{entry.layer.get(), shape};
            if (const auto before = built.find(use); before != built.end()) {
                shape = entry.output = before->second;
                continue;
            }
            try {
                shape = entry.output = entry.layer->build(shape, generator);
                element_count(shape);  // throws if that is too large
            } catch (const ShapeError& error) {
                fail<ShapeError>("layer ", entry.name, ": ", error.what());
            } catch (const ValueError& error) {
                fail<ValueError>("layer ", entry.name, ": ", error.what());
            }
            built[use] = shape;
        }
        return shape;
    }

    Variable<T> forward(const Variable<T>& x) override {
        const detail::InsideLayer inside;
        Variable<T> y = x;
        const std::span<Layer<T>* const> layers(layers_);
        for (std::size_t i = 0; i < layers.size();) {
            i += 1 + layers[i]->forward_joined(y, layers.subspan(i + 1));
        }
        return y;
    }

    Shape gathered_shape(const Shape& sample) const override {
        return entries_.empty() ? sample : entries_.front().layer->gathered_shape(sample);
    }

    void visit(Visitor<T>& visitor) override {
        for (Entry& entry : entries_) { visitor.child(entry.name, *entry.layer); }
    }

    void visit_options(OptionVisitor<T>& visitor) override {
        NamedLayers<T> layers;
        for (const Entry& entry : entries_) { layers.emplace_back(entry.name, entry.layer); }
        visitor.layers(layers);
        if (!visitor.sets()) { return; }
        *this = Sequential();
        for (auto& [name, layer] : layers) { append(name, std::move(layer)); }
    }

    void unshare(Cloner<T>& cloner) override {
        for (std::size_t i = 0; i < size(); ++i) {
            entries_[i].layer = cloner(entries_[i].layer);
            layers_[i] = entries_[i].layer.get();
        }
    }

    std::string type() const override { return "Sequential"; }

    std::size_t size() const { return entries_.size(); }
    const std::vector<Entry>& entries() const { return entries_; }

    /// The layer at a position or of a name.
    /// Throws: ValueError if there is none.
    Layer<T>& operator[](std::size_t position) {
        if (position >= size()) {
            fail<ValueError>("Sequential: expected one of ", size(), " layers, got ", position);
        }
        return *entries_[position].layer;
    }
    Layer<T>& operator[](const std::string& name) {
        for (Entry& entry : entries_) {
            if (entry.name == name) { return *entry.layer; }
        }
        fail<ValueError>("Sequential: no layer is named ", name);
    }

    /// The first `count` layers, shared with this network: run it to see what they make of an
    /// input.
    Sequential first(std::size_t count) const {
        if (count > size()) {
            fail<ValueError>("Sequential: expected at most ", size(), " layers, got ", count);
        }
        Sequential head;
        head.entries_.assign(entries_.begin(), entries_.begin() + std::ptrdiff_t(count));
        head.layers_.assign(layers_.begin(), layers_.begin() + std::ptrdiff_t(count));
        return head;
    }

   private:
    // Also under names that add() refuses, which older files have.
    void append(const std::string& name, LayerPointer<T> layer) {
        if (layer == nullptr) {
            fail<ValueError>("Sequential: expected a layer for the name ", name, ", got null");
        }
        for (const Entry& entry : entries_) {
            if (entry.name == name) {
                fail<ValueError>("Sequential: a layer named ", name, " is there already");
            }
        }
        entries_.push_back({name, std::move(layer), {}});
        layers_.push_back(entries_.back().layer.get());
    }

    std::vector<Entry> entries_;
    std::vector<Layer<T>*> layers_;  // those of the entries
};

template <class First, class... Rest>
Sequential(First, Rest...) -> Sequential<typename First::value_type>;

/// y = x + main(x), or shortcut(x) + main(x), where main changes the shape.
///
///     Residual(Sequential(Conv2d(64, 3, {.stride = 2, .padding = 1}), BatchNorm2d()),
///              Conv2d(64, 1, {.stride = 2}));
///
/// Shapes: main must keep the shape, or both give the same.
/// Start values: those of main are drawn first.
/// Throws: ShapeError from build() if the shapes differ.
template <class T = float>
class Residual : public Layer<T> {
   public:
    template <class L>
    requires std::is_base_of_v<Layer<T>, L>
    explicit Residual(L main) : inner_(detail::layer_inside<T>(std::move(main))) {}

    template <class L, class S>
    requires(std::is_base_of_v<Layer<T>, L>&& std::is_base_of_v<Layer<T>, S>)
        Residual(L main, S shortcut)
        : inner_(detail::layer_inside<T>(std::move(main))),
          shortcut_(detail::layer_inside<T>(std::move(shortcut))) {}

    bool has_shortcut() const { return shortcut_ != nullptr; }

    Shape build(const Shape& input, Generator& generator) override {
        const detail::InsideLayer inside;
        const Shape output = inner_->build(input, generator);
        const Shape other = shortcut_ ? shortcut_->build(input, generator) : input;
        if (output != other) {
            fail<ShapeError>("Residual: expected a layer that ", shortcut_ ? "gives " : "keeps ",
                             other, shortcut_ ? ", as the shortcut does" : "", ", got ", output);
        }
        return output;
    }
    Variable<T> forward(const Variable<T>& x) override {
        const detail::InsideLayer inside;
        return (shortcut_ ? shortcut_->forward(x) : x) + inner_->forward(x);
    }
    void visit(Visitor<T>& visitor) override {
        visitor.child("inner", *inner_);
        if (shortcut_) { visitor.child("shortcut", *shortcut_); }
    }
    void visit_options(OptionVisitor<T>& visitor) override {
        NamedLayers<T> layers{{"inner", inner_}};
        if (shortcut_) { layers.emplace_back("shortcut", shortcut_); }
        visitor.layers(layers);
        if (!visitor.sets()) { return; }
        if (layers.empty() || layers.size() > 2) {
            fail<ValueError>("Residual: expected 1 or 2 layers, got ", layers.size());
        }
        inner_ = layers[0].second;
        shortcut_ = layers.size() == 2 ? layers[1].second : nullptr;
    }
    void unshare(Cloner<T>& cloner) override {
        inner_ = cloner(inner_);
        shortcut_ = cloner(shortcut_);
    }
    std::string type() const override { return "Residual"; }

   private:
    LayerPointer<T> inner_, shortcut_;  // shortcut_ null: x itself
};

template <class L>
Residual(L) -> Residual<typename L::value_type>;
template <class L, class S>
Residual(L, S) -> Residual<typename L::value_type>;

}  // namespace nnlite
