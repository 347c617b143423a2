#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/core/to_tensor.hpp"
#include "nnlite/data/gather_rows.hpp"
#include "nnlite/data/image_data.hpp"
#include "nnlite/data/targets.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Samples with targets, from which training and evaluation make batches.
template <std::floating_point T = float>
class Dataset {
   public:
    virtual ~Dataset() = default;

    /// The number of samples.
    virtual std::size_t size() const = 0;

    /// The shape of one input, without the batch axis.
    virtual Shape sample_shape() const = 0;

    /// Writes the samples order[0], ..., order[count - 1] to inputs [count, sample...] and targets
    /// [count, ...]. Resize the tensors only if their shape differs; then later calls allocate
    /// nothing.
    virtual void gather(const std::size_t* order, std::size_t count, Tensor<T>& inputs,
                        Targets<T>& targets) const = 0;
};

namespace detail {

// Whether `shape` is [rows, sample...].
bool is_batch_of(const Shape& shape, std::size_t rows, const Shape& sample);

template <class T>
void resize_batch(Tensor<T>& batch, std::size_t rows, const Shape& sample);

template <std::floating_point T>
void check_values(std::string_view what, const Tensor<T>& rows);

inline void check_values(std::string_view, const Tensor<std::uint8_t>&) {}

void check_values(std::string_view what, const Labels& labels);

}  // namespace detail

/// Options of a TensorDataset.
struct TensorDatasetOptions {
    double divide_by = 1;  ///< the inputs are divided by it, 255 for pixels from 0 to 1
};

namespace detail {

// The T of a dataset of these inputs and targets: that of floating-point numbers, if there are any.
template <NumberArray X, NumberArray Y>
using ScalarOfData = std::conditional_t<
    std::floating_point<typename X::value_type>, typename X::value_type,
    std::conditional_t<std::floating_point<typename Y::value_type>, typename Y::value_type, float>>;

}  // namespace detail

/// Samples held in memory: row i of the inputs belongs to row i of the targets. Both are tensors,
/// xtensor arrays or expressions, or lists such as std::vector. The element type, not the values,
/// decides how they are stored. Inputs of type uint8 stay bytes and are converted when a batch is
/// made; all others are converted to Tensor<T> in the constructor. Integer targets are Labels,
/// floating-point targets are dense. Copies, subsets and reshaped views share the memory.
///
///     const TensorDataset<> data{inputs, labels};
///
/// Use braces: C++ may read TensorDataset<> data(A(x), B(y)) as a function declaration.
///
/// Shapes: inputs [n, ...], targets [n, ...]; Labels usually [n].
/// Throws: ShapeError if the row counts differ; ValueError if there is no data, a label is negative
/// or does not fit into 32 bits, or a value is NaN, infinite or beyond the range of T (integers:
/// not exact in T).
template <std::floating_point T = float>
class TensorDataset : public Dataset<T> {
    using Inputs = std::variant<Tensor<T>, Tensor<std::uint8_t>>;

   public:
    template <detail::NumberArray X, class Y>
    requires detail::NumberArray<Y> || std::same_as<std::remove_cvref_t<Y>, Targets<T>>
    TensorDataset(X&& inputs, Y&& targets, TensorDatasetOptions options = {})
        : TensorDataset(Storage{stored_inputs(std::forward<X>(inputs), options.divide_by),
                                stored_targets(std::forward<Y>(targets))},
                        options) {}

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

    /// The same samples with another shape, for example {28, 28, 1}.
    /// Throws: ShapeError if the element counts differ.
    TensorDataset reshaped(const Shape& sample_shape) const;

    /// The same samples as vectors, with shape {element count}.
    TensorDataset flattened() const { return reshaped({detail::element_count(sample_shape_)}); }

   private:
    struct Storage {
        Inputs inputs;
        Targets<T> targets;
    };

    template <class X>
    static Inputs stored_inputs(X&& inputs, double divide_by);
    template <class Y>
    static Targets<T> stored_targets(Y&& targets);
    TensorDataset(Storage storage, TensorDatasetOptions options);

    std::shared_ptr<const Storage> storage_;
    detail::ByteScale<T> scale_;
    Shape sample_shape_;
    Shape target_shape_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

template <detail::NumberArray X, detail::NumberArray Y>
TensorDataset(X&&, Y&&, TensorDatasetOptions = {})
    -> TensorDataset<detail::ScalarOfData<std::remove_cvref_t<X>, std::remove_cvref_t<Y>>>;

template <std::floating_point T>
template <class X>
auto TensorDataset<T>::stored_inputs(X&& inputs, double divide_by) -> Inputs {
    using Number = typename std::remove_cvref_t<X>::value_type;
    if constexpr (!xt::is_xexpression<std::remove_cvref_t<X>>::value) {
        return stored_inputs(detail::tensor_from(inputs), divide_by);
    } else if constexpr (std::same_as<Number, std::uint8_t>) {
        return Tensor<std::uint8_t>(std::forward<X>(inputs));
    } else {
        auto numbers = detail::to_tensor<T>("TensorDataset", std::forward<X>(inputs));
        if (divide_by != 1) {
            for (T& number : numbers) { number /= static_cast<T>(divide_by); }
        }
        return numbers;
    }
}

template <std::floating_point T>
template <class Y>
Targets<T> TensorDataset<T>::stored_targets(Y&& targets) {
    using Given = std::remove_cvref_t<Y>;
    if constexpr (std::same_as<Given, Targets<T>> || std::same_as<Given, Labels>) {
        return std::forward<Y>(targets);
    } else if constexpr (detail::LabelArray<Given>) {
        return detail::labels_from(targets);
    } else if constexpr (xt::is_xexpression<Given>::value) {
        return detail::to_tensor<T>("TensorDataset", std::forward<Y>(targets));
    } else {
        return stored_targets(detail::tensor_from(targets));
    }
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/dataset_impl.hpp"
#endif
