#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/simd.hpp"
#include "nnlite/ops/gather.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void check_indices(const char* place, const Labels& indices, std::size_t count) {
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const std::int32_t index = indices.data()[i];
        if (index < 0 || static_cast<std::size_t>(index) >= count) {
            fail<ValueError>(place, ": expected indices from 0 to ", count, " - 1, got ", index,
                             " at position ", i);
        }
    }
}

// dtable: each row is the sum of its uses, in their order; that of the padding row is 0.
template <class T>
struct GatherGradient {
    Labels indices;
    Shape shape;
    std::optional<std::size_t> padding_idx;

    Tensor<T> operator()(const Tensor<T>& dy) const {
        const std::size_t rows = shape[0], columns = element_count(shape, 1, shape.size());
        // Counting sort: uses[starts[row]] ... uses[starts[row + 1] - 1] are the uses of a row.
        Vector<std::size_t> starts(rows + 1, 0), uses(indices.size());
        for (const std::int32_t index : indices) { ++starts[std::size_t(index) + 1]; }
        for (std::size_t row = 0; row < rows; ++row) { starts[row + 1] += starts[row]; }
        for (std::size_t i = 0; i < uses.size(); ++i) {
            uses[starts[std::size_t(indices.data()[i])]++] = i;
        }
        auto dx = empty_tensor<T>(shape);
        parallel_for(rows, 1 + 8192 / (1 + columns), [&](std::size_t begin, std::size_t end) {
            for (std::size_t row = begin; row < end; ++row) {
                T* to = dx.data() + row * columns;
                std::fill_n(to, columns, T(0));
                if (row == padding_idx) { continue; }
                for (std::size_t i = row == 0 ? 0 : starts[row - 1]; i < starts[row]; ++i) {
                    const T* from = dy.data() + uses[i] * columns;
                    for_packs<T>(columns, [&](std::size_t j, std::size_t part) {
                        store(to + j, part, load(to + j, part) + load(from + j, part));
                    });
                }
            }
        });
        return dx;
    }
};

template <class T>
struct TakeAlongGradient {
    Labels indices;
    Shape shape;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        Tensor<T> dx = full_tensor(shape, T(0));
        for (std::size_t i = 0; i < indices.size(); ++i) {
            dx.data()[i * shape.back() + std::size_t(indices.data()[i])] = dy.data()[i];
        }
        return dx;
    }
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Variable<T> gather(const Variable<T>& table, const detail::LabelsParameter& given,
                   std::optional<std::size_t> padding_idx) {
    const Labels& indices = *given;
    if (table.rank() == 0) { fail<ShapeError>("gather: expected a table [rows, ...], got []"); }
    const Shape& from = table.shape();
    detail::check_indices("gather", indices, from[0]);
    const std::size_t columns = detail::element_count(from, 1, from.size());
    Shape shape = indices.shape();
    for (std::size_t axis = 1; axis < from.size(); ++axis) { shape.push_back(from[axis]); }
    auto y = empty_tensor<T>(shape);
    parallel_for(
        indices.size(), 1 + 16384 / (1 + columns), [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                const auto row = static_cast<std::size_t>(indices.data()[i]);
                std::copy_n(table.value().data() + row * columns, columns, y.data() + i * columns);
            }
        });
    return make_operation<T>("gather", std::move(y), {table},
                             detail::GatherGradient<T>{indices, from, padding_idx});
}

template <class T>
Variable<T> take_along(const Variable<T>& x, const detail::LabelsParameter& given) {
    const Labels& indices = *given;
    Shape shape = x.shape();
    if (!shape.empty()) { shape.pop_back(); }
    if (x.rank() == 0 || indices.shape() != shape) {
        fail<ShapeError>("take_along: expected indices of shape ", shape, " for x ", x.shape(),
                         ", got ", indices.shape());
    }
    const std::size_t extent = x.shape().back();
    detail::check_indices("take_along", indices, extent);
    auto y = empty_tensor<T>(shape);
    for (std::size_t i = 0; i < y.size(); ++i) {
        y.data()[i] = x.value().data()[i * extent + std::size_t(indices.data()[i])];
    }
    return make_operation<T>("take_along", std::move(y), {x},
                             detail::TakeAlongGradient<T>{indices, x.shape()});
}

}  // namespace nnlite
