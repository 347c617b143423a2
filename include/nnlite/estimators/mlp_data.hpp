#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "nnlite/core/shape.hpp"
#include "nnlite/data/batch_rows.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/losses/loss.hpp"
#include "nnlite/preprocessing/columns.hpp"

namespace nnlite::detail {

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
DataLoader<T> rows_in_order(const Dataset<T>& data) {
    return DataLoader<T>(data, {.batch_size = 1000, .shuffle = false});
}

// The targets of all samples.
template <class T>
Targets<T> targets_of(const Dataset<T>& data) {
    Targets<T> all;
    std::size_t done = 0;
    DataLoader<T> loader = rows_in_order(data);
    for (const Batch<T>& batch : loader) {
        std::visit(
            [&]<class Target>(const Target& part) {
                if (done == 0) { all.template emplace<Target>(); }
                auto* to = std::get_if<Target>(&all);
                if (to == nullptr) {
                    fail<ValueError>(gather_place, ": expected targets of one type in all batches");
                }
                put_rows(text_of(gather_place, ": targets"), part, batch.size, done, data.size(),
                         *to);
            },
            batch.targets);
        done += batch.size;
    }
    return all;
}

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

    void gather(std::span<const std::size_t> order, Batch<T>& batch) const {
        batch.size = order.size();
        rows.gather(order.data(), order.size(), batch.inputs, batch.targets);
        require_inputs(gather_place, batch.inputs, batch.size, rows.sample_shape());
        batch.inputs.reshape({batch.size, element_count(rows.sample_shape())});
        std::visit(
            [&]<class Target>(const Target& from) {
                auto* to = std::get_if<Target>(&batch.targets);
                if (to == nullptr) { to = &batch.targets.template emplace<Target>(); }
                gather_tensor(from, order.data(), order.size(), *to);
            },
            targets);
    }
};

}  // namespace nnlite::detail
