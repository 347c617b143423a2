#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

#include "nnlite/autograd/map.hpp"
#include "nnlite/autograd/node.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/reduce.hpp"

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
void accumulate_part(Node<T>& node, std::size_t begin, const Tensor<T>& dx) {
    if (!node.has_gradient) { node.gradient = full_tensor(node.value.shape(), T(0)); }
    node.has_gradient = true;
    nnlite::kernels::add_to(dx.size(), dx.data(), node.gradient.data() + begin);
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
