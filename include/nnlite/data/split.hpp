#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite {

/// How train_test_split divides. A size below 1 is a fraction of the rows, from 1 on it is a number
/// of rows; a size that is not given is the rest, and with neither the test part is a quarter.
struct SplitOptions {
    std::optional<double> test_size = std::nullopt;
    std::optional<double> train_size = std::nullopt;
    bool shuffle = true;
};

/// Row numbers of the two parts.
struct Split {
    std::vector<std::size_t> train;
    std::vector<std::size_t> test;
};

namespace detail {

// `size` as rows of `count`; fractions are rounded up for the test part, down for the other.
inline std::size_t split_rows(std::string_view name, double size, std::size_t count, bool up) {
    const double all = static_cast<double>(count);
    const double rows = size >= 1 ? size : up ? std::ceil(size * all) : std::floor(size * all);
    if (!(size > 0) || rows > all || rows != std::floor(rows)) {
        fail<ValueError>("train_test_split: expected ", name,
                         " to be a fraction in (0, 1) or 1 to ", count, " rows, got ", size);
    }
    return static_cast<std::size_t>(rows);
}

inline Split split(std::size_t count, const SplitOptions& options, Generator* generator) {
    const double test_size =
        options.test_size.value_or(options.train_size.has_value() ? 0.0 : 0.25);
    std::size_t test = test_size == 0 && !options.test_size.has_value()
                           ? 0
                           : split_rows("test_size", test_size, count, true);
    const std::size_t train = options.train_size.has_value()
                                  ? split_rows("train_size", *options.train_size, count, false)
                                  : count - test;
    if (test == 0) { test = count - train; }
    if (train == 0 || test == 0 || train + test > count) {
        fail<ValueError>("train_test_split: expected two parts with rows out of ", count, ", got ",
                         train, " to train and ", test, " to test");
    }
    std::vector<std::size_t> order(count);
    if (generator == nullptr) {
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(train),
                    order.begin() + static_cast<std::ptrdiff_t>(train + test));
    } else {
        generator->permutation(order.data(), count);
    }
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(test);
    return {{middle, middle + static_cast<std::ptrdiff_t>(train)}, {order.begin(), middle}};
}

}  // namespace detail

/// Divides the row numbers 0 ... count - 1 into a part to train on and a part to test with; of a
/// random order the first rows are the test part. Without shuffle the first rows train and the next
/// ones test.
/// Throws: ValueError if a size does not fit or a part would have no rows.
/// Source: scikit-learn's train_test_split; NumpyRandomState(seed) gives the rows of
/// random_state=seed.
inline Split train_test_split(std::size_t count, const SplitOptions& options,
                              Generator& generator) {
    return detail::split(count, options, options.shuffle ? &generator : nullptr);
}

/// The same without a generator, for shuffle = false.
/// Throws: ValueError if shuffle is true.
inline Split train_test_split(std::size_t count, const SplitOptions& options) {
    if (options.shuffle) {
        fail<ValueError>("train_test_split: expected a generator, or shuffle = false");
    }
    return detail::split(count, options, nullptr);
}

/// The rows of a tensor that `rows` names, in that order.
/// Shapes: tensor [n, ...], result [rows.size(), ...].
/// Throws: ShapeError if the tensor is a scalar; ValueError if a row number is not below n.
template <class T>
Tensor<T> take(const Tensor<T>& tensor, std::span<const std::size_t> rows) {
    Shape shape = tensor.shape();
    if (shape.empty()) { fail<ShapeError>("take: expected a tensor [rows, ...], got a scalar"); }
    const std::size_t count = shape[0];
    const std::size_t width = element_count(shape, 1, shape.size());
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

}  // namespace nnlite
