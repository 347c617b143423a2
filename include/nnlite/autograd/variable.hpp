#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

#include "nnlite/autograd/engine.hpp"
#include "nnlite/autograd/operation.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/core/to_tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

/// A tensor with automatic differentiation. It is a handle: copies share one value and one
/// gradient. Operations on Variables are recorded for backward().
template <std::floating_point T = float>
class Variable {
   public:
    using value_type = T;  ///< the scalar

    Variable() : Variable(Tensor<T>(T(0))) { node_->unset = true; }

    /// A constant, or a parameter if requires_gradient. Takes a tensor or any xtensor expression.
    /// Throws: ValueError if T cannot hold an integer exactly or a value is beyond its range.
    Variable(Tensor<T> value,
             bool requires_gradient = false)  // NOLINT(google-explicit-constructor)
        : node_(std::allocate_shared<detail::Node<T>>(Allocator<detail::Node<T>>(),
                                                      std::move(value))) {
        node_->requires_gradient = requires_gradient;
    }
    template <class E>
    requires xt::is_xexpression<E>::value Variable(const E& expression,
                                                   bool requires_gradient = false)  // NOLINT
        : Variable(detail::to_tensor<T>("Variable", expression), requires_gradient) {}
    /// A constant scalar.
    template <class S>
    requires std::is_arithmetic_v<S> Variable(S scalar)
        : Variable(Tensor<T>(static_cast<T>(scalar))) {}  // NOLINT

    const Tensor<T>& value() const { return node_->value; }
    const Shape& shape() const { return node_->value.shape(); }
    std::size_t rank() const { return node_->value.dimension(); }
    std::size_t size() const { return node_->value.size(); }
    bool requires_gradient() const { return node_->requires_gradient; }

    /// Whether it has no value: a parameter before build().
    bool is_unset() const {
        return node_->unset && node_->version == 0 && !node_->requires_gradient;
    }

    /// The value of a one-element Variable.
    /// Throws: ShapeError if there are more or fewer.
    T item() const {
        if (size() != 1) { fail<ShapeError>("item: expected one element, got ", shape()); }
        return node_->value.data()[0];
    }

    /// The value for in-place changes. A later backward() that needs the old value throws.
    Tensor<T>& mutable_value() {
        ++node_->version;
        return node_->value;
    }

    /// Whether backward() has computed a gradient.
    bool has_gradient() const { return node_->has_gradient; }
    /// d(loss)/d(this), summed over all backward() calls since zero_gradient().
    /// Shapes: that of the value.
    /// Throws: GradientError if there is none.
    const Tensor<T>& gradient() const {
        require_gradient();
        return node_->gradient;
    }
    Tensor<T>& mutable_gradient() {
        require_gradient();
        return node_->gradient;
    }
    void zero_gradient() { node_->has_gradient = false; }

    /// Sets whether this parameter gets a gradient (false: frozen).
    /// Throws: GradientError on the result of an operation.
    void set_requires_gradient(bool wanted) {
        if (!node_->is_leaf()) {
            fail<GradientError>(
                "set_requires_gradient: expected a leaf variable, got the result of an operation");
        }
        node_->requires_gradient = wanted;
    }

    /// The same value outside the graph: a constant.
    Variable detach() const { return Variable(node_->value); }

    /// Adds d(this)/d(parameter) to the gradient of every parameter from which this was computed.
    /// Frees the graph unless keep_graph is true.
    /// Throws: ShapeError if this is not a scalar; GradientError if nothing was recorded, the graph
    /// was freed or a value needed for a gradient was changed in place.
    void backward(bool keep_graph = false) const {
        if (size() != 1) {
            fail<ShapeError>("backward: expected a scalar (reduce with sum or mean), got shape ",
                             shape());
        }
        backward_from(full_tensor<T>(shape(), T(1)), keep_graph);
    }

    /// backward() from a result of any shape; `dy` is d(loss)/d(this).
    /// Throws: as backward(), and ShapeError if the gradient's shape is not that of the value.
    void backward_from(Tensor<T> dy, bool keep_graph = false) const {
        detail::run_backward(*node_, std::move(dy), keep_graph);
    }

