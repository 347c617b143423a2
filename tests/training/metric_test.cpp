#include "nnlite/training/metric.hpp"

#include <cmath>

#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using nnlite::Labels;
using nnlite::Targets;
using nnlite::Tensor;

TEST_CASE("metric: accuracy from scores, one-hot targets and single outputs") {
    const auto accuracy = nnlite::accuracy_metric<float>();
    const Tensor<> scores{{1, 5, 2}, {3, 0, 1}, {0, 1, 2}, {9, 8, 7}};
    REQUIRE(accuracy.name == "accuracy");
    REQUIRE(accuracy.function(scores, Labels{1, 0, 0, 0}) == 0.75);
    REQUIRE(accuracy.function(scores, Tensor<>{{0, 1, 0}, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}}) ==
            0.75);
    const auto logits = make_tensor<float>({3, 1}, {0.2F, -3, 0.7F});
    REQUIRE(accuracy.function(logits, make_tensor<float>({3, 1}, {1, 0, 0})) == Approx(2.0 / 3));
    REQUIRE(accuracy.function(logits, Labels{1, 0, 1}) == 1.0);
    const auto top2 = nnlite::top_k_accuracy_metric<float>(2);
    REQUIRE(top2.name == "top2_accuracy");
    REQUIRE(top2.function(scores, Labels{2, 2, 1, 2}) == 0.75);
    const auto binary = nnlite::binary_accuracy_metric<float>();
    REQUIRE(binary.function(logits, make_tensor<float>({3, 1}, {1, 0, 1})) == Approx(2.0 / 3));
}

TEST_CASE("metric: a single output is right for labels 0 and 1 only, and never as NaN") {
    for (const auto& metric :
         {nnlite::accuracy_metric<float>(), nnlite::binary_accuracy_metric<float>()}) {
        const auto outputs = make_tensor<float>({3, 1}, {NAN, -1, 2});
        REQUIRE(metric.function(outputs, Labels{0, 0, 1}) == Approx(2.0 / 3));
        REQUIRE(metric.function(outputs, Labels{1, 0, 1}) == Approx(2.0 / 3));
        REQUIRE_ERROR(metric.function(outputs, Labels{0, 2, 1}), nnlite::ValueError,
                      "accuracy: expected labels 0 and 1 for a single output, got 2 in row 1");
        REQUIRE_ERROR(metric.function(outputs, Labels{-1, 0, 1}), nnlite::ValueError,
                      "accuracy: expected labels 0 and 1 for a single output, got -1 in row 0");
    }
    const Tensor<> dead{{NAN, NAN}, {1, NAN}, {3, 1}};
    REQUIRE(nnlite::accuracy_metric<float>().function(dead, Labels{0, 1, 0}) == Approx(1.0 / 3));
}

TEST_CASE("metric: errors of values") {
    const auto outputs = make_tensor<float>({2, 1}, {1, 4});
    const auto targets = make_tensor<float>({2, 1}, {2, 2});
    REQUIRE(nnlite::mse_metric<float>().function(outputs, targets) == 2.5);
    REQUIRE(nnlite::mae_metric<float>().function(outputs, targets) == 1.5);
}

TEST_CASE("metric: errors") {
    const Tensor<> outputs{{1, 2}, {4, 3}};
    const auto scores = make_tensor<float>({2, 1}, {1, 2});
    REQUIRE_THROWS_AS(nnlite::accuracy_metric<float>().function(outputs, Labels{1}),
                      nnlite::ShapeError);
    REQUIRE_ERROR(nnlite::accuracy_metric<float>().function(scores, Labels{1}), nnlite::ShapeError,
                  "accuracy: expected a target for each row of [2, 1]");
    REQUIRE_ERROR(nnlite::mse_metric<float>().function(outputs, Labels{1, 0}), nnlite::ValueError,
                  "metric: expected dense targets (a Tensor), got Labels");
}

TEST_CASE("metric: the library's, by type") {
    for (const auto& metric :
         {nnlite::accuracy_metric<float>(), nnlite::binary_accuracy_metric<float>(),
          nnlite::top_k_accuracy_metric<float>(12), nnlite::mse_metric<float>(),
          nnlite::mae_metric<float>()}) {
        const auto known = nnlite::detail::known_metric<float>(metric.type);
        REQUIRE(known.has_value());
        REQUIRE(known->name == metric.name);
        REQUIRE(known->type == metric.type);
    }
    for (const std::string type : {"", "to", "top", "top_accuracy", "top01_accuracy", "my"}) {
        REQUIRE_FALSE(nnlite::detail::known_metric<float>(type).has_value());
    }
}
