#pragma once

#include "nnlite/data/dataset.hpp"
#include "nnlite/data/dataset_range.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <std::floating_point T>
DatasetRange<T>::DatasetRange(const Dataset<T>& whole, std::size_t first, std::size_t last)
    : whole_(&whole), first_(first), count_(last - first) {
    if (first >= last || last > whole.size()) {
        fail<ValueError>("DatasetRange: expected first < last <= ", whole.size(), ", got ", first,
                         " to ", last);
    }
}

template <std::floating_point T>
void DatasetRange<T>::gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                             Targets<T>& targets) const {
    shifted_.assign(order, order + count);
    for (std::size_t& index : shifted_) {
        if (index >= count_) {
            fail<ValueError>("DatasetRange: expected sample numbers below ", count_, ", got ",
                             index);
        }
        index += first_;
    }
    whole_->gather(shifted_.data(), count, inputs, targets);
}

}  // namespace nnlite::detail
