#pragma once

#include <utility>

#include "nnlite/autograd/node.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

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

// Variable::backward_from().
template <class T>
void run_backward(Node<T>& result, Tensor<T> dy, bool keep_graph);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/autograd/engine_impl.hpp"
#endif
