// Every container, view and expression of xtensor's is data, and the type of its numbers alone says
// what it is.
#include "nnlite/data/dataset.hpp"
#include "support/catch.hpp"
#include "support/containers.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

template <class T>
struct Gathered {
    Tensor<T> inputs;
    Targets<T> targets;

    explicit Gathered(const TensorDataset<T>& data) {
        const std::size_t order[] = {1, 0};
        data.gather(order, 2, inputs, targets);
    }
};

}  // namespace

TEST_CASE("TensorDataset: inputs in every container") {
    const Labels labels{3, 4};
    test::with_every_container<float>({{0.5F, 1, 2}, {3, 4, 5}}, [&](const auto& x) {
        const Gathered<float> got(TensorDataset<>(x, labels));
        CHECK((got.inputs == Tensor<>{{3, 4, 5}, {0.5F, 1, 2}}));
        CHECK((std::get<Labels>(got.targets) == Labels{4, 3}));
        const Gathered<double> wider(TensorDataset<double>(x, labels));
        CHECK((wider.inputs == Tensor<double>{{3, 4, 5}, {0.5, 1, 2}}));
    });
    test::with_every_container<double>({{0.1, 1, 2}, {3, 4, 5}}, [&](const auto& x) {
        CHECK((Gathered<float>(TensorDataset<>(x, labels)).inputs ==
               Tensor<>{{3, 4, 5}, {0.1F, 1, 2}}));
    });
    test::with_every_container<std::uint8_t>({{51, 255}, {0, 102}}, [&](const auto& x) {
        const TensorDataset<> data(x, labels, {.divide_by = 255});
        CHECK((Gathered<float>(data).inputs == Tensor<>{{0, 0.4F}, {0.2F, 1}}));
    });
    test::with_every_container<int>({{-7, 300}, {0, 1}}, [&](const auto& x) {
        CHECK((Gathered<float>(TensorDataset<>(x, labels)).inputs == Tensor<>{{0, 1}, {-7, 300}}));
    });
}

TEST_CASE("TensorDataset: targets in every container") {
    const Tensor<> inputs{{1, 2}, {3, 4}};
    const auto are_labels = [&](const auto& y) {
        CHECK((std::get<Labels>(Gathered<float>(TensorDataset<>(inputs, y)).targets) ==
               Labels{{2, 0}, {0, 1}}));
    };
    test::with_every_container<int>({{0, 1}, {2, 0}}, are_labels);
    test::with_every_container<std::int64_t>({{0, 1}, {2, 0}}, are_labels);
    test::with_every_container<std::uint8_t>({{0, 1}, {2, 0}}, are_labels);
    const auto are_dense = [&](const auto& y) {
        CHECK((std::get<Tensor<>>(Gathered<float>(TensorDataset<>(inputs, y)).targets) ==
               Tensor<>{{2, 0}, {0, 1}}));
    };
    test::with_every_container<float>({{0, 1}, {2, 0}}, are_dense);
    test::with_every_container<double>({{0, 1}, {2, 0}}, are_dense);
}

TEST_CASE("TensorDataset: lists, Targets, options and braces") {
    const xt::xarray<float> x{{1, 2}, {3, 4}};
    const xt::xarray<int> y{0, 1};
    const TensorDataset<> braces{Tensor<>(x), Labels(y)};
    CHECK((Gathered<float>(braces).inputs == Tensor<>{{3, 4}, {1, 2}}));
    CHECK((std::get<Labels>(Gathered<float>(TensorDataset<>(x, std::vector<int>{5, 6})).targets) ==
           Labels{6, 5}));
    CHECK((Gathered<float>(TensorDataset<>(std::vector<float>{7, 8}, std::vector<float>{1, 2}))
               .inputs == Tensor<>{8, 7}));
    CHECK((std::get<Labels>(Gathered<float>(TensorDataset<>(x, Targets<>(Labels{5, 6}))).targets) ==
           Labels{6, 5}));
    // Floating-point images are divided as bytes are.
    const TensorDataset<> halves(x, y, {.divide_by = 2});
    CHECK((Gathered<float>(halves).inputs == Tensor<>{{1.5F, 2}, {0.5F, 1}}));
    STATIC_REQUIRE(std::is_same_v<decltype(TensorDataset(x, y)), TensorDataset<float>>);
    STATIC_REQUIRE(
        std::is_same_v<decltype(TensorDataset(xt::xarray<double>(x), y)), TensorDataset<double>>);
    STATIC_REQUIRE(
        std::is_same_v<decltype(TensorDataset(y, xt::xarray<double>(x))), TensorDataset<double>>);
    STATIC_REQUIRE(!std::is_constructible_v<TensorDataset<>, Tensor<>, const char*>);
}

TEST_CASE("TensorDataset: numbers that do not fit") {
    const Tensor<> x{1, 2};
    REQUIRE_ERROR(TensorDataset<>(xt::xarray<double>{0, 1e300}, Labels{0, 1}), ValueError,
                  "TensorDataset: expected values that float can hold, got 1e+300 at position 1");
    REQUIRE_ERROR(TensorDataset<>(x, xt::xarray<double>{-1e300, 0}), ValueError,
                  "TensorDataset: expected values that float can hold, got -1e+300 at position 0");
    REQUIRE_ERROR(TensorDataset<>(xt::xarray<int>{0, 16777217}, Labels{0, 1}), ValueError,
                  "TensorDataset: expected values that float can hold, got 16777217 at position 1");
    REQUIRE_ERROR(TensorDataset<>(x, xt::xarray<std::int64_t>{0, 1LL << 32}), ValueError,
                  "labels: expected 32-bit integers, got 4294967296 at position 1");
    REQUIRE_ERROR(TensorDataset<>(x, Labels{0, 1}, {.divide_by = 0}), ValueError,
                  "TensorDataset: expected a positive divide_by, got 0");
}
