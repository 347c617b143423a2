#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "nnlite/autograd/engine.hpp"
#include "nnlite/autograd/node.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void require_recorded(const Node<T>& result, const Tensor<T>& dy) {
    if (!result.requires_gradient) {
        fail<GradientError>(
            "backward: nothing was recorded: the graph has no parameter, all are frozen, or NoGrad "
            "is active");
    }
    if (const Shape& shape = result.value.shape(); dy.shape() != shape) {
        fail<ShapeError>("backward: expected a gradient of shape ", shape, ", got ", dy.shape());
    }
}

// Appends every operation that `operations` reaches, and marks it as visited.
template <class T>
void collect_operations(Vector<Node<T>*>& operations) {
    Vector<Node<T>*> waiting = operations, inputs;
    while (!waiting.empty()) {
        Node<T>* node = waiting.back();
        waiting.pop_back();
        inputs.clear();
        node->collect_inputs(inputs);
        for (auto* input : inputs) {
            if (input->is_leaf()) { OwnedLeavesOnly::require(*input); }
            if (input->is_leaf() || input->visited) { continue; }
            input->visited = true;
            operations.push_back(input);
            waiting.push_back(input);
        }
    }
}

template <class T>
void run_backward(Node<T>& result, Tensor<T> dy, bool keep_graph) {
    require_recorded(result, dy);
    if (result.is_leaf()) { return accumulate(result, std::move(dy)); }
    Vector<Node<T>*> operations{&result};
    const auto forget = [&] {
        for (auto* node : operations) {
            node->visited = false;
            node->has_gradient = false;
            node->gradient = Tensor<T>();
        }
    };
    result.visited = true;
    try {
        collect_operations(operations);
        // Newest first: a result comes before its inputs.
        std::sort(operations.begin(), operations.end(),
                  [](const auto* a, const auto* b) { return a->sequence > b->sequence; });
        accumulate(result, std::move(dy));
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
    Vector<std::shared_ptr<Node<T>>> references;
    for (auto* node : operations) { node->release(references); }
    release_chain(references);
}

}  // namespace nnlite::detail
