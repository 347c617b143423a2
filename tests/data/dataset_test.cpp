#include "nnlite/data/dataset.hpp"

#include <limits>
#include <numeric>

#include "nnlite/data/digits.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"

using nnlite::Labels;
using nnlite::Shape;
using nnlite::ShapeError;
using nnlite::Targets;
using nnlite::Tensor;
using nnlite::TensorDataset;
using nnlite::ValueError;
using Bytes8 = Tensor<std::uint8_t>;

namespace {

const Tensor<float> three_rows = {{1, 2}, {3, 4}, {5, 6}};
const Labels three_classes = {0, 1, 2};

template <class T>
void gather(const nnlite::Dataset<T>& data, std::vector<std::size_t> order, Tensor<T>& inputs,
            Targets<T>& targets) {
    data.gather(order.data(), order.size(), inputs, targets);
}

}  // namespace

TEST_CASE("TensorDataset: known values") {
    Tensor<float> inputs;
    Targets<float> targets;
    gather(TensorDataset(three_rows, three_classes), {2, 0, 2}, inputs, targets);
    REQUIRE((inputs == Tensor<float>{{5, 6}, {1, 2}, {5, 6}}));
    REQUIRE((std::get<Labels>(targets) == Labels{2, 0, 2}));
    gather(TensorDataset(three_rows, make_tensor<float>({3, 1}, {7, 8, 9})), {1}, inputs, targets);
    REQUIRE((inputs == Tensor<float>{{3, 4}}));
    REQUIRE((std::get<Tensor<float>>(targets) == make_tensor<float>({1, 1}, {8})));
    gather(TensorDataset(Bytes8{{51, 255}}, Labels{4}, {.divide_by = 255}), {0}, inputs, targets);
    REQUIRE((inputs == Tensor<float>{{0.2F, 1.0F}}));
    gather(TensorDataset(Bytes8{{1, 2}}, Tensor<float>{0.5F}), {0}, inputs, targets);
    REQUIRE((inputs == Tensor<float>{{1, 2}}));
    REQUIRE((std::get<Tensor<float>>(targets) == Tensor<float>{0.5F}));
}

TEMPLATE_TEST_CASE("TensorDataset: bytes are divided with correct rounding", "", float, double) {
    Bytes8 bytes = nnlite::empty_tensor<std::uint8_t>({1, 256});
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    for (const int divisor : {1, 3, 7, 16, 127, 255, 256, 1000, 16383}) {
        const TensorDataset<TestType> data(bytes, Labels{0},
                                           {.divide_by = static_cast<double>(divisor)});
        Tensor<TestType> inputs;
        Targets<TestType> targets;
        gather<TestType>(data, {0}, inputs, targets);
        for (std::size_t i = 0; i < 256; ++i) {
            REQUIRE(inputs(0, i) == TestType(i) / TestType(divisor));
        }
    }
}

TEST_CASE("TensorDataset: views share the memory") {
    const TensorDataset data(nnlite::load_digits(), {.divide_by = 16});
    REQUIRE(data.size() == 1797);
    REQUIRE(data.sample_shape() == Shape{8, 8});
    const auto part = data.subset(100, 200).subset(10, 20);
    REQUIRE(part.size() == 10);
    const auto channels = part.reshaped({8, 8, 1});
    REQUIRE(channels.sample_shape() == Shape{8, 8, 1});
    REQUIRE(channels.flattened().sample_shape() == Shape{64});
    Tensor<float> whole_inputs;
    Tensor<float> inputs;
    Targets<float> whole_targets;
    Targets<float> targets;
    gather(data, {113}, whole_inputs, whole_targets);
    gather(channels, {3}, inputs, targets);
    REQUIRE(inputs.shape() == Shape{1, 8, 8, 1});
    REQUIRE(std::equal(inputs.begin(), inputs.end(), whole_inputs.begin()));
    REQUIRE((targets == whole_targets));
}

