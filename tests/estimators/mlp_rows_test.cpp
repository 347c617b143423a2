#include "nnlite/estimators/mlp_classifier.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

// Eight rows of two, of which gather() gives so many inputs and labels a row.
struct Wrong : Dataset<double> {
    std::size_t inputs_each, labels_each;
    Wrong(std::size_t inputs, std::size_t labels) : inputs_each(inputs), labels_each(labels) {}
    std::size_t size() const override { return 8; }
    Shape sample_shape() const override { return {2}; }
    void gather(const std::size_t* order, std::size_t count, Tensor<double>& inputs,
                Targets<double>& targets) const override {
        inputs = full_tensor<double>({count * inputs_each, 2}, 1);
        Labels labels = full_tensor<std::int32_t>({count * labels_each}, 0);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            labels(i) = std::int32_t(order[i / labels_each] % 2);
        }
        targets = labels;
    }
};

}  // namespace

TEST_CASE("MLPClassifier: a dataset that gives other rows than it says") {
    MLPClassifier<> mlp({.hidden_layer_sizes = {3}, .max_iter = 2, .warn = [](const auto&) {}});
    REQUIRE_ERROR(mlp.fit(Wrong(1, 4000)), ShapeError,
                  "Dataset::gather: targets: expected a row for each of 8 samples, got [32000]");
    REQUIRE_ERROR(mlp.fit(Wrong(2, 1)), ShapeError,
                  "Dataset::gather: expected inputs [8, 2], got [16, 2]");
    mlp.fit(Wrong(1, 1));
    REQUIRE_ERROR(mlp.predict(Wrong(2, 1)), ShapeError,
                  "Dataset::gather: expected inputs [8, 2], got [16, 2]");
    REQUIRE(mlp.predict(Wrong(1, 1)).size() == 8);
}
