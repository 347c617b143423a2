#pragma once

#include <memory>
#include <utility>

#include "nnlite/autograd/operation.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
void Operation<T>::collect_inputs(Vector<Node<T>*>& nodes) const {
    if (is_freed) {
        fail<GradientError>("backward: the graph behind ", name,
                            " was freed by an earlier backward(); pass keep_graph = true to "
                            "the first call to use it twice");
    }
    for (const auto& input : inputs) {
        if (input != nullptr) { nodes.push_back(input.get()); }
    }
}

template <class T>
void Operation<T>::release(Vector<std::shared_ptr<Node<T>>>& references) {
    // The rule holds inputs too: it goes while `references` still keeps those alive.
    for (auto& input : inputs) {
        if (input && !input->is_leaf()) { references.push_back(std::move(input)); }
        input.reset();
    }
    drop_rule();
    is_freed = true;
}

}  // namespace nnlite::detail
