#include "nnlite/preprocessing/label_encoder.hpp"

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using nnlite::LabelEncoder;
using nnlite::Labels;
using nnlite::ShapeError;
using nnlite::ValueError;
using Texts = std::vector<std::string>;

TEST_CASE("LabelEncoder: known values") {
    LabelEncoder encoder;
    REQUIRE((encoder.fit_transform(Labels{6, -1, 2, 6}) == Labels{2, 0, 1, 2}));
    REQUIRE(encoder.classes() == std::vector<std::int32_t>{-1, 2, 6});
    REQUIRE((encoder.transform(Labels{2}) == Labels{1}));
    REQUIRE((encoder.inverse_transform(Labels{2, 0}) == Labels{6, -1}));

    LabelEncoder<std::string> names;
    REQUIRE((names.fit_transform(Texts{"9", "10", "a", "Z", "10"}) == Labels{1, 0, 3, 2, 0}));
    REQUIRE(names.classes() == Texts{"10", "9", "Z", "a"});
    REQUIRE(names.inverse_transform(Labels{3, 0}) == Texts{"a", "10"});
    const std::string some[] = {"Z"};
    REQUIRE((names.transform(some) == Labels{2}));
}

TEST_CASE("LabelEncoder: fit() forgets what it saw before") {
    LabelEncoder encoder;
    encoder.fit(Labels{1, 2, 3}).fit(Labels{5, 4});
    REQUIRE(encoder.classes() == std::vector<std::int32_t>{4, 5});
}

TEST_CASE("LabelEncoder: errors") {
    LabelEncoder encoder;
    REQUIRE_ERROR(encoder.transform(Labels{1}), ValueError,
                  "LabelEncoder: transform: expected fit() to be called first");
    REQUIRE_ERROR(encoder.inverse_transform(Labels{1}), ValueError,
                  "LabelEncoder: inverse_transform: expected fit() to be called first");
    REQUIRE_ERROR(encoder.fit(Labels::from_shape({0})), ValueError,
                  "LabelEncoder: fit: expected labels, got none");
    REQUIRE_ERROR(encoder.fit(make_tensor<std::int32_t>({2, 1}, {1, 2})), ShapeError,
                  "LabelEncoder: fit: expected labels [rows], got [2, 1]");
    encoder.fit(Labels{1, 3});
    REQUIRE_ERROR(encoder.transform(Labels{3, 2}), ValueError,
                  "LabelEncoder: transform: expected labels that fit() has seen, got 2 at row 1");
    REQUIRE_ERROR(encoder.inverse_transform(Labels{0, 2}), ValueError,
                  "LabelEncoder: inverse_transform: expected codes from 0 to below 2, got 2 at row "
                  "1");
    REQUIRE_ERROR(encoder.inverse_transform(Labels{-1}), ValueError,
                  "LabelEncoder: inverse_transform: expected codes from 0 to below 2, got -1 at "
                  "row 0");
    LabelEncoder<std::string> names("Classifier");
    names.fit(Texts{"b"});
    REQUIRE_ERROR(names.transform(Texts{"c"}), ValueError,
                  "Classifier: transform: expected labels that fit() has seen, got c at row 0");
}

TEST_CASE("LabelEncoder: edges") {
    LabelEncoder encoder;
    REQUIRE((encoder.fit_transform(Labels{7}) == Labels{0}));
    REQUIRE(encoder.transform(Labels::from_shape({0})).size() == 0);
    REQUIRE(encoder.inverse_transform(Labels::from_shape({0})).size() == 0);
}
