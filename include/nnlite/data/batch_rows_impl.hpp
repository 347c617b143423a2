#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/batch_rows.hpp"
#include "nnlite/data/dataset.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Shape batch_shape(std::size_t rows, const Shape& sample) {
    Shape shape(sample.size() + 1, rows);
    std::copy(sample.begin(), sample.end(), shape.begin() + 1);
    return shape;
}

template <class T>
void gather_tensor(const Tensor<T>& from, const std::size_t* order, std::size_t count,
                   Tensor<T>& to) {
    const Shape sample(from.shape().begin() + 1, from.shape().end());
    resize_batch(to, count, sample);
    gather_rows(from.data(), order, count, element_count(sample), to.data(), 0);
}

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

template <class T>
void require_inputs(std::string_view place, const Tensor<T>& inputs, std::size_t rows,
                    const Shape& sample) {
    const Shape& got = inputs.shape();
    const Shape wanted = batch_shape(rows, sample);
    if (got.empty()) {
        fail<ShapeError>(place, ": expected inputs ", wanted,
                         ", got none; a batch can be used only once");
    }
    if (got[0] != rows || inputs.size() != element_count(wanted)) {
        fail<ShapeError>(place, ": expected inputs ", wanted, ", got ", got);
    }
}

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

template <class T>
Tensor<T> without_rows(const Tensor<T>& like) {
    Shape shape = like.shape();
    shape[0] = 0;
    return empty_tensor<T>(shape);
}

}  // namespace nnlite::detail
