#include "nnlite/metrics/classification.hpp"

#include <limits>

#include "reference/metrics.hpp"
#include "support/catch.hpp"
#include "support/reference_tensor.hpp"

using nnlite::Average;
using nnlite::Labels;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;

namespace {

const Labels labels = reference_tensor<std::int32_t>({40}, reference::labels);
const Labels predicted_labels = reference_tensor<std::int32_t>({40}, reference::predicted);
const Tensor<float> scores = reference_tensor<float>({40, 6}, reference::scores);
const float nan_value = std::numeric_limits<float>::quiet_NaN();

}  // namespace

TEST_CASE("classification: known values") {
    const Tensor<float> rows = {{0.1F, 0.7F, 0.2F}, {0.5F, 0.0F, 0.5F}};
    REQUIRE((nnlite::argmax_rows(rows) == Labels{1, 0}));
    REQUIRE(nnlite::accuracy(rows, Labels{1, 2}) == 0.5);
    REQUIRE(nnlite::accuracy(Labels{1, 2, 3, 3}, Labels{1, 2, 3, 4}) == 0.75);
    REQUIRE(nnlite::top_k_accuracy(rows, Labels{2, 0}, 1) == 0);
    REQUIRE(nnlite::top_k_accuracy(rows, Labels{2, 0}, 2) == 1);
    REQUIRE((nnlite::confusion_matrix(Labels{0, 1, 1}, Labels{0, 0, 1}, 2) ==
             Tensor<std::int64_t>{{1, 1}, {0, 1}}));
}

TEST_CASE("classification: scikit-learn's values") {
    REQUIRE(nnlite::accuracy(predicted_labels, labels) == reference::label_accuracy);
    for (std::size_t k = 1; k <= 5; ++k) {
        REQUIRE(nnlite::top_k_accuracy(scores, labels, k) == reference::top_k[k - 1]);
    }
    const auto confusion = nnlite::confusion_matrix(predicted_labels, labels, 6);
    REQUIRE((confusion == reference_tensor<std::int64_t>({6, 6}, reference::confusion)));
    const auto per_class = nnlite::class_scores(confusion);
    for (std::size_t label = 0; label < 6; ++label) {
        CAPTURE(label);
        REQUIRE(per_class[label].precision == Approx(reference::class_precision[label]));
        REQUIRE(per_class[label].recall == Approx(reference::class_recall[label]));
        REQUIRE(per_class[label].f1 == Approx(reference::class_f1[label]).epsilon(1e-14));
        REQUIRE(per_class[label].support ==
                std::count(reference::labels.begin(), reference::labels.end(), label));
    }
    const auto check = [&](Average average, const std::vector<double>& wanted) {
        const auto got = nnlite::average_scores(confusion, average);
        REQUIRE(got.precision == Approx(wanted[0]).epsilon(1e-14));
        REQUIRE(got.recall == Approx(wanted[1]).epsilon(1e-14));
        REQUIRE(got.f1 == Approx(wanted[2]).epsilon(1e-14));
        REQUIRE(got.support == 40);
    };
    check(Average::macro, reference::macro);
    check(Average::weighted, reference::weighted);
    check(Average::micro, reference::micro);
}

TEST_CASE("classification: mean IoU") {
    // Class 0: 1 of 2, class 1: 1 of 2, class 3: 2 of 2; class 2 does not occur.
    const auto confusion =
        nnlite::confusion_matrix(Labels{0, 1, 1, 3, 3}, Labels{0, 0, 1, 3, 3}, 4);
    REQUIRE(nnlite::mean_iou(confusion) == Approx((1.0 / 2 + 1.0 / 2 + 1) / 3));
    REQUIRE_ERROR(nnlite::mean_iou(nnlite::full_tensor<std::int64_t>({2, 2}, 0)), ValueError,
                  "mean_iou: expected counts, got none");
}

