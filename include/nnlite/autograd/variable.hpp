#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "nnlite/autograd/grad_mode.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/core/to_tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
class Variable;

namespace detail {

// A value in the graph. A leaf is a plain Node; the result of a recorded operation is an Operation.
template <class T>
struct Node {
    Tensor<T> value;
    Tensor<T> gradient;
    bool has_gradient = false;
    bool requires_gradient = false;
    bool visited = false;        // by the backward() that is running
    bool unset = false;          // of a Variable created without a value
    std::uint32_t owners = 0;    // optimizers that update it
    std::uint32_t version = 0;   // counts changes of value
    std::uint64_t sequence = 0;  // order of creation: inputs come before results

    explicit Node(Tensor<T> initial) : value(std::move(initial)) {}
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
    virtual ~Node() = default;

    virtual bool is_leaf() const { return true; }
    virtual void collect_inputs(Vector<Node*>&) const {}
    // Adds this node's contribution to the gradients of its inputs.
    virtual void propagate() {}
    // Drops inputs and rules; inputs without other owners go to `last_references`.
    virtual void release(Vector<std::shared_ptr<Node>>&) {}
};

// The node of a Variable; null after a move.
// Throws: ValueError if it is used then.
template <class T>
struct NodePointer : std::shared_ptr<Node<T>> {
    NodePointer(std::shared_ptr<Node<T>> node)  // NOLINT(google-explicit-constructor)
        : std::shared_ptr<Node<T>>(std::move(node)) {}
    Node<T>* operator->() const {
        if (this->get() == nullptr) {
            fail<ValueError>("Variable: expected one with a value, got one that was moved from");
        }
        return this->get();
    }
};

// Adds dx to the gradient of a node, summed over the axes along which its value was broadcast.
template <class T>
void accumulate(Node<T>& node, Tensor<T>&& dx);

// Destroys what only the given references keep alive, without recursion: a long chain of operations
// would overflow the stack.
template <class T>
void release_chain(Vector<std::shared_ptr<Node<T>>>& references);

// While it lives, backward() of this thread throws if it reaches a leaf that no optimizer has:
// Model trains all parameters.
class OwnedLeavesOnly {
   public:
    OwnedLeavesOnly() : before_(std::exchange(active, true)) {}
    ~OwnedLeavesOnly() { active = before_; }
    OwnedLeavesOnly(const OwnedLeavesOnly&) = delete;
    OwnedLeavesOnly& operator=(const OwnedLeavesOnly&) = delete;

    template <class T>
    static void require(const Node<T>& leaf) {
        if (active && leaf.requires_gradient && leaf.owners == 0) {
            fail<GradientError>("backward: a gradient reaches a parameter of shape ",
                                leaf.value.shape(),
                                " that no optimizer updates; a layer's visit() does not list it, "
                                "or the layer was built again");
        }
    }

   private:
    inline static thread_local bool active = false;
    bool before_;
};

std::uint64_t next_sequence();

// The inputs of an operation: an array, or a Vector where their number is known at run time only.
inline constexpr std::size_t run_time_arity = static_cast<std::size_t>(-1);
template <class T, std::size_t arity>
struct InputNodes {
    using type = std::array<std::shared_ptr<Node<T>>, arity>;
};
template <class T>
struct InputNodes<T, run_time_arity> {
    using type = Vector<std::shared_ptr<Node<T>>>;
};

// The result of an operation on `arity` inputs. Gradients is called as gradients(operation) and
// gives the inputs that need it their gradients; it holds the rules and what they saved.
template <class T, std::size_t arity, class Gradients>
struct Operation final : Node<T> {
    const char* name;
    typename InputNodes<T, arity>::type inputs;
    std::optional<Gradients> gradients;

    template <class Variables>
    Operation(const char* operation, Tensor<T> result, const Variables& from, Gradients rules)
        : Node<T>(std::move(result)), name(operation), gradients(std::move(rules)) {
        if constexpr (arity == run_time_arity) { inputs.resize(from.size()); }
        for (std::size_t i = 0; i < inputs.size(); ++i) { inputs[i] = from[i].node(); }
        this->requires_gradient = true;
        this->sequence = next_sequence();
    }
    ~Operation() override {
        if (!gradients) { return; }
        Vector<std::shared_ptr<Node<T>>> references;
        release(references);
        release_chain(references);
    }

    bool is_leaf() const override { return false; }

    void collect_inputs(Vector<Node<T>*>& nodes) const override {
        if (!gradients) {
            fail<GradientError>("backward: the graph behind ", name,
                                " was freed by an earlier backward(); pass keep_graph = true to "
                                "the first call to use it twice");
        }
        for (const auto& input : inputs) { nodes.push_back(input.get()); }
    }

    void propagate() override { (*gradients)(*this); }

