#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/rounded_product.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/split.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE std::size_t split_rows(std::string_view name, double size, std::size_t count,
                                     bool up) {
    const double all = static_cast<double>(count);
    const double rows = size >= 1 ? size : up ? std::ceil(size * all) : std::floor(size * all);
    if (!(size > 0) || rows > all || rows != std::floor(rows)) {
        fail<ValueError>("train_test_split: expected ", name,
                         " to be a fraction in (0, 1) or 1 to ", count, " rows, got ", size);
    }
    return static_cast<std::size_t>(rows);
}

NNLITE_INLINE SplitSizes split_sizes(std::size_t count, const SplitOptions& options) {
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
    const bool fractions = test_size > 0 && test_size < 1 && options.train_size.value_or(1) < 1;
    if (fractions && test_size + *options.train_size > 1) {
        fail<ValueError>("train_test_split: expected fractions that sum up to at most 1, got ",
                         test_size, " and ", *options.train_size);
    }
    return {train, test};
}

NNLITE_INLINE std::vector<std::size_t> permutation(std::size_t count, Generator& generator) {
    std::vector<std::size_t> order(count);
    generator.permutation(order.data(), count);
    return order;
}

NNLITE_INLINE std::vector<std::size_t> class_draws(const std::vector<std::size_t>& counts,
                                                   std::size_t draws, Generator& generator) {
    const auto total = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
    std::vector<std::size_t> result;
    std::vector<double> remainders;
    std::size_t missing = draws;
    for (const std::size_t count : counts) {
        const double share = rounded_product(
            static_cast<double>(count) / static_cast<double>(total), static_cast<double>(draws));
        result.push_back(static_cast<std::size_t>(share));
        remainders.push_back(share - std::floor(share));
        missing -= result.back();
    }
    std::vector<double> values = remainders;
    std::sort(values.begin(), values.end(), std::greater<>());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    for (auto value = values.begin(); missing > 0; ++value) {
        std::vector<std::size_t> equal;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (remainders[i] == *value) { equal.push_back(i); }
        }
        std::vector<std::size_t> order = permutation(equal.size(), generator);
        order.resize(std::min(equal.size(), missing));
        for (const std::size_t i : order) { ++result[equal[i]]; }
        missing -= order.size();
    }
    return result;
}

NNLITE_INLINE ClassRows class_rows(const Labels& labels) {
    ClassRows classes;
    classes.rows.resize(labels.size());
    std::iota(classes.rows.begin(), classes.rows.end(), std::size_t{0});
    const auto label = [&labels](std::size_t row) { return labels.data()[row]; };
    std::stable_sort(classes.rows.begin(), classes.rows.end(),
                     [&](std::size_t a, std::size_t b) { return label(a) < label(b); });
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const bool new_class = i == 0 || label(classes.rows[i]) != label(classes.rows[i - 1]);
        if (new_class) { classes.counts.push_back(0); }
        ++classes.counts.back();
    }
    return classes;
}

NNLITE_INLINE Split stratified_split(const ClassRows& classes, SplitSizes sizes,
                                     Generator& generator) {
    const std::vector<std::size_t> train = class_draws(classes.counts, sizes.train, generator);
    std::vector<std::size_t> rest = classes.counts;
    for (std::size_t i = 0; i < rest.size(); ++i) { rest[i] -= train[i]; }
    const std::vector<std::size_t> test = class_draws(rest, sizes.test, generator);
    Split split;
    const std::size_t* rows = classes.rows.data();
    for (std::size_t i = 0; i < train.size(); ++i) {
        const auto order = permutation(classes.counts[i], generator);
        for (std::size_t j = 0; j < train[i] + test[i]; ++j) {
            (j < train[i] ? split.train : split.test).push_back(rows[order[j]]);
        }
        rows += classes.counts[i];
    }
    for (std::vector<std::size_t>* part : {&split.train, &split.test}) {
        const std::vector<std::size_t> by_class = *part;
        const auto order = permutation(part->size(), generator);
        for (std::size_t i = 0; i < order.size(); ++i) { (*part)[i] = by_class[order[i]]; }
    }
    return split;
}

NNLITE_INLINE ClassRows stratified_classes(std::size_t count, const Labels& labels,
                                           SplitSizes sizes) {
    if (labels.dimension() != 1 || labels.size() != count) {
        fail<ShapeError>("train_test_split: expected stratify [", count, "], got ", labels.shape());
    }
    ClassRows classes = class_rows(labels);
    const std::size_t* rows = classes.rows.data();
    for (const std::size_t members : classes.counts) {
        if (members < 2) {
            fail<ValueError>(
                "train_test_split: expected two rows or more of each class of "
                "stratify, got one of class ",
                labels.data()[*rows]);
        }
        rows += members;
    }
    if (std::min(sizes.train, sizes.test) < classes.counts.size()) {
        fail<ValueError>("train_test_split: expected parts with a row for each of the ",
                         classes.counts.size(), " classes of stratify, got ", sizes.train,
                         " to train and ", sizes.test, " to test");
    }
    return classes;
}

NNLITE_INLINE Split split(std::size_t count, const SplitOptions& options, Generator* generator) {
    const SplitSizes sizes = split_sizes(count, options);
    if (options.stratify.has_value()) {
        if (generator == nullptr) {
            fail<ValueError>("train_test_split: expected shuffle = true with stratify");
        }
        return stratified_split(stratified_classes(count, *options.stratify, sizes), sizes,
                                *generator);
    }
    std::vector<std::size_t> order(count);
    if (generator == nullptr) {
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(sizes.train),
                    order.begin() + static_cast<std::ptrdiff_t>(sizes.train + sizes.test));
    } else {
        generator->permutation(order.data(), count);
    }
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(sizes.test);
    return {{middle, middle + static_cast<std::ptrdiff_t>(sizes.train)}, {order.begin(), middle}};
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE Split train_test_split(std::size_t count, const SplitOptions& options,
                                     Generator& generator) {
    return detail::split(count, options, options.shuffle ? &generator : nullptr);
}

NNLITE_INLINE Split train_test_split(std::size_t count, const SplitOptions& options) {
    if (options.shuffle) {
        fail<ValueError>("train_test_split: expected a generator, or shuffle = false");
    }
    return detail::split(count, options, nullptr);
}

}  // namespace nnlite
