#include "nnlite/core/array_parameter.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/data/targets.hpp"
#include "support/catch.hpp"

using nnlite::Labels;
using nnlite::Targets;
using nnlite::Tensor;
using nnlite::detail::ArrayParameter;

namespace {

const char* kind(const ArrayParameter<Labels>&) { return "labels"; }
const char* kind(const ArrayParameter<Tensor<float>>&) { return "dense"; }

Labels labels(const ArrayParameter<Labels>& parameter) { return *parameter; }
Targets<> targets(const ArrayParameter<Targets<>>& parameter) { return *parameter; }

}  // namespace

TEST_CASE("ArrayParameter: integers are labels, floating point numbers are dense") {
    const std::string integers = "labels", numbers = "dense";
    REQUIRE(kind(Labels{1, 2}) == integers);
    REQUIRE(kind(Tensor<std::uint8_t>{1, 2}) == integers);
    REQUIRE(kind(Tensor<std::int64_t>{1, 2}) == integers);
    REQUIRE(kind(xt::xarray<int>{1, 2}) == integers);
    REQUIRE(kind(xt::xtensor<std::uint64_t, 1>{1, 2}) == integers);
    REQUIRE(kind(xt::xarray<bool>{true, false}) == integers);
    REQUIRE(kind(xt::arange<int>(3)) == integers);
    REQUIRE(kind(std::vector<int>{1, 2}) == integers);
    REQUIRE(kind(std::vector<bool>{true, false}) == integers);
    REQUIRE(kind(Tensor<float>{1, 2}) == numbers);
    REQUIRE(kind(Tensor<double>{1, 2}) == numbers);
    REQUIRE(kind(xt::xarray<float>{1, 2}) == numbers);
    REQUIRE(kind(xt::xarray<float, xt::layout_type::column_major>{1, 2}) == numbers);
    REQUIRE(kind(xt::xarray<int>{1, 2} * 0.5) == numbers);
    REQUIRE(kind(std::vector<double>{1, 2}) == numbers);
    REQUIRE_FALSE(std::is_convertible_v<xt::xarray<float>, const ArrayParameter<Labels>&>);
    REQUIRE_FALSE(std::is_convertible_v<xt::xarray<int>, const ArrayParameter<Tensor<float>>&>);
    REQUIRE_FALSE(std::is_convertible_v<nnlite::Variable<float>, const ArrayParameter<Labels>&>);
}

TEST_CASE("ArrayParameter: the same numbers in row-major order") {
    const xt::xarray<std::int64_t, xt::layout_type::column_major> columns{{1, 2}, {3, 4}, {5, 6}};
    REQUIRE((labels(columns) == Labels{{1, 2}, {3, 4}, {5, 6}}));
    REQUIRE((labels(xt::view(columns, xt::all(), 1)) == Labels{2, 4, 6}));
    const std::vector<std::uint16_t> list{7, 0, 65535};
    REQUIRE((labels(list) == Labels{7, 0, 65535}));
    REQUIRE((labels(std::span(list).first(1)) == Labels{7}));
    REQUIRE((std::get<Labels>(targets(columns)) == Labels(columns)));
    const xt::xarray<double, xt::layout_type::column_major> halves = 0.5 * columns;
    const auto dense = std::get<Tensor<float>>(targets(xt::transpose(halves)));
    REQUIRE((dense == Tensor<float>{{0.5F, 1.5F, 2.5F}, {1, 2, 3}}));
}

TEST_CASE("ArrayParameter: what is of the right type is not copied") {
    const Labels own{1, 2};
    const Targets<> both = own;
    const ArrayParameter<Labels> parameter(own);
    const ArrayParameter<Targets<>> either(both);
    REQUIRE(&*parameter == &own);
    REQUIRE(&*either == &both);
}

TEST_CASE("ArrayParameter: errors") {
    REQUIRE_ERROR(labels(Tensor<std::int64_t>{0, 1LL << 32}), nnlite::ValueError,
                  "labels: expected 32-bit integers, got 4294967296 at position 1");
    REQUIRE_ERROR(labels(std::vector<std::uint32_t>{0xFFFFFFFFU}), nnlite::ValueError,
                  "labels: expected 32-bit integers, got 4294967295 at position 0");
}
