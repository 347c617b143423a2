#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
class Variable;

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

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
    Node<T>& operator*() const { return *operator->(); }
};

// Adds dx to the gradient of a node, summed over the axes along which its value was broadcast.
template <class T>
void accumulate(Node<T>& node, Tensor<T>&& dx);

// Adds dx to `dx.size()` elements of the gradient of a node, from `begin` on.
template <class T>
void accumulate_part(Node<T>& node, std::size_t begin, const Tensor<T>& dx);

// Destroys what only the given references keep alive, without recursion: a long chain of operations
// would overflow the stack.
template <class T>
void release_chain(Vector<std::shared_ptr<Node<T>>>& references);

std::uint64_t next_sequence();

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/autograd/node_impl.hpp"
#endif
