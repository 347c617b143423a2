#include "nnlite/core/tensor.hpp"

#include <cstdint>

#include "support/catch.hpp"

using nnlite::Shape;
using nnlite::Tensor;

TEST_CASE("tensor: xtensor expressions convert to it and its memory is aligned") {
    const Tensor<> a{{1, 2}, {3, 4}};
    const Tensor<> b = 2.0F * a + 1.0F;
    REQUIRE((b == Tensor<>{{3, 5}, {7, 9}}));
    REQUIRE(reinterpret_cast<std::uintptr_t>(b.data()) % 64 == 0);
    const Tensor<> scalar(5.0F);
    REQUIRE(scalar.dimension() == 0);
    REQUIRE(scalar.size() == 1);
}

TEST_CASE("tensor: makers") {
    REQUIRE((nnlite::full_tensor<double>({2, 2}, 3.0) == Tensor<double>{{3, 3}, {3, 3}}));
    REQUIRE(nnlite::empty_tensor<float>({4, 0, 2}).size() == 0);
    REQUIRE(nnlite::empty_tensor<float>({1, 2, 3, 4, 5, 6}).shape() == Shape{1, 2, 3, 4, 5, 6});
}

TEST_CASE("empty_tensor, full_tensor: no shape with more numbers than can be counted") {
    const nnlite::Shape huge{std::size_t{1} << 32, std::size_t{1} << 32, 4};
    REQUIRE_THROWS_AS(nnlite::empty_tensor<float>(huge), std::bad_array_new_length);
    REQUIRE_THROWS_AS(nnlite::full_tensor<float>(huge, 0), std::bad_array_new_length);
    for (const nnlite::Shape& shape :
         {nnlite::Shape{std::size_t{1} << 62}, nnlite::Shape{0, std::size_t{1} << 63, 4}}) {
        REQUIRE_THROWS_AS(nnlite::empty_tensor<double>(shape), std::bad_array_new_length);
    }
    REQUIRE(nnlite::empty_tensor<float>({7, 0, 1025}).size() == 0);
}