TEST_CASE("TensorDataset: 1 thread and 2 threads give the same batch, in place") {
    const auto data = TensorDataset(nnlite::load_digits(), {.divide_by = 16}).flattened();
    std::vector<std::size_t> order(1797);
    for (std::size_t i = 0; i < order.size(); ++i) { order[i] = i * 1000 % 1797; }
    const int threads = nnlite::num_threads();
    Tensor<float> one;
    Tensor<float> two;
    Targets<float> targets;
    nnlite::set_num_threads(1);
    gather(data, order, one, targets);
    nnlite::set_num_threads(2);
    gather(data, order, two, targets);
    nnlite::set_num_threads(threads);
    REQUIRE((one == two));
    const float* before = one.data();
    gather(data, order, one, targets);
    REQUIRE(one.data() == before);
}

TEST_CASE("TensorDataset: errors") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float inf = std::numeric_limits<float>::infinity();
    REQUIRE_ERROR(TensorDataset(three_rows, Labels{0, 1}), ShapeError,
                  "TensorDataset: expected one row of labels for each of 3 inputs, got 2");
    REQUIRE_ERROR(TensorDataset(three_rows, Tensor<float>{1}), ShapeError,
                  "TensorDataset: expected one row of targets for each of 3 inputs, got 1");
    REQUIRE_ERROR(TensorDataset(Tensor<float>::from_shape({0, 3}), Labels::from_shape({0})),
                  ValueError, "TensorDataset: expected inputs with elements, got shape [0, 3]");
    REQUIRE_ERROR(TensorDataset(Tensor<float>(1.0F), three_classes), ShapeError,
                  "TensorDataset: expected inputs [samples, ...], got a scalar");
    REQUIRE_ERROR(TensorDataset(three_rows, Labels{0, -1, 2}), ValueError,
                  "TensorDataset: expected labels >= 0, got -1 at row 1 (as ignore_index use a "
                  "label >= 0 that is not a class)");
    REQUIRE_ERROR(TensorDataset(Tensor<float>{{0, 1, 2}, {3, 4, nan}}, Labels{0, 1}), ValueError,
                  "TensorDataset: expected finite inputs, got NaN at row 1, column 2");
    REQUIRE_ERROR(TensorDataset(make_tensor<float>({1, 1}, {-inf}), Labels{0}), ValueError,
                  "TensorDataset: expected finite inputs, got -inf at row 0, column 0");
    REQUIRE_ERROR(TensorDataset(three_rows, make_tensor<float>({3, 1}, {1, inf, nan})), ValueError,
                  "TensorDataset: expected finite targets, got inf at row 1, column 0");
    REQUIRE_ERROR(
        TensorDataset(make_tensor<std::uint8_t>({1, 1}, {1}), Labels{0}, {.divide_by = 0}),
        ValueError, "TensorDataset: expected a positive divide_by, got 0");
    const TensorDataset data(three_rows, three_classes);
    REQUIRE_ERROR(data.subset(1, 4), ValueError,
                  "TensorDataset: expected a subset with first < last <= 3, got 1 to 4");
    REQUIRE_ERROR(data.subset(1, 1), ValueError,
                  "TensorDataset: expected a subset with first < last <= 3, got 1 to 1");
    REQUIRE_ERROR(data.reshaped({3}), ShapeError,
                  "TensorDataset: expected a shape with as many elements as [2], got [3]");
    Tensor<float> inputs;
    Targets<float> targets;
    REQUIRE_ERROR((gather(data.subset(0, 2), {0, 2}, inputs, targets), 0), ValueError,
                  "TensorDataset: expected sample numbers below 2, got 2");
}

TEST_CASE("TensorDataset: edges") {
    Tensor<float> inputs;
    Targets<float> targets;
    // One number per sample, several labels per sample.
    gather(TensorDataset(Tensor<float>{1, 2}, Labels{{1, 2}, {3, 4}}), {1}, inputs, targets);
    REQUIRE((inputs == Tensor<float>{2}));
    REQUIRE((std::get<Labels>(targets) == Labels{{3, 4}}));
    gather(TensorDataset(three_rows, three_classes), {}, inputs, targets);
    REQUIRE(inputs.shape() == Shape{0, 2});
}
