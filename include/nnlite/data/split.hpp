#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of train_test_split. A size below 1 is a fraction of the rows, from 1 on a number of
/// rows. If one size is missing, that part gets all other rows; if both are, the test part is a
/// quarter. With `stratify`, the label of each row, both parts have the class fractions of all
/// rows.
struct SplitOptions {
    std::optional<double> test_size = std::nullopt;
    std::optional<double> train_size = std::nullopt;
    bool shuffle = true;
    detail::OptionalArray<Labels> stratify = std::nullopt;  ///< any array of integers
};

/// Row numbers of the two parts.
struct Split {
    std::vector<std::size_t> train;
    std::vector<std::size_t> test;
};

namespace detail {

// `size` as rows of `count`; fractions are rounded up for the test part, down for the other.
std::size_t split_rows(std::string_view name, double size, std::size_t count, bool up);

// The numbers of rows of the parts of `count` rows.
struct SplitSizes {
    std::size_t train, test;
};

SplitSizes split_sizes(std::size_t count, const SplitOptions& options);

std::vector<std::size_t> permutation(std::size_t count, Generator& generator);

// The number of rows of each class among `draws` rows, in proportion to its fraction: rounded down,
// then one more for the classes with the largest remainders; ties are broken at random.
std::vector<std::size_t> class_draws(const std::vector<std::size_t>& counts, std::size_t draws,
                                     Generator& generator);

// The rows sorted by class, and the number of rows of each class.
struct ClassRows {
    std::vector<std::size_t> rows, counts;
};

ClassRows class_rows(const Labels& labels);

Split stratified_split(const ClassRows& classes, SplitSizes sizes, Generator& generator);

// The same, if every class can have a row in each part.
ClassRows stratified_classes(std::size_t count, const Labels& labels, SplitSizes sizes);

Split split(std::size_t count, const SplitOptions& options, Generator* generator);

}  // namespace detail

/// Divides the row numbers 0 ... count - 1 into a training and a test part; the first rows of a
/// random order are the test part. Without shuffle the first rows are the training part, the next
/// ones the test part.
/// Throws: ShapeError if stratify is not [count]; ValueError if a size does not fit, a part would
/// have no rows, or with stratify if a class has one row only, a part has fewer rows than there are
/// classes, or shuffle is false.
/// Source: scikit-learn's train_test_split; NumpyRandomState(seed) gives the rows of
/// random_state=seed.
/// Elsewhere: torch.utils.data.random_split; keras.utils.split_dataset;
/// sklearn.model_selection.train_test_split.
Split train_test_split(std::size_t count, const SplitOptions& options, Generator& generator);

/// The same without a generator, for shuffle = false.
/// Throws: ValueError if shuffle is true.
Split train_test_split(std::size_t count, const SplitOptions& options);

/// The rows of a tensor with the numbers in `rows`, in that order.
/// Shapes: tensor [n, ...], result [rows.size(), ...].
/// Throws: ShapeError if the tensor is a scalar; ValueError if a row number is not below n.
template <class T>
Tensor<T> take(const Tensor<T>& tensor, std::span<const std::size_t> rows) {
    Shape shape = tensor.shape();
    if (shape.empty()) { fail<ShapeError>("take: expected a tensor [rows, ...], got a scalar"); }
    const std::size_t count = shape[0];
    const std::size_t width = detail::element_count(shape, 1, shape.size());
    shape[0] = rows.size();
    auto result = empty_tensor<T>(shape);
    T* to = result.data();
    for (const std::size_t row : rows) {
        if (row >= count) {
            fail<ValueError>("take: expected row numbers below ", count, ", got ", row);
        }
        to = std::copy_n(tensor.data() + row * width, width, to);
    }
    return result;
}
template <class T>
Tensor<T> take(const Tensor<T>& tensor, std::initializer_list<std::size_t> rows) {
    return take(tensor, std::span<const std::size_t>(rows.begin(), rows.size()));
}
template <detail::OtherArray E>
auto take(const E& array, std::span<const std::size_t> rows) {
    return take(detail::tensor_from(array), rows);
}
template <detail::OtherArray E>
auto take(const E& array, std::initializer_list<std::size_t> rows) {
    return take(detail::tensor_from(array), rows);
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/split_impl.hpp"
#endif
