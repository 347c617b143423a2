#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/dataset.hpp"

// What goes batch by batch through a network, and comes out of it.

namespace nnlite::detail {

inline Shape batch_shape(std::size_t rows, const Shape& sample) {
    Shape shape(sample.size() + 1, rows);
    std::copy(sample.begin(), sample.end(), shape.begin() + 1);
    return shape;
}

// to = the named rows of a tensor.
template <class T>
void gather_tensor(const Tensor<T>& from, const std::size_t* order, std::size_t count,
                   Tensor<T>& to) {
    const Shape sample(from.shape().begin() + 1, from.shape().end());
    resize_batch(to, count, sample);
    gather_rows(from.data(), order, count, element_count(sample), to.data(), 0);
}

// The rows of a tensor that outlives them, without targets.
template <class T>
class TensorRows : public Dataset<T> {
   public:
    explicit TensorRows(const Tensor<T>& tensor) : tensor_(tensor) {}
    std::size_t size() const override { return tensor_.shape()[0]; }
    Shape sample_shape() const override {
        return Shape(tensor_.shape().begin() + 1, tensor_.shape().end());
    }
    void gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                Targets<T>&) const override {
        gather_tensor(tensor_, order, count, inputs);
    }

   private:
    const Tensor<T>& tensor_;
};

// Inputs [rows, sample...] of a network.
// Throws: ShapeError if they are a scalar or samples without numbers; ValueError as TensorDataset.
template <class T>
TensorRows<T> rows_of(std::string_view place, const Tensor<T>& inputs) {
    const Shape& shape = inputs.shape();
    if (shape.empty()) { fail<ShapeError>(place, ": expected [n, sample...], got a scalar"); }
    if (inputs.size() == 0 && shape[0] > 0) {
        fail<ShapeError>(place, ": expected samples with elements, got ", shape);
    }
    check_values("inputs", inputs);
    return TensorRows<T>(inputs);
}

// Throws unless `inputs` has the numbers of `rows` samples, row by row.
template <class T>
void require_inputs(std::string_view place, const Tensor<T>& inputs, std::size_t rows,
                    const Shape& sample) {
    const Shape& got = inputs.shape();
    const Shape wanted = batch_shape(rows, sample);
    if (got.empty()) {
        fail<ShapeError>(place, ": expected inputs ", wanted, ", got none; a batch serves once");
    }
    if (got[0] != rows || inputs.size() != element_count(wanted)) {
        fail<ShapeError>(place, ": expected inputs ", wanted, ", got ", got);
    }
}

// Copies `part`, which a batch of `rows` samples became, behind the `done` rows of `all`; the first
// part gives `all` its shape, for `count` samples.
template <class T>
void put_rows(std::string_view place, const Tensor<T>& part, std::size_t rows, std::size_t done,
              std::size_t count, Tensor<T>& all) {
    const Shape& got = part.shape();
    if (got.empty() || got[0] != rows) {
        fail<ShapeError>(place, ": expected a row for each of ", rows, " samples, got ", got);
    }
    const Shape sample(got.begin() + 1, got.end());
    if (done == 0) { all = empty_tensor<T>(batch_shape(count, sample)); }
    if (!is_batch_of(all.shape(), count, sample)) {
        fail<ShapeError>(place, ": expected rows as in the batches before, of ", all.shape(),
                         ", got ", got);
    }
    std::copy_n(part.data(), part.size(), all.data() + done * element_count(sample));
}

// A tensor like that one, of no rows.
template <class T>
Tensor<T> without_rows(const Tensor<T>& like) {
    Shape shape = like.shape();
    shape[0] = 0;
    return empty_tensor<T>(shape);
}

}  // namespace nnlite::detail