    void release(Vector<std::shared_ptr<Node<T>>>& references) override {
        // The rules hold inputs too: destroy them while `references` still keeps those alive.
        for (auto& input : inputs) {
            if (input && !input->is_leaf()) { references.push_back(std::move(input)); }
            input.reset();
        }
        gradients.reset();
    }
};

template <class Op>
void require_unchanged(const Op& op) {
    if (op.version != 0) {
        fail<GradientError>("backward: the result of ", op.name,
                            " is needed for its gradient but was changed in place");
    }
}

// One rule per input, (dy) -> dx or (dy, y) -> dx.
template <class... Rule>
struct RulePerInput {
    std::tuple<Rule...> rules;

    template <class Op>
    void operator()(Op& op) {
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            (apply(std::get<i>(rules), *op.inputs[i], op), ...);
        }
        (std::index_sequence_for<Rule...>{});
    }

    template <class R, class Input, class Op>
    static void apply(R& rule, Input& input, const Op& op) {
        if (!input.requires_gradient) { return; }
        if constexpr (std::is_invocable_v<R&, decltype((op.gradient))>) {
            accumulate(input, rule(op.gradient));
        } else {
            require_unchanged(op);
            accumulate(input, rule(op.gradient, op.value));
        }
    }
};

// One rule for all inputs, (dy, y, needed) -> array of dx.
template <class Rule>
struct JointRule {
    Rule rule;

    template <class Op>
    void operator()(Op& op) {
        require_unchanged(op);
        std::array<bool, std::tuple_size_v<decltype(op.inputs)>> needed;
        for (std::size_t i = 0; i < needed.size(); ++i) {
            needed[i] = op.inputs[i]->requires_gradient;
        }
        auto gradients = rule(op.gradient, op.value, needed);
        for (std::size_t i = 0; i < needed.size(); ++i) {
            if (needed[i]) { accumulate(*op.inputs[i], std::move(gradients[i])); }
        }
    }
};

template <class T, std::size_t arity, class Variables, class Gradients>
Variable<T> record_inputs(const char* name, Tensor<T> value, const Variables& inputs,
                          Gradients gradients) {
    bool needed = false;
    for (const auto& input : inputs) { needed = needed || input.requires_gradient(); }
    if (!needed || !is_recording()) { return Variable<T>(std::move(value)); }
    using Result = Operation<T, arity, Gradients>;
    return Variable<T>(std::shared_ptr<Node<T>>(std::allocate_shared<Result>(
        Allocator<Result>(), name, std::move(value), inputs, std::move(gradients))));
}

template <class T, std::size_t arity, class Gradients>
Variable<T> record(const char* name, Tensor<T> value, const std::array<Variable<T>, arity>& inputs,
                   Gradients gradients) {
    return record_inputs<T, arity>(name, std::move(value), inputs, std::move(gradients));
}
template <class T, class Gradients>
Variable<T> record(const char* name, Tensor<T> value, const Vector<Variable<T>>& inputs,
                   Gradients gradients) {
    return record_inputs<T, run_time_arity>(name, std::move(value), inputs, std::move(gradients));
}

}  // namespace detail

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
    void backward_from(Tensor<T> dy, bool keep_graph = false) const;

    const std::shared_ptr<detail::Node<T>>& node() const { return node_; }
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
    explicit Saved(const Variable<T>& variable)
        : node_(variable.node()), version_(node_->version) {}

    /// Throws: GradientError if the value was changed in place since.
    const Tensor<T>& value() const {
        if (node_->version != version_) {
            fail<GradientError>("backward: a value of shape ", node_->value.shape(),
                                " that a gradient needs was changed in place after its use");
        }
        return node_->value;
    }

   private:
    detail::NodePointer<T> node_;
    std::uint32_t version_;
};

/// The result of an operation: `value`, and for each input a pure gradient rule (dy) -> dx or (dy,
/// y) -> dx. A rule returns the gradient in the input's shape or, if the input was broadcast, in
/// the result's shape; the engine sums it. A rule captures the values it needs as Saved.
///
///     make_operation<T>("exp", value, {x}, [](const auto& dy, const auto& y) { return dy * y; });
template <class T, class... Rule>
Variable<T> make_operation(const char* name, Tensor<T> value,
                           const std::array<Variable<T>, sizeof...(Rule)>& inputs, Rule... rule) {
    return detail::record<T>(name, std::move(value), inputs,
                             detail::RulePerInput<Rule...>{{std::move(rule)...}});
}

/// As make_operation, with one rule for all inputs, for gradients that share work: (dy, y, needed)
/// -> std::array<Tensor<T>, inputs>. The gradient of input i is ignored if needed[i] is false.
template <class T, std::size_t arity, class Rule>
Variable<T> make_joint_operation(const char* name, Tensor<T> value,
                                 const std::array<Variable<T>, arity>& inputs, Rule rule) {
    return detail::record<T>(name, std::move(value), inputs,
                             detail::JointRule<Rule>{std::move(rule)});
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/autograd/variable_impl.hpp"
#endif
