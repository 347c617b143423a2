#include "nnlite/data/split.hpp"

#include <optional>
#include <type_traits>
#include <vector>

#include "data/fixed_generator.hpp"
#include "nnlite/data/digits.hpp"
#include "nnlite/random/counter.hpp"
#include "nnlite/random/numpy.hpp"
#include "reference/split.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/reference_tensor.hpp"

using nnlite::Labels;
using nnlite::ShapeError;
using nnlite::take;
using nnlite::Tensor;
using nnlite::train_test_split;
using nnlite::ValueError;
using Rows = std::vector<std::size_t>;

TEST_CASE("train_test_split: the rows of scikit-learn with random_state 42") {
    nnlite::NumpyRandomState generator(42);
    const auto split = train_test_split(1797, {.test_size = 0.2}, generator);
    REQUIRE(split.train.size() == 1437);
    REQUIRE(split.test.size() == 360);
    REQUIRE(Rows(split.train.begin(), split.train.begin() + 12) == reference::digits_train);
    REQUIRE(Rows(split.test.begin(), split.test.begin() + 12) == reference::digits_test);
    REQUIRE(Rows(split.train.end() - 3, split.train.end()) == reference::digits_train_end);
}

TEST_CASE("train_test_split: the sizes of scikit-learn") {
    for (const auto& wanted : reference::split_sizes) {
        nnlite::SplitOptions options{.shuffle = false};
        if (wanted.test_size >= 0) { options.test_size = wanted.test_size; }
        if (wanted.train_size >= 0) { options.train_size = wanted.train_size; }
        CAPTURE(wanted.count, wanted.test_size, wanted.train_size);
        const auto split = train_test_split(wanted.count, options);
        REQUIRE((split.test.size() == wanted.test));
        REQUIRE((split.train.size() == wanted.train));
    }
}

TEST_CASE("train_test_split: scikit-learn's rows with stratify") {
    for (const auto& wanted : reference::stratified_cases) {
        CAPTURE(wanted.seed, wanted.test_size, wanted.train_size);
        const std::size_t count = wanted.labels.size();
        nnlite::SplitOptions options;
        if (wanted.test_size > 0) { options.test_size = wanted.test_size; }
        if (wanted.train_size > 0) { options.train_size = wanted.train_size; }
        options.stratify = reference_tensor<std::int32_t>({count}, wanted.labels);
        nnlite::NumpyRandomState generator(wanted.seed);
        const auto split = train_test_split(count, options, generator);
        REQUIRE(split.test == wanted.test);
        REQUIRE(split.train == wanted.train);
    }
}

TEST_CASE("train_test_split: scikit-learn's rows of the digits with stratify") {
    const Labels labels = nnlite::load_digits().labels;
    const auto require_rows = [&](std::int64_t seed, const Rows& test, const Rows& train_end) {
        nnlite::NumpyRandomState generator(seed);
        const auto split =
            train_test_split(1797, {.test_size = 0.1, .stratify = labels}, generator);
        REQUIRE(split.test == test);
        REQUIRE(split.train.size() == 1617);
        REQUIRE(Rows(split.train.end() - 8, split.train.end()) == train_end);
    };
    require_rows(0, reference::digits_stratified_test_0, reference::digits_stratified_train_end_0);
    require_rows(42, reference::digits_stratified_test_42,
                 reference::digits_stratified_train_end_42);
}

TEST_CASE("train_test_split: known values") {
    FixedGenerator generator;
    auto split = train_test_split(5, {.test_size = 0.4}, generator);  // order 1 2 3 4 0
    REQUIRE(split.test == Rows{1, 2});
    REQUIRE(split.train == Rows{3, 4, 0});
    split = train_test_split(5, {.test_size = 2, .train_size = 1}, generator);  // order 2 3 4 0 1
    REQUIRE(split.test == Rows{2, 3});
    REQUIRE(split.train == Rows{4});
    split = train_test_split(5, {.test_size = 0.2, .train_size = 0.4, .shuffle = false}, generator);
    REQUIRE(split.train == Rows{0, 1});
    REQUIRE(split.test == Rows{2});
    REQUIRE(generator.calls == 2);
}

TEST_CASE("train_test_split: errors") {
    FixedGenerator generator;
    REQUIRE_ERROR(
        train_test_split(10, {.test_size = 0.0}, generator), ValueError,
        "train_test_split: expected test_size to be a fraction in (0, 1) or 1 to 10 rows, "
        "got 0");
    REQUIRE_ERROR(train_test_split(10, {.train_size = 11}, generator), ValueError,
                  "train_test_split: expected train_size to be a fraction in (0, 1) or 1 to 10 "
                  "rows, got 11");
    REQUIRE_ERROR(
        train_test_split(10, {.test_size = 1.5}, generator), ValueError,
        "train_test_split: expected test_size to be a fraction in (0, 1) or 1 to 10 rows, "
        "got 1.5");
    REQUIRE_ERROR(train_test_split(10, {.test_size = 0.6, .train_size = 0.5}, generator),
                  ValueError,
                  "train_test_split: expected two parts with rows out of 10, got 5 to train and 6 "
                  "to test");
    REQUIRE_ERROR(train_test_split(1, {.test_size = 0.5}, generator), ValueError,
                  "train_test_split: expected two parts with rows out of 1, got 0 to train and 1 "
                  "to test");
    REQUIRE_ERROR(train_test_split(0, {}, generator), ValueError,
                  "train_test_split: expected two parts with rows out of 0, got 0 to train and 0 "
                  "to test");
    REQUIRE_ERROR(train_test_split(10, {}), ValueError,
                  "train_test_split: expected a generator, or shuffle = false");
}

