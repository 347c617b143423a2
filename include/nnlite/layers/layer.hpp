#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/layers/option_visitor.hpp"
#include "nnlite/layers/training_flag.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
class Layer;
template <class T>
class Cloner;

namespace detail {

// How many layers may be inside each other: the stack is no deeper, nor what a model's file holds.
inline constexpr std::size_t most_nested_layers = 64;

// While it lives, this thread is inside one layer more.
// Throws: ValueError if that is one too many.
class InsideLayer {
   public:
    InsideLayer();
    ~InsideLayer() { --depth(); }
    InsideLayer(const InsideLayer&) = delete;
    InsideLayer& operator=(const InsideLayer&) = delete;

   private:
    static std::size_t& depth();
};

}  // namespace detail

/// Visits a layer's parameters and other state; see Layer::visit. Override the functions you need.
template <class T>
class Visitor {
   public:
    virtual ~Visitor() = default;
    /// A trained value. `name` is its own; path(name) is "0.weight".
    virtual void parameter(const std::string&, Variable<T>&) {}
    /// A value that is kept but not trained, such as a running mean.
    virtual void buffer(const std::string&, Tensor<T>&) {}
    /// An integer that is kept, such as a Dropout's position.
    virtual void counter(const std::string&, std::uint64_t&) {}
    /// A layer inside the layer. An override calls Visitor::child to go into it.
    virtual void child(const std::string& name, Layer<T>& layer);

    /// The full, dotted name of `name` in the current layer.
    std::string path(const std::string& name) const { return prefix_ + name; }

   private:
    std::string prefix_;
};

/// A function with state. A layer defines build, forward, visit and visit_options; everything else
/// (counting, freezing, saving, ...) uses the last two. A copy of a layer made after build() shares
/// its parameters; one made before gets its own. To use one layer in two places, hold it by a
/// std::shared_ptr in both. clone() makes a copy that shares nothing.
/// Elsewhere: torch.nn.Module; keras.layers.Layer.
template <class T = float>
class Layer {
   public:
    using value_type = T;  ///< the scalar
    virtual ~Layer() = default;

    /// Creates the state for samples of the given shape (without the batch axis), initialized from
    /// `generator`; returns the shape of a result.
    /// Throws: ShapeError if the layer does not accept such samples.
    virtual Shape build(const Shape& input, Generator& generator) = 0;

    /// The result for a batch [batch, sample shape...]; recorded for backward(). What it changes,
    /// such as a running mean in training, is state that visit() shows: a mutable member.
    virtual Variable<T> forward(const Variable<T>& x) const = 0;
    Variable<T> operator()(const Variable<T>& x) const { return forward(x); }

    /// x = the result of this layer and of as many of the layers after it as it can fuse, with the
    /// same values; returns the number of fused layers, whose forward() is not called.
    virtual std::size_t forward_joined(Variable<T>& x, std::span<Layer* const>) const;

    /// A shape of samples that forward() accepts instead of `sample` with the same result: the same
    /// elements in the same order. A batch made in this shape saves Flatten a copy.
    virtual Shape gathered_shape(const Shape& sample) const { return sample; }

    /// Calls visitor.parameter / buffer / counter / child for each item of the state, in a fixed
    /// order.
    virtual void visit(Visitor<T>&) {}

    /// Calls visitor.field(name, option) for each option, which reads or sets it, for a model's
    /// file. After setting, the layer is as if constructed with these options. A layer without
    /// options defines it with an empty body.
    /// Throws: FileError or ValueError if a value is not valid; ValueError if a class does not
    /// define it: a file would lose its options.
    virtual void visit_options(OptionVisitor<T>&);

    /// Called on a copy that clone() makes: gives it its own inner layers where it holds them by a
    /// LayerPointer, `inner_ = cloner(inner_)` for each. Layers that are members need nothing.
    virtual void unshare(Cloner<T>&) {}

    /// The class's name, such as "Linear".
    virtual std::string type() const = 0;

    /// Whether forward() behaves as in training (Dropout drops); see set_training() and
    /// TrainingMode.
    detail::TrainingFlag training = true;

   protected:
    // For forward(): throws unless build() has made this parameter or buffer.
    template <class Part>
    void require_built(const Part& part) const {
        if (part.shape().empty()) {
            fail<ValueError>(type(), ": expected build() before forward(), got no parameters");
        }
    }
};

namespace detail {

// A parameter with its dotted name, such as "0.weight".
template <class T>
struct NamedParameter {
    std::string name;
    Variable<T> variable;
};

}  // namespace detail

/// All parameters of a layer and the layers in it, each once, by its first name.
/// Throws: ValueError if build() has not created one.
/// Elsewhere: torch.nn.Module.named_parameters.
template <class T>
std::vector<detail::NamedParameter<T>> named_parameters(Layer<T>& layer);

/// All parameters without their names, as optimizers take them.
/// Throws: as named_parameters().
/// Elsewhere: torch.nn.Module.parameters.
template <class T>
std::vector<Variable<T>> parameters(Layer<T>& layer);

/// The parameter of that dotted name.
/// Throws: ValueError that lists the existing ones.
/// Elsewhere: torch.nn.Module.get_parameter.
template <class T>
Variable<T> parameter(Layer<T>& layer, const std::string& name);

/// The number of trainable elements of a layer. A parameter used in several places counts once;
/// before build() the number is 0.
/// Elsewhere: keras.layers.Layer.count_params.
template <class T>
std::size_t parameter_count(const Layer<T>& layer);

/// Freezes (false) or unfreezes a layer: whether training changes its parameters.
/// Elsewhere: torch.nn.Module.requires_grad_; keras.layers.Layer.trainable.
template <class T>
void set_trainable(Layer<T>& layer, bool trainable);

/// Switches a layer and all layers in it to training or evaluation mode.
/// Elsewhere: torch.nn.Module.train.
template <class T>
void set_training(Layer<T>& layer, bool training);

namespace detail {

// A copy of all parameters and buffers, in their order.
template <class T>
std::vector<Tensor<T>> state_of(Layer<T>& layer);

// Sets all parameters and buffers to what state_of() gave.
// Throws: ValueError if the layer has fewer; ShapeError if one is missing or does not fit.
template <class T>
void set_state(Layer<T>& layer, const std::vector<Tensor<T>>& state);

}  // namespace detail

/// Forgets the gradients of all parameters.
/// Elsewhere: torch.nn.Module.zero_grad.
template <class T>
void zero_gradients(Layer<T>& layer);

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/layer_impl.hpp"
#endif
