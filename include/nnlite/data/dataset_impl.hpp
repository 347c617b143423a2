#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/dataset.hpp"
#include "nnlite/data/gather_rows.hpp"
#include "nnlite/data/targets.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE bool is_batch_of(const Shape& shape, std::size_t rows, const Shape& sample) {
    return shape.size() == sample.size() + 1 && shape[0] == rows &&
           std::equal(sample.begin(), sample.end(), shape.begin() + 1);
}

template <class T>
void resize_batch(Tensor<T>& batch, std::size_t rows, const Shape& sample) {
    if (is_batch_of(batch.shape(), rows, sample)) { return; }
    Shape shape(sample.size() + 1, rows);
    std::copy(sample.begin(), sample.end(), shape.begin() + 1);
    batch.resize(shape);
}

template <class T>
Shape shape_of_sample(std::string_view what, const Tensor<T>& rows) {
    const Shape& shape = rows.shape();
    if (shape.empty()) {
        fail<ShapeError>("TensorDataset: expected ", what, " [samples, ...], got a scalar");
    }
    if (rows.size() == 0) {
        fail<ValueError>("TensorDataset: expected ", what, " with elements, got shape ", shape);
    }
    return Shape(shape.begin() + 1, shape.end());
}

template <std::floating_point T>
void check_values(std::string_view what, const Tensor<T>& rows) {
    const T* values = rows.data();
    // x - x is 0 for finite x and NaN otherwise.
    const auto wrong = [](T x) { return !(x - x == T(0)); };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (wrong(values[i])) {
            const std::size_t columns = rows.size() / rows.shape()[0];
            fail<ValueError>("TensorDataset: expected finite ", what, ", got ",
                             std::isnan(values[i]) ? "NaN"
                             : values[i] > 0       ? "inf"
                                                   : "-inf",
                             " at row ", i / columns, ", column ", i % columns);
        }
    }
}

NNLITE_INLINE void check_values(std::string_view what, const Labels& labels) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels.data()[i] < 0) {
            fail<ValueError>("TensorDataset: expected ", what, " >= 0, got ", labels.data()[i],
                             " at row ", i / (labels.size() / labels.shape()[0]),
                             " (as ignore_index use a label >= 0 that is not a class)");
        }
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <std::floating_point T>
TensorDataset<T>::TensorDataset(Storage storage, TensorDatasetOptions options)
    : storage_(std::make_shared<const Storage>(std::move(storage))), scale_(options.divide_by) {
    if (!(scale_.high > T(0)) || !std::isfinite(scale_.high)) {
        fail<ValueError>("TensorDataset: expected a positive divide_by, got ", options.divide_by);
    }
    const auto rows = [](const auto& tensor) { return tensor.shape()[0]; };
    const auto shape_of = [](std::string_view what) {
        return [what](const auto& tensor) { return detail::shape_of_sample(what, tensor); };
    };
    const auto check = [](std::string_view what) {
        return [what](const auto& tensor) { detail::check_values(what, tensor); };
    };
    const std::string_view answers = storage_->targets.index() == 0 ? "labels" : "targets";
    sample_shape_ = std::visit(shape_of("inputs"), storage_->inputs);
    target_shape_ = std::visit(shape_of(answers), storage_->targets);
    count_ = std::visit(rows, storage_->inputs);
    if (const std::size_t got = std::visit(rows, storage_->targets); got != count_) {
        fail<ShapeError>("TensorDataset: expected one row of ", answers, " for each of ", count_,
                         " inputs, got ", got);
    }
    std::visit(check("inputs"), storage_->inputs);
    std::visit(check(answers), storage_->targets);
}

template <std::floating_point T>
void TensorDataset<T>::gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                              Targets<T>& targets) const {
    const std::size_t* wrong =
        std::find_if(order, order + count, [this](std::size_t index) { return index >= count_; });
    if (wrong != order + count) {
        fail<ValueError>("TensorDataset: expected sample numbers below ", count_, ", got ", *wrong);
    }
    const auto copy = [&](const auto& source, auto& batch, const Shape& sample) {
        detail::resize_batch(batch, count, sample);
        const std::size_t width = detail::element_count(sample);
        detail::gather_rows(source.data() + first_ * width, order, count, width, batch.data(),
                            scale_);
    };
    std::visit([&](const auto& source) { copy(source, inputs, sample_shape_); }, storage_->inputs);
    std::visit(
        [&]<class Target>(const Target& source) {
            auto* batch = std::get_if<Target>(&targets);
            if (batch == nullptr) { batch = &targets.template emplace<Target>(); }
            copy(source, *batch, target_shape_);
        },
        storage_->targets);
}

template <std::floating_point T>
TensorDataset<T> TensorDataset<T>::subset(std::size_t first, std::size_t last) const {
    if (first >= last || last > count_) {
        fail<ValueError>("TensorDataset: expected a subset with first < last <= ", count_, ", got ",
                         first, " to ", last);
    }
    TensorDataset result = *this;
    result.first_ += first;
    result.count_ = last - first;
    return result;
}

template <std::floating_point T>
TensorDataset<T> TensorDataset<T>::reshaped(const Shape& sample_shape) const {
    if (detail::element_count(sample_shape) != detail::element_count(sample_shape_)) {
        fail<ShapeError>("TensorDataset: expected a shape with as many elements as ", sample_shape_,
                         ", got ", sample_shape);
    }
    TensorDataset result = *this;
    result.sample_shape_ = sample_shape;
    return result;
}

}  // namespace nnlite
