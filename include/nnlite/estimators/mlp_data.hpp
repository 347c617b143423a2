#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "nnlite/core/shape.hpp"
#include "nnlite/data/data_loader.hpp"
#include "nnlite/losses/loss.hpp"
#include "nnlite/preprocessing/columns.hpp"

namespace nnlite::detail {

// to = the named rows of a tensor.
template <class T>
void gather_tensor(const Tensor<T>& from, std::span<const std::size_t> rows, Tensor<T>& to) {
    const Shape sample(from.shape().begin() + 1, from.shape().end());
    resize_batch(to, rows.size(), sample);
    gather_rows(from.data(), rows.data(), rows.size(), element_count(sample), to.data(), 0);
}

// The rows of a matrix that outlives them, without targets.
template <class T>
class MatrixRows final : public Dataset<T> {
   public:
    MatrixRows(std::string_view place, const Tensor<T>& matrix) : matrix_(matrix) {
        check_fit(place, matrix);
    }
    std::size_t size() const override { return matrix_.shape()[0]; }
    Shape sample_shape() const override { return {matrix_.shape()[1]}; }
    void gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                Targets<T>&) const override {
        gather_tensor(matrix_, {order, count}, inputs);
    }

   private:
    const Tensor<T>& matrix_;
};

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
                if (done == 0) {
                    Shape shape = part.shape();
                    shape[0] = data.size();
                    all = Target::from_shape(shape);
                }
                std::copy(part.begin(), part.end(), std::get<Target>(all).data() + done);
                done += part.size();
            },
            batch.targets);
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
        batch.inputs.reshape({batch.size, batch.inputs.size() / batch.size});
        std::visit(
            [&]<class Target>(const Target& from) {
                auto* to = std::get_if<Target>(&batch.targets);
                if (to == nullptr) { to = &batch.targets.template emplace<Target>(); }
                gather_tensor(from, order, *to);
            },
            targets);
    }
};

}  // namespace nnlite::detail
