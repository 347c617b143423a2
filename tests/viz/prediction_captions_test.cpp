#include "nnlite/viz/prediction_captions.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include "nnlite/viz/image_grid.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
using namespace nnlite::viz;

namespace {

const auto three_probabilities =
    make_tensor<double>({3, 2}, {0.004, 0.996, 0.706, 0.294, 0.5, 0.5});
const auto predicted = make_tensor<std::int32_t>({3}, {7, -2, 2});
const auto true_labels = make_tensor<std::int32_t>({3}, {7, 6, 2});

}  // namespace

TEST_CASE("prediction_captions: known values") {
    const auto captions = prediction_captions(predicted, three_probabilities, true_labels);
    REQUIRE(captions.titles ==
            std::vector<std::string>{"P7 (100%) T7", "P-2 (71%) T6", "P2 (50%) T2"});
    REQUIRE(captions.highlights == std::vector<Rgb>{blue, red, blue});
    const std::vector<std::size_t> rows{3, 8, 247};
    REQUIRE(prediction_captions(predicted, three_probabilities, true_labels, rows).titles ==
            std::vector<std::string>{"Idx 3: P7 (100%) T7", "Idx 8: P-2 (71%) T6",
                                     "Idx 247: P2 (50%) T2"});
}

TEST_CASE("prediction_captions: taken by image_grid") {
    const auto captions = prediction_captions(predicted, three_probabilities, true_labels);
    const Picture picture =
        image_grid(full_tensor<float>({3, 20, 80}, 0),
                   {.titles = captions.titles, .highlights = captions.highlights});
    REQUIRE(picture(13, 2) == blue);
    REQUIRE(picture(13, 2 + 84 + 2) == red);
}

TEST_CASE("prediction_captions: errors") {
    const std::string wanted =
        "prediction_captions: expected predictions [samples], probabilities [samples, classes], "
        "labels [samples] and no or as many rows, got ";
    const auto two = make_tensor<std::int32_t>({2}, {7, 6});
    REQUIRE_ERROR(prediction_captions(predicted, three_probabilities, two), ShapeError,
                  wanted + "[3], [3, 2], [2] and 0");
    REQUIRE_ERROR(prediction_captions(two, three_probabilities, true_labels), ShapeError,
                  wanted + "[2], [3, 2], [3] and 0");
    REQUIRE_ERROR(prediction_captions(predicted, empty_tensor<float>({3, 0}), true_labels),
                  ShapeError, wanted + "[3], [3, 0], [3] and 0");
    const std::vector<std::size_t> rows{1, 2};
    REQUIRE_ERROR(prediction_captions(predicted, three_probabilities, true_labels, rows),
                  ShapeError, wanted + "[3], [3, 2], [3] and 2");
}

TEST_CASE("prediction_captions: edges") {
    const auto none =
        prediction_captions(empty_tensor<std::int32_t>({0}), empty_tensor<float>({0, 10}),
                            empty_tensor<std::int32_t>({0}));
    REQUIRE(none.titles.empty());
    REQUIRE(none.highlights.empty());
}