TEST_CASE("classification: errors") {
    REQUIRE_ERROR(nnlite::argmax_rows(Tensor<float>(1.0F)), ShapeError,
                  "argmax_rows: expected scores [..., classes], got []");
    REQUIRE_ERROR(nnlite::argmax_rows(nnlite::empty_tensor<float>({0, 2147483649U})), ShapeError,
                  "argmax_rows: expected at most 2147483648 classes, got [0, 2147483649]");
    REQUIRE(nnlite::argmax_rows(nnlite::empty_tensor<float>({0, 2147483648U})).size() == 0);
    REQUIRE_ERROR(nnlite::accuracy(Labels{1}, Labels{1, 2}), ShapeError,
                  "accuracy: expected one prediction per label, got shapes [1] and [2]");
    REQUIRE_ERROR(nnlite::accuracy(Labels::from_shape({0}), Labels::from_shape({0})), ValueError,
                  "accuracy: expected at least one label");
    REQUIRE_ERROR(nnlite::top_k_accuracy(scores, labels, 0), ValueError,
                  "top_k_accuracy: expected k >= 1, got 0");
    REQUIRE_ERROR(nnlite::top_k_accuracy(scores, Labels{1}, 2), ShapeError,
                  "top_k_accuracy: expected one prediction per label, got shapes [40] and [1]");
    REQUIRE_ERROR(nnlite::top_k_accuracy(Tensor<float>{{1, 2}}, Labels{2}, 1), ValueError,
                  "top_k_accuracy: expected labels from 0 to below 2, got 2 at row 0");
    REQUIRE_ERROR(nnlite::top_k_accuracy(Tensor<float>(1.0F), Labels{0}, 1), ShapeError,
                  "top_k_accuracy: expected scores [..., classes], got a scalar");
    REQUIRE_ERROR(nnlite::confusion_matrix(Labels{0, 1}, Labels{0, -1}, 2), ValueError,
                  "confusion_matrix: expected labels from 0 to below 2, got -1 at row 1");
    REQUIRE_ERROR(nnlite::confusion_matrix(Labels{2}, Labels{0}, 2), ValueError,
                  "confusion_matrix: expected predictions from 0 to below 2, got 2 at row 0");
    REQUIRE_ERROR(nnlite::class_scores(nnlite::full_tensor<std::int64_t>({2, 3}, 1)), ShapeError,
                  "class_scores: expected a confusion matrix [classes, classes], got [2, 3]");
    REQUIRE_ERROR(
        nnlite::average_scores(nnlite::full_tensor<std::int64_t>({2, 2}, 0), Average::macro),
        ValueError, "average_scores: expected counts, got none");
}

TEST_CASE("classification: edges") {
    // NumPy's argmax takes the first NaN; a NaN is never a right answer of the top k.
    REQUIRE((nnlite::argmax_rows(Tensor<float>{{1, nan_value, 3, nan_value}}) == Labels{1}));
    REQUIRE(nnlite::top_k_accuracy(Tensor<float>{{nan_value, nan_value}}, Labels{0}, 1) == 0);
    REQUIRE(nnlite::top_k_accuracy(Tensor<float>{{1, nan_value}}, Labels{1}, 1) == 0);
    REQUIRE(nnlite::top_k_accuracy(Tensor<float>{{1, 2, nan_value}}, Labels{1}, 3) == 0);
    // Nor is a row with NaN the answer at the position of its first NaN.
    REQUIRE(nnlite::accuracy(Tensor<float>{{nan_value, nan_value}, {1, nan_value}, {2, 1}},
                             Labels{0, 1, 0}) == Approx(1.0 / 3));
    // Class numbers of any integers, and no truncated fractions.
    REQUIRE(nnlite::accuracy(scores, xt::xarray<int>(labels)) == nnlite::accuracy(scores, labels));
    REQUIRE(nnlite::accuracy(std::vector<std::int64_t>{1, 2}, Tensor<std::uint8_t>{1, 3}) == 0.5);
    REQUIRE_FALSE(
        std::is_invocable_v<decltype([](const auto& a, const auto& b) -> decltype(nnlite::accuracy(
                                                                          a, b)) { return {}; }),
                            const Labels&, const Tensor<float>&>);
    // Labels of several axes: [batch, time].
    REQUIRE(nnlite::accuracy(Labels{{1, 2}, {3, 4}}, Labels{{1, 2}, {3, 0}}) == 0.75);
}
