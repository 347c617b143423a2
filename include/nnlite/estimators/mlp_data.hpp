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

inline constexpr const char* gather_place = "Dataset::gather";  // where a user's may be wrong

// The rows of a dataset in order, some at a time.
template <class T>
DataLoader<T> rows_in_order(const Dataset<T>& data);

// The targets of all samples.
template <class T>
Targets<T> targets_of(const Dataset<T>& data);

// What the outputs are to become. `loss` gives numbers, one per row or per output. Their sum,
// each kept within [least, most], times value_share / rows is reported; the sum as it is, times
// slope_share / rows, is descended.
template <class T>
struct MLPGoal {
    Loss<T> loss;
    double least, most;
    double value_share, slope_share;
    double (*score)(const Tensor<T>& outputs, const Targets<T>& targets);
};

// Inputs, and apart from what the dataset itself knows, what they are to become.
template <class T>
struct MLPData {
    const Dataset<T>& rows;
    const Targets<T>& targets;
    std::optional<Labels> stratify = {};  // classes of which validation has their share

    void gather(std::span<const std::size_t> order, Batch<T>& batch) const;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/estimators/mlp_data_impl.hpp"
#endif