    const std::shared_ptr<detail::Node<T>>& node() const {
        static_cast<void>(*node_);  // throws after a move
        return node_;
    }
    explicit Variable(std::shared_ptr<detail::Node<T>> node) : node_(std::move(node)) {}

   private:
    void require_gradient() const {
        if (!node_->has_gradient) {
            fail<GradientError>("gradient: none yet for this Variable of shape ", shape(),
                                "; it needs requires_gradient and a backward() through it");
        }
    }

    detail::NodePointer<T> node_;
};

template <class E>
requires xt::is_xexpression<E>::value Variable(const E&, bool)
->Variable<typename E::value_type>;
template <class E>
requires xt::is_xexpression<E>::value Variable(const E&)
->Variable<typename E::value_type>;

/// A constant of x's shape, all 0 or all 1.
template <std::floating_point T>
Variable<T> zeros_like(const Variable<T>& x);
template <std::floating_point T>
Variable<T> ones_like(const Variable<T>& x);

/// An input's value kept for a gradient rule, with its version.
template <class T>
class Saved {
   public:
    explicit Saved(const Variable<T>& variable) : Saved(&variable) {}
    /// A null pointer is an absent input.
    explicit Saved(const Variable<T>* variable) : node_(detail::Operand<T>(variable).node) {
        if (!is_absent()) { version_ = node_->version; }
    }

    /// Throws: GradientError if the value was changed in place since; ValueError if it is absent.
    const Tensor<T>& value() const {
        if (node_->version != version_) {
            fail<GradientError>("backward: a value of shape ", node_->value.shape(),
                                " that a gradient needs was changed in place after its use");
        }
        return node_->value;
    }
    bool is_absent() const { return node_ == nullptr; }
    /// The value's elements; null if it is absent.
    /// Throws: GradientError as value().
    const T* data() const { return is_absent() ? nullptr : value().data(); }

   private:
    detail::NodePointer<T> node_;
    std::uint32_t version_ = 0;
};

namespace detail {

template <class T, std::size_t n, class... Rule>
Variable<T> record_rules(const char* name, Tensor<T> value,
                         std::array<std::shared_ptr<Node<T>>, n> inputs, Rule... rule) {
    if constexpr ((is_pure_rule<T, Rule> && ...)) {
        static_assert(sizeof...(Rule) == n, "make_operation: one pure rule per input");
        return record<T>(name, std::move(value), std::move(inputs),
                         PureRules<T, Rule...>{{std::move(rule)...}});
    } else {
        return record<T>(name, std::move(value), std::move(inputs), std::move(rule)...);
    }
}

}  // namespace detail

/// The result of an operation: `value`, and for each input a pure gradient rule (dy) -> dx or (dy,
/// y) -> dx. A rule returns the gradient in the input's shape or, if the input was broadcast, in
/// the result's shape: then it is summed. A rule captures the values it needs as Saved.
///
///     make_operation<T>("exp", value, {x}, [](const auto& dy, const auto& y) { return dy * y; });
///
/// Gradients that share work have one rule, (const Tensor<T>& dy, GradientSink<T>& sink), which
/// adds each gradient to the sink.
template <class T, std::size_t n, class... Rule>
Variable<T> make_operation(const char* name, Tensor<T> value, detail::Operand<T> (&&inputs)[n],
                           Rule... rule) {
    std::array<std::shared_ptr<detail::Node<T>>, n> nodes;
    for (std::size_t i = 0; i < n; ++i) { nodes[i] = std::move(inputs[i].node); }
    return detail::record_rules<T, n>(name, std::move(value), std::move(nodes), std::move(rule)...);
}
template <class T, class Input, std::size_t n, class... Rule>
Variable<T> make_operation(const char* name, Tensor<T> value, const std::array<Input, n>& inputs,
                           Rule... rule) {
    std::array<std::shared_ptr<detail::Node<T>>, n> nodes;
    for (std::size_t i = 0; i < n; ++i) { nodes[i] = detail::Operand<T>(inputs[i]).node; }
    return detail::record_rules<T, n>(name, std::move(value), std::move(nodes), std::move(rule)...);
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/autograd/variable_impl.hpp"
#endif
