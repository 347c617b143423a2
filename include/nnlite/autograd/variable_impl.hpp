#pragma once

#include <algorithm>
#include <atomic>
#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

#include "nnlite/autograd/grad_mode.hpp"
#include "nnlite/autograd/map.hpp"
#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A user-defined rule may return a wrong shape.
NNLITE_INLINE void require_broadcast(const Shape& input, const Shape& gradient) {
    if (broadcast_shape("backward", input, gradient) != gradient) {
        fail<ShapeError>("backward: a rule gave a gradient of shape ", gradient,
                         " for an input of shape ", input);
    }
}

template <class T>
void accumulate(Node<T>& node, Tensor<T>&& dx) {
    if (const Shape& shape = node.value.shape(); dx.shape() != shape) {
        require_broadcast(shape, dx.shape());
        dx = sum_to_shape(dx, shape);
    }
    if (node.has_gradient) {
        add_to(node.gradient, dx);
    } else {
        node.gradient = std::move(dx);
        node.has_gradient = true;
    }
}

template <class T>
void release_chain(Vector<std::shared_ptr<Node<T>>>& references) {
    while (!references.empty()) {
        const std::shared_ptr<Node<T>> node = std::move(references.back());
        references.pop_back();
        if (node.use_count() == 1) { node->release(references); }
    }
}

NNLITE_INLINE std::uint64_t next_sequence() {
    static std::atomic<std::uint64_t> counter{0};
    return counter.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
Variable<T> zeros_like(const Variable<T>& x) {
    return full_tensor<T>(x.shape(), T(0));
}

template <std::floating_point T>
Variable<T> ones_like(const Variable<T>& x) {
    return full_tensor<T>(x.shape(), T(1));
}

template <std::floating_point T>
void Variable<T>::backward_from(Tensor<T> dy, bool keep_graph) const {
    if (!node_->requires_gradient) {
        fail<GradientError>(
            "backward: nothing was recorded: the graph has no parameter, all are frozen, or NoGrad "
            "is active");
    }
    if (dy.shape() != shape()) {
        fail<ShapeError>("backward: expected a gradient of shape ", shape(), ", got ", dy.shape());
    }
    if (node_->is_leaf()) { return detail::accumulate(*node_, std::move(dy)); }
    // Every operation reached, newest first: a result comes before its inputs.
    detail::Vector<detail::Node<T>*> operations{node_.get()}, waiting{node_.get()}, inputs;
    const auto forget = [&] {
        for (auto* node : operations) {
            node->visited = false;
            node->has_gradient = false;
            node->gradient = Tensor<T>();
        }
    };
    node_->visited = true;
    try {
        while (!waiting.empty()) {
            detail::Node<T>* node = waiting.back();
            waiting.pop_back();
            inputs.clear();
            node->collect_inputs(inputs);
            for (auto* input : inputs) {
                if (input->is_leaf()) { detail::OwnedLeavesOnly::require(*input); }
                if (input->is_leaf() || input->visited) { continue; }
                input->visited = true;
                operations.push_back(input);
                waiting.push_back(input);
            }
        }
        std::sort(operations.begin(), operations.end(),
                  [](const auto* a, const auto* b) { return a->sequence > b->sequence; });
        detail::accumulate(*node_, std::move(dy));
        for (auto* node : operations) {
            if (node->has_gradient) { node->propagate(); }
            node->has_gradient = false;
            node->gradient = Tensor<T>();
        }
    } catch (...) {
        forget();
        throw;
    }
    forget();
    if (keep_graph) { return; }
    detail::Vector<std::shared_ptr<detail::Node<T>>> references;
    for (auto* node : operations) { node->release(references); }
    detail::release_chain(references);
}

}  // namespace nnlite