TEST_CASE("train_test_split: stratify takes integers only") {
    using Stratify = decltype(nnlite::SplitOptions::stratify);
    const auto takes = []<class E>(const E&) {
        REQUIRE(std::is_convertible_v<E, Stratify> == std::is_assignable_v<Stratify&, E>);
        return std::is_convertible_v<E, Stratify>;
    };
    const Labels labels = {4, 4, 2, 2, 9, 9};
    const xt::xarray<double> fractions = {4.2, 4.7, 2, 2, 9, 9};
    REQUIRE_FALSE(takes(fractions));
    REQUIRE_FALSE(takes(fractions + 1));
    REQUIRE_FALSE(takes(labels * 0.5));
    REQUIRE_FALSE(takes(xt::view(fractions, xt::range(0, 3))));
    REQUIRE_FALSE(takes(Tensor<float>(fractions)));
    REQUIRE_FALSE(takes(std::vector<double>{4.2}));
    REQUIRE(takes(labels));
    REQUIRE(takes(labels + 1));

    const auto test_rows = [](const Stratify& stratify) {
        nnlite::CounterGenerator generator(1);
        return train_test_split(6, {.test_size = 0.5, .stratify = stratify}, generator).test;
    };
    const auto wanted = test_rows(labels);
    REQUIRE(test_rows(std::vector<int>{4, 4, 2, 2, 9, 9}) == wanted);
    REQUIRE(test_rows(xt::xarray<std::int64_t>{4, 4, 2, 2, 9, 9}) == wanted);
    REQUIRE(test_rows(xt::xarray<std::uint8_t>{4, 4, 2, 2, 9, 9}) == wanted);
    REQUIRE(test_rows(std::optional<Labels>(labels)) == wanted);
    REQUIRE_ERROR(test_rows(std::vector<std::int64_t>{std::int64_t{1} << 32}), ValueError,
                  "labels: expected 32-bit integers, got 4294967296 at position 0");
}

TEST_CASE("train_test_split: errors of stratify") {
    FixedGenerator generator;
    const auto split = [&generator](const Labels& labels, double test_size, bool shuffle = true) {
        return train_test_split(6, {.test_size = test_size, .shuffle = shuffle, .stratify = labels},
                                generator);
    };
    const Labels labels = {4, 4, 2, 2, 9, 9};
    REQUIRE(split(labels, 0.5).test.size() == 3);
    REQUIRE_ERROR(split(Labels{1, 1, 2, 2, 2}, 0.5), ShapeError,
                  "train_test_split: expected stratify [6], got [5]");
    REQUIRE_ERROR(split(make_tensor<std::int32_t>({6, 1}, {4, 4, 2, 2, 9, 9}), 0.5), ShapeError,
                  "train_test_split: expected stratify [6], got [6, 1]");
    REQUIRE_ERROR(split(Labels{4, 4, 2, 4, 9, 9}, 0.5), ValueError,
                  "train_test_split: expected two rows or more of each class of stratify, got one "
                  "of class 2");
    REQUIRE_ERROR(split(labels, 2), ValueError,
                  "train_test_split: expected parts with a row for each of the 3 classes of "
                  "stratify, got 4 to train and 2 to test");
    REQUIRE_ERROR(split(labels, 4), ValueError,
                  "train_test_split: expected parts with a row for each of the 3 classes of "
                  "stratify, got 2 to train and 4 to test");
    REQUIRE_ERROR(split(labels, 0.5, false), ValueError,
                  "train_test_split: expected shuffle = true with stratify");
}

TEST_CASE("take: known values and errors") {
    const Tensor<int> tensor = {{1, 2}, {3, 4}, {5, 6}};
    REQUIRE((take(tensor, Rows{2, 0}) == Tensor<int>{{5, 6}, {1, 2}}));
    REQUIRE((take(tensor, {2, 0}) == Tensor<int>{{5, 6}, {1, 2}}));
    REQUIRE((take(Tensor<int>{7, 8}, Rows{1, 1, 0}) == Tensor<int>{8, 8, 7}));
    REQUIRE(take(tensor, Rows{}).shape() == nnlite::Shape{0, 2});
    REQUIRE_ERROR(take(tensor, Rows{3}), ValueError, "take: expected row numbers below 3, got 3");
    REQUIRE_ERROR(take(Tensor<int>(1), Rows{0}), ShapeError,
                  "take: expected a tensor [rows, ...], got a scalar");
}
