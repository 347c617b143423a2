#include "nnlite/preprocessing/label_binarizer.hpp"

#include "reference/preprocessing.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/reference_tensor.hpp"

using nnlite::LabelBinarizer;
using nnlite::Labels;
using nnlite::ShapeError;
using nnlite::Tensor;
using nnlite::ValueError;
using Texts = std::vector<std::string>;

namespace {

nnlite::detail::LabelList<std::int32_t> list(const std::vector<std::int32_t>& labels) {
    return reference_tensor<std::int32_t>({labels.size()}, labels);
}
Texts list(const Texts& labels) { return labels; }

template <class Label>
void require_equal_to_scikit(const std::vector<reference::BinarizerCase<Label>>& cases) {
    for (const auto& wanted : cases) {
        const std::size_t rows = wanted.labels.size();
        CAPTURE(wanted.neg_label, wanted.pos_label, rows);
        LabelBinarizer<Label> binarizer({wanted.neg_label, wanted.pos_label});
        const auto columns = binarizer.template fit_transform<double>(list(wanted.labels));
        REQUIRE(binarizer.classes() == wanted.classes);
        REQUIRE(binarizer.columns() == wanted.columns);
        REQUIRE((columns == reference_tensor<double>({rows, wanted.columns}, wanted.result)));
        REQUIRE((binarizer.inverse_transform(columns) == list(wanted.labels)));

        const nnlite::Shape shape = wanted.score_columns == 0
                                        ? nnlite::Shape{rows}
                                        : nnlite::Shape{rows, wanted.score_columns};
        std::optional<double> threshold;
        if (wanted.threshold > -10) { threshold = wanted.threshold; }
        const auto scores = reference_tensor<double>(shape, wanted.scores);
        REQUIRE((binarizer.inverse_transform(scores, threshold) == list(wanted.inverse)));
    }
}

}  // namespace

TEST_CASE("LabelBinarizer: known values") {
    LabelBinarizer binarizer;
    REQUIRE((binarizer.fit_transform(Labels{1, 6, 4}) ==
             Tensor<float>{{1, 0, 0}, {0, 0, 1}, {0, 1, 0}}));
    REQUIRE((binarizer.transform(Labels{6}) == Tensor<float>{{0, 0, 1}}));
    REQUIRE((binarizer.inverse_transform(Tensor<float>{{0.2F, 0.4F, 0.4F}, {0.5F, 0, 0.6F}}) ==
             Labels{4, 6}));

    LabelBinarizer<std::string> names({.neg_label = -1});
    REQUIRE((names.fit_transform(Texts{"yes", "no"}) == make_tensor<float>({2, 1}, {1, -1})));
    const Tensor<float> scores = {0.3F, 0, -0.1F};
    REQUIRE(names.inverse_transform(scores) == Texts{"yes", "no", "no"});
    REQUIRE(names.inverse_transform(scores, -0.05) == Texts{"yes", "yes", "no"});
}

TEST_CASE("LabelBinarizer: scikit-learn's values") {
    require_equal_to_scikit(reference::integer_cases);
    require_equal_to_scikit(reference::text_cases);
}

TEST_CASE("LabelBinarizer: errors") {
    LabelBinarizer binarizer;
    REQUIRE_ERROR(LabelBinarizer({.neg_label = 1}), ValueError,
                  "LabelBinarizer: expected neg_label < pos_label, got 1 and 1");
    REQUIRE_ERROR(binarizer.fit(Labels::from_shape({0})), ValueError,
                  "LabelBinarizer: fit: expected labels, got none");
    REQUIRE_ERROR(binarizer.transform(Labels{1}), ValueError,
                  "LabelBinarizer: transform: expected fit() to be called first");
    REQUIRE_ERROR(binarizer.inverse_transform(Tensor<float>{1}), ValueError,
                  "LabelBinarizer: inverse_transform: expected fit() to be called first");
    binarizer.fit(Labels{1, 2, 3});
    REQUIRE_ERROR(binarizer.transform(Labels{1, 5}), ValueError,
                  "LabelBinarizer: transform: expected labels that fit() has seen, got 5 at row 1");
    REQUIRE_ERROR(binarizer.inverse_transform(Tensor<float>{{1, 2}}), ShapeError,
                  "LabelBinarizer: inverse_transform: expected scores [rows, 3], got [1, 2]");
    REQUIRE_ERROR(binarizer.inverse_transform(Tensor<float>{1, 2, 3}), ShapeError,
                  "LabelBinarizer: inverse_transform: expected scores [rows, 3], got [3]");
    binarizer.fit(Labels{1, 2});
    REQUIRE_ERROR(binarizer.inverse_transform(Tensor<float>{{1, 2, 3}}), ShapeError,
                  "LabelBinarizer: inverse_transform: expected scores [rows, 1], got [1, 3]");
    REQUIRE_ERROR(binarizer.inverse_transform(Tensor<float>(1)), ShapeError,
                  "LabelBinarizer: inverse_transform: expected scores [rows, 1], got []");
}

TEST_CASE("LabelBinarizer: edges") {
    LabelBinarizer binarizer;
    REQUIRE((binarizer.fit_transform(Labels{4}) == make_tensor<float>({1, 1}, {0})));
    binarizer.fit(Labels{1, 2, 3});
    REQUIRE(binarizer.transform(Labels::from_shape({0})).shape() == nnlite::Shape{0, 3});
    REQUIRE(binarizer.inverse_transform(Tensor<float>::from_shape({0, 3})).size() == 0);
}
