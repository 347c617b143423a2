#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "nnlite/data/batch_rows.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/losses/loss.hpp"
#include "nnlite/preprocessing/columns.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The rows of a matrix that outlives them.
template <class T>
class MatrixRows final : public TensorRows<T> {
   public:
    MatrixRows(std::string_view place, const Tensor<T>& matrix) : TensorRows<T>(matrix) {
        check_fit(place, matrix);
    }
};

inline constexpr const char* gather_place =
    "Dataset::gather";  // whose user-defined version may be wrong

// The rows of a dataset in order, block by block.
template <class T>
DataLoader<T> rows_in_order(const Dataset<T>& data);

// The targets of all samples.
template <class T>
Targets<T> targets_of(const Dataset<T>& data);

// The targets and the loss. `loss` gives values, one per row or per output. The reported loss is
// their sum, each clipped to [least, most], times value_share / rows; the minimised one is the sum,
// not clipped, times slope_share / rows.
template <class T>
struct MLPGoal {
    Loss<T> loss;
    double least, most;
    double value_share, slope_share;
    double (*score)(const Tensor<T>& outputs, const Targets<T>& targets);
};

// The inputs, and targets that are not those of the dataset itself.
template <class T>
struct MLPData {
    const Dataset<T>& rows;
    const Targets<T>& targets;
    std::optional<Labels> stratify = {};  // classes for a stratified validation part

    void gather(std::span<const std::size_t> order, Batch<T>& batch) const;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/estimators/mlp_data_impl.hpp"
#endif
