#pragma once

#include "nnlite/data/dataset.hpp"

namespace nnlite {

/// The samples first (included) to last (excluded) of any dataset, which must outlive the range.
/// One thread at a time may gather from it.
/// Throws: ValueError unless first < last <= size().
template <std::floating_point T = float>
class DatasetRange : public Dataset<T> {
   public:
    DatasetRange(const Dataset<T>& whole, std::size_t first, std::size_t last)
        : whole_(&whole), first_(first), count_(last - first) {
        if (first >= last || last > whole.size()) {
            fail<ValueError>("DatasetRange: expected first < last <= ", whole.size(), ", got ",
                             first, " to ", last);
        }
    }

    std::size_t size() const override { return count_; }
    Shape sample_shape() const override { return whole_->sample_shape(); }
    void gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                Targets<T>& targets) const override {
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

   private:
    const Dataset<T>* whole_;
    std::size_t first_, count_;
    mutable Vector<std::size_t> shifted_;
};

}  // namespace nnlite
