#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/layers/clone.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/arithmetic.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A chain of layers: each takes the output of the one before it. Copies share the layers.
///
///     Sequential net(Linear(16, {.activation = Activation::relu}), Linear(10));
///     net.build({784}, generator);
///
/// Elsewhere: torch.nn.Sequential; keras.Sequential.
template <class T = float>
class Sequential : public Layer<T> {
   public:
    /// A layer with its name and output shape.
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
    /// Throws: ValueError if the name is taken, empty, has a dot (dotted names are paths) or is
    /// "training" or "optimizer" (reserved for files), or the layer is null.
    template <class L>
    requires std::is_base_of_v<Layer<T>, L> Sequential& add(const std::string& name, L layer) {
        return add(name, LayerPointer<T>(detail::layer_inside<T>(std::move(layer))));
    }
    Sequential& add(const std::string& name, LayerPointer<T> layer);

    Shape build(const Shape& input, Generator& generator) override;

    Variable<T> forward(const Variable<T>& x) const override;

    Shape gathered_shape(const Shape& sample) const override;

    void visit(Visitor<T>& visitor) override;

    void visit_options(OptionVisitor<T>& visitor) override;

    void unshare(Cloner<T>& cloner) override;

    std::string type() const override { return "Sequential"; }

    std::size_t size() const { return entries_.size(); }
    const std::vector<Entry>& entries() const { return entries_; }

    /// The layer at a position or with a name.
    /// Throws: ValueError if there is none.
    Layer<T>& operator[](std::size_t position);
    Layer<T>& operator[](const std::string& name);

    /// The first `count` layers as a network that shares them; its result is their output.
    Sequential first(std::size_t count) const;

   private:
    // Also with names that add() refuses, which older files contain.
    void append(const std::string& name, LayerPointer<T> layer);

    std::vector<Entry> entries_;
    std::vector<Layer<T>*> layers_;  // those of the entries
};

template <class First, class... Rest>
Sequential(First, Rest...) -> Sequential<typename First::value_type>;

/// y = x + main(x), or shortcut(x) + main(x) if main changes the shape.
///
///     Residual(Sequential(Conv2d(64, 3, {.stride = 2, .padding = 1}), BatchNorm2d()),
///              Conv2d(64, 1, {.stride = 2}));
///
/// Shapes: main must keep the shape, or give the same shape as the shortcut.
/// Initialization: main draws its weights before the shortcut.
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

    Shape build(const Shape& input, Generator& generator) override;
    Variable<T> forward(const Variable<T>& x) const override;
    void visit(Visitor<T>& visitor) override;
    void visit_options(OptionVisitor<T>& visitor) override;
    void unshare(Cloner<T>& cloner) override;
    std::string type() const override { return "Residual"; }

   private:
    LayerPointer<T> inner_, shortcut_;  // shortcut_ null: x itself
};

template <class L>
Residual(L) -> Residual<typename L::value_type>;
template <class L, class S>
Residual(L, S) -> Residual<typename L::value_type>;

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/sequential_impl.hpp"
#endif
