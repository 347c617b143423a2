#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/grad_mode.hpp"
#include "nnlite/autograd/node.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
class GradientSink;

namespace detail {

// The result of a recorded operation. Its inputs are in the class derived from it, with the rule;
// an absent input is null.
template <class T>
struct Operation : Node<T> {
    const char* name;
    std::span<std::shared_ptr<Node<T>>> inputs = {};
    bool is_freed = false;  // has no inputs and no rule any more

    Operation(const char* operation, Tensor<T> result)
        : Node<T>(std::move(result)), name(operation) {
        this->requires_gradient = true;
        this->sequence = next_sequence();
    }

    bool is_leaf() const final { return false; }
    void collect_inputs(Vector<Node<T>*>& nodes) const final;
    void propagate() final;
    void release(Vector<std::shared_ptr<Node<T>>>& references) final;

   private:
    virtual void apply_rule(GradientSink<T>& sink) = 0;
    virtual void drop_rule() = 0;
};

}  // namespace detail

/// Where the gradient rule of an operation puts the gradients of its inputs.
template <class T>
class GradientSink {
   public:
    explicit GradientSink(detail::Operation<T>& operation) : operation_(operation) {}

    /// Whether input i needs its gradient; an absent input needs none.
    bool needs(std::size_t i) const {
        return i < size() && operation_.inputs[i] != nullptr &&
               operation_.inputs[i]->requires_gradient;
    }

    /// Adds dx to the gradient of input i if that needs it. dx has the input's shape or, if the
    /// input was broadcast, the result's shape: then it is summed.
    /// Throws: ShapeError if it has another shape.
    void add(std::size_t i, Tensor<T> dx) {
        if (needs(i)) { detail::accumulate(*operation_.inputs[i], std::move(dx)); }
    }

    /// Adds dx to the elements of the gradient of input i from `begin` on, in row-major order.
    /// Throws: ShapeError if the input has no such elements.
    void add_part(std::size_t i, std::size_t begin, const Tensor<T>& dx) {
        if (!needs(i)) { return; }
        const std::size_t size = operation_.inputs[i]->value.size();
        if (begin > size || dx.size() > size - begin) {
            fail<ShapeError>("backward: a rule gave ", dx.size(), " elements from ", begin,
                             " on for an input of shape ", shape(i));
        }
        detail::accumulate_part(*operation_.inputs[i], begin, dx);
    }

    /// The number of inputs.
    std::size_t size() const { return operation_.inputs.size(); }
    /// The shape of input i.
    /// Throws: ValueError if it is absent.
    const Shape& shape(std::size_t i) const {
        if (i >= size() || operation_.inputs[i] == nullptr) {
            fail<ValueError>("backward: input ", i, " of ", operation_.name, " is absent");
        }
        return operation_.inputs[i]->value.shape();
    }

    /// The operation's result, for a rule that needs it.
    /// Throws: GradientError if it was changed in place.
    const Tensor<T>& result() const {
        if (operation_.version != 0) {
            fail<GradientError>("backward: the result of ", operation_.name,
                                " is needed for its gradient but was changed in place");
        }
        return operation_.value;
    }

   private:
    detail::Operation<T>& operation_;
};

namespace detail {

template <class T>
void Operation<T>::propagate() {
    GradientSink<T> sink(*this);
    apply_rule(sink);
}

// Inputs is an array of nodes, or a Vector where their number is known at run time only.
template <class T, class Inputs, class Rule>
struct RecordedOperation final : Operation<T> {
    Inputs own_inputs;
    std::optional<Rule> rule;

    RecordedOperation(const char* operation, Tensor<T> result, Inputs from, Rule of)
        : Operation<T>(operation, std::move(result)),
          own_inputs(std::move(from)),
          rule(std::move(of)) {
        this->inputs = own_inputs;
    }
    ~RecordedOperation() override {
        if (this->is_freed) { return; }
        Vector<std::shared_ptr<Node<T>>> references;
        this->release(references);
        release_chain(references);
    }

   private:
    void apply_rule(GradientSink<T>& sink) override { (*rule)(this->gradient, sink); }
    void drop_rule() override { rule.reset(); }
};

template <class T, class Rule>
inline constexpr bool is_pure_rule = std::is_invocable_v<Rule&, const Tensor<T>&> ||
                                     std::is_invocable_v<Rule&, const Tensor<T>&, const Tensor<T>&>;

// Pure rules, one per input, (dy) -> dx or (dy, y) -> dx, as one rule.
template <class T, class... Rule>
struct PureRules {
    std::tuple<Rule...> rules;

    void operator()(const Tensor<T>& dy, GradientSink<T>& sink) {
        [&]<std::size_t... i>(std::index_sequence<i...>) {
            (apply(std::get<i>(rules), i, dy, sink), ...);
        }
        (std::index_sequence_for<Rule...>{});
    }

    template <class R>
    static void apply(R& rule, std::size_t i, const Tensor<T>& dy, GradientSink<T>& sink) {
        if (!sink.needs(i)) { return; }
        if constexpr (std::is_invocable_v<R&, const Tensor<T>&>) {
            sink.add(i, rule(dy));
        } else {
            sink.add(i, rule(dy, sink.result()));
        }
    }
};

template <class T, class Inputs, class Rule>
Variable<T> record(const char* name, Tensor<T> value, Inputs inputs, Rule rule) {
    bool needed = false;
    for (const auto& input : inputs) {
        needed = needed || (input != nullptr && input->requires_gradient);
    }
    if (!needed || !is_recording()) { return Variable<T>(std::move(value)); }
    using Result = RecordedOperation<T, Inputs, Rule>;
    return Variable<T>(std::shared_ptr<Node<T>>(std::allocate_shared<Result>(
        Allocator<Result>(), name, std::move(value), std::move(inputs), std::move(rule))));
}

// An input of an operation; a null pointer is an absent one.
template <class T>
struct Operand {
    std::shared_ptr<Node<T>> node;

    Operand(const Variable<T>& variable)  // NOLINT(google-explicit-constructor)
        : node(variable.node()) {}
    Operand(const Variable<T>* variable)  // NOLINT(google-explicit-constructor)
        : node(variable == nullptr ? nullptr : variable->node()) {}
};

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/autograd/operation_impl.hpp"
#endif
