#pragma once

#include <cstddef>
#include <string_view>

#include "nnlite/core/tensor.hpp"
#include "nnlite/data/dataset.hpp"

// Rows that go through a network batch by batch, and its outputs.

namespace nnlite::inline NNLITE_ABI::detail {

Shape batch_shape(std::size_t rows, const Shape& sample);

// to = the given rows of a tensor.
template <class T>
void gather_tensor(const Tensor<T>& from, const std::size_t* order, std::size_t count,
                   Tensor<T>& to);

// The rows of a tensor, which must outlive this object, without targets.
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
// Throws: ShapeError if they are a scalar or samples without elements; ValueError as TensorDataset.
template <class T>
TensorRows<T> rows_of(std::string_view place, const Tensor<T>& inputs);

// Throws unless `inputs` has the elements of `rows` samples, row by row.
template <class T>
void require_inputs(std::string_view place, const Tensor<T>& inputs, std::size_t rows,
                    const Shape& sample);

// Copies `part`, the result for a batch of `rows` samples, behind the `done` rows of `all`; the
// first part sets the shape of `all`, for `count` samples.
template <class T>
void put_rows(std::string_view place, const Tensor<T>& part, std::size_t rows, std::size_t done,
              std::size_t count, Tensor<T>& all);

// A tensor like that one, with no rows.
template <class T>
Tensor<T> without_rows(const Tensor<T>& like);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/data/batch_rows_impl.hpp"
#endif
