#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "nnlite/core/error.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/image_data.hpp"
#include "nnlite/data/targets.hpp"

namespace nnlite {

/// Samples that training and evaluation read batches from.
template <std::floating_point T = float>
class Dataset {
   public:
    virtual ~Dataset() = default;

    /// The number of samples.
    virtual std::size_t size() const = 0;

    /// The shape of one input, without the batch axis.
    virtual Shape sample_shape() const = 0;

    /// Writes the samples order[0, count) to inputs [count, sample...] and targets [count, ...].
    /// The tensors are resized where their shape differs, so a warm call allocates nothing.
    virtual void gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                        Targets<T>& targets) const = 0;
};

namespace detail {

// Whether `shape` is [rows, sample...].
inline bool is_batch_of(const Shape& shape, std::size_t rows, const Shape& sample) {
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

inline void check_values(std::string_view, const Tensor<std::uint8_t>&) {}

inline void check_values(std::string_view what, const Labels& labels) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels.data()[i] < 0) {
            fail<ValueError>("TensorDataset: expected ", what, " >= 0, got ", labels.data()[i],
                             " at row ", i / (labels.size() / labels.shape()[0]));
        }
    }
}

// byte / divide_by as byte * high + byte * low, where high has so few bits that byte * high is
// exact: for whole divisors below 2^14 the correctly rounded quotient, at the speed of products.
template <std::floating_point T>
struct ByteScale {
    T high = T(1);
    T low = T(0);

    ByteScale() = default;
    explicit ByteScale(double divide_by) {
        const T divisor = static_cast<T>(divide_by);
        int exponent = 0;
        const T fraction = std::frexp(T(1) / divisor, &exponent);
        const int bits = std::numeric_limits<T>::digits - 8;
        high = std::ldexp(std::round(std::ldexp(fraction, bits)), exponent - bits);
        low = std::fma(-divisor, high, T(1)) / divisor;
    }
};

template <std::floating_point T>
inline void copy_row(const std::uint8_t* __restrict from, T* __restrict to, std::size_t count,
                     ByteScale<T> scale) {
    constexpr std::size_t block = 64;  // a fixed count, so that -O2 makes SIMD of it
    std::size_t i = 0;
    for (; i + block <= count; i += block) {
        for (std::size_t j = 0; j < block; ++j) {
            const T byte = static_cast<T>(from[i + j]);
            to[i + j] = byte * scale.high + byte * scale.low;
        }
    }
    for (; i < count; ++i) {
        const T byte = static_cast<T>(from[i]);
        to[i] = byte * scale.high + byte * scale.low;
    }
}

template <class T, class Scale>
inline void copy_row(const T* from, T* to, std::size_t count, Scale) {
    std::copy(from, from + count, to);
}

// Asks for the start of a row that is wanted soon: shuffled rows are where no processor expects
// them.
template <class From>
void prefetch(const From* row, std::size_t width) {
    const std::size_t bytes = std::min<std::size_t>(width * sizeof(From), 2048);
    const auto* start = reinterpret_cast<const char*>(row);
    for (std::size_t i = 0; i < bytes; i += 64) { __builtin_prefetch(start + i); }
}

inline constexpr std::size_t rows_ahead = 4;

// to[i] = from[order[i]], rows of `width` numbers.
template <class From, class T, class Scale>
void gather_rows(const From* from, const std::size_t* order, std::size_t count, std::size_t width,
                 T* to, Scale scale) {
    const std::size_t grain = std::max<std::size_t>(1, (std::size_t{1} << 15) / width);
    parallel_for(count, grain, [=](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            if (i + rows_ahead < last) { prefetch(from + order[i + rows_ahead] * width, width); }
            copy_row(from + order[i] * width, to + i * width, width, scale);
        }
    });
}

}  // namespace detail

/// How a TensorDataset reads its inputs.
struct TensorDatasetOptions {
    double divide_by = 1;  ///< uint8 inputs are divided by it, 255 for pixels from 0 to 1
};

/// Samples held in memory: row i of the inputs belongs to row i of the targets. Inputs of type
/// uint8 stay bytes and become numbers when a batch is gathered. Copies, subsets and reshaped views
/// share the memory.
/// Shapes: inputs [n, ...], targets [n, ...]; Labels usually [n].
/// Throws: ShapeError if the row counts differ; ValueError if there is no data, a label is negative
/// or a value is NaN or infinite.
template <std::floating_point T = float>
class TensorDataset : public Dataset<T> {
    using Inputs = std::variant<Tensor<T>, Tensor<std::uint8_t>>;

   public:
    TensorDataset(Tensor<T> inputs, Labels labels)
        : TensorDataset(Inputs(std::move(inputs)), Targets<T>(std::move(labels)), {}) {}
    TensorDataset(Tensor<T> inputs, Tensor<T> targets)
        : TensorDataset(Inputs(std::move(inputs)), Targets<T>(std::move(targets)), {}) {}
    TensorDataset(Tensor<std::uint8_t> inputs, Labels labels, TensorDatasetOptions options = {})
        : TensorDataset(Inputs(std::move(inputs)), Targets<T>(std::move(labels)), options) {}
    TensorDataset(Tensor<std::uint8_t> inputs, Tensor<T> targets, TensorDatasetOptions options = {})
        : TensorDataset(Inputs(std::move(inputs)), Targets<T>(std::move(targets)), options) {}

    TensorDataset(ImageData data, TensorDatasetOptions options = {})
        : TensorDataset(std::move(data.images), std::move(data.labels), options) {}

    std::size_t size() const override { return count_; }
    Shape sample_shape() const override { return sample_shape_; }

    /// Throws: ValueError if an index is not below size().
    void gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                Targets<T>& targets) const override;

    /// The samples first (included) to last (excluded).
    /// Throws: ValueError unless first < last <= size().
    TensorDataset subset(std::size_t first, std::size_t last) const;

    /// The same samples under another shape, for instance {28, 28, 1}.
    /// Throws: ShapeError if the element counts differ.
    TensorDataset reshaped(const Shape& sample_shape) const;

    /// The same samples as rows of numbers.
    TensorDataset flattened() const { return reshaped({element_count(sample_shape_)}); }

   private:
    struct Storage {
        Inputs inputs;
        Targets<T> targets;
    };

    TensorDataset(Inputs inputs, Targets<T> targets, TensorDatasetOptions options);

    std::shared_ptr<const Storage> storage_;
    detail::ByteScale<T> scale_;
    Shape sample_shape_;
    Shape target_shape_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

template <std::floating_point T>
TensorDataset<T>::TensorDataset(Inputs inputs, Targets<T> targets, TensorDatasetOptions options)
    : storage_(std::make_shared<const Storage>(Storage{std::move(inputs), std::move(targets)})),
      scale_(options.divide_by) {
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
        const std::size_t width = element_count(sample);
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
    if (element_count(sample_shape) != element_count(sample_shape_)) {
        fail<ShapeError>("TensorDataset: expected a shape with as many elements as ", sample_shape_,
                         ", got ", sample_shape);
    }
    TensorDataset result = *this;
    result.sample_shape_ = sample_shape;
    return result;
}

}  // namespace nnlite
