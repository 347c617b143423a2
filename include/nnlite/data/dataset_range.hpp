#pragma once

#include "nnlite/data/dataset.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The samples first (included) to last (excluded) of any dataset, which must outlive the range.
// One thread at a time may gather from it.
// Throws: ValueError unless first < last <= size().
template <std::floating_point T = float>
class DatasetRange : public Dataset<T> {
   public:
    DatasetRange(const Dataset<T>& whole, std::size_t first, std::size_t last);

    std::size_t size() const override { return count_; }
    Shape sample_shape() const override { return whole_->sample_shape(); }
    void gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                Targets<T>& targets) const override;

   private:
    const Dataset<T>* whole_;
    std::size_t first_, count_;
    mutable Vector<std::size_t> shifted_;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/data/dataset_range_impl.hpp"
#endif
