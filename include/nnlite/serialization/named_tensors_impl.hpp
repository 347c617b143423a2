#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::vector<TensorView> views_of(const NamedTensors<T>& tensors) {
    std::vector<TensorView> views;
    for (const auto& [name, tensor] : tensors) { views.emplace_back(name, tensor); }
    return views;
}

NNLITE_INLINE void require_distinct_names(std::string_view place,
                                          const std::vector<TensorView>& tensors) {
    std::set<std::string_view> names;
    for (const TensorView& tensor : tensors) {
        if (!names.insert(tensor.name).second) {
            fail<ValueError>(place, ": expected different names, got ", tensor.name, " twice");
        }
    }
}

}  // namespace nnlite::detail
