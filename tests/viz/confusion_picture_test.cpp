#include "nnlite/viz/confusion_picture.hpp"

#include <cstdint>

#include "nnlite/viz/heat_map.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;
using namespace nnlite::viz;

TEST_CASE("confusion_picture: a heat map of row fractions with counts") {
    const auto counts = make_tensor<std::int64_t>({2, 2}, {3, 1, 0, 120});
    const Picture picture = confusion_picture(
        counts, {.title = "Test", .class_names = {"cat", "dog"}, .color_map = "hot"});
    const Picture wanted = heat_map(make_tensor<double>({2, 2}, {0.75, 0.25, 0, 1}),
                                    {.scale = 34 + 16,
                                     .color_map = "hot",
                                     .low = 0,
                                     .high = 1,
                                     .title = "Test",
                                     .x_label = "Predicted",
                                     .y_label = "True",
                                     .column_names = {"cat", "dog"},
                                     .row_names = {"cat", "dog"},
                                     .cell_texts = {"3", "1", "0", "120"},
                                     .color_bar_label = "Share of the true class"});
    REQUIRE(picture.width() == wanted.width());
    REQUIRE(picture.pixels() == wanted.pixels());
}

TEST_CASE("confusion_picture: errors") {
    REQUIRE_ERROR(confusion_picture(empty_tensor<std::int64_t>({2, 3})), ShapeError,
                  "confusion_picture: expected counts [classes, classes], got [2, 3]");
    REQUIRE_ERROR(confusion_picture(empty_tensor<std::int64_t>({0, 0})), ShapeError,
                  "confusion_picture: expected counts [classes, classes], got [0, 0]");
    const auto counts = make_tensor<std::int64_t>({2, 2}, {3, 1, -2, 12});
    REQUIRE_ERROR(confusion_picture(counts), ValueError,
                  "confusion_picture: expected counts from 0 on, got -2 at row 1, column 0");
    REQUIRE_ERROR(confusion_picture(make_tensor<std::int64_t>({1, 1}, {3}), {.text_scale = 0}),
                  ValueError, "confusion_picture: expected text_scale in [1, 1000], got 0");
}

TEST_CASE("confusion_picture: edges") {
    // A class that no sample has, and one class.
    const auto counts = make_tensor<std::int64_t>({2, 2}, {3, 1, 0, 0});
    REQUIRE(confusion_picture(counts).height() > 80);
    REQUIRE(confusion_picture(make_tensor<std::int64_t>({1, 1}, {3})).width() > 40);
}
