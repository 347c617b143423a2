#include "nnlite/autograd/map.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using namespace nnlite;
using nnlite::detail::map;

namespace {

// Whole numbers, so that sums are exact.
Tensor<double> counted(const Shape& shape, double first) {
    auto result = empty_tensor<double>(shape);
    for (double& value : result) { value = first++; }
    return result;
}

// Where number `flat` of the result comes from in a tensor that broadcasts to it.
std::size_t source(std::size_t flat, const Shape& result, const Shape& shape) {
    std::size_t position = 0, stride = 1;
    for (std::size_t back = 1; back <= result.size(); ++back) {
        const std::size_t at = flat % result[result.size() - back];
        flat /= result[result.size() - back];
        if (back > shape.size()) { continue; }
        const std::size_t extent = shape[shape.size() - back];
        position += (extent == 1 ? 0 : at) * stride;
        stride *= extent;
    }
    return position;
}

// The shape with 1 at the axes of the mask; without the leading ones if `trimmed`.
Shape repeated(const Shape& shape, unsigned mask, bool trimmed) {
    Shape result;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        const bool one = ((mask >> axis) & 1U) != 0;
        if (one && trimmed && result.empty()) { continue; }
        result.push_back(one ? 1 : shape[axis]);
    }
    return result;
}

constexpr auto combine = [](auto a, auto b) { return a * 1000 + b; };

bool is_combined(const Tensor<double>& a, const Tensor<double>& b, const Shape& shape) {
    const auto y = map<double>(combine, shape, a, b);
    bool equal = y.shape() == shape;
    for (std::size_t i = 0; i < y.size() && equal; ++i) {
        equal = y.data()[i] == a.data()[source(i, shape, a.shape())] * 1000 +
                                   b.data()[source(i, shape, b.shape())];
    }
    return equal;
}

}  // namespace

TEST_CASE("map: every broadcast of two tensors of ranks 0 to 6") {
    const Shape extents{2, 3, 1, 2, 3, 2};
    for (std::size_t rank = 0; rank <= extents.size(); ++rank) {
        const Shape shape(extents.begin(), extents.begin() + std::ptrdiff_t(rank));
        for (unsigned mask_a = 0; mask_a < (1U << rank); ++mask_a) {
            for (unsigned mask_b = 0; mask_b < (1U << rank); ++mask_b) {
                const Shape a = repeated(shape, mask_a, mask_b % 2 == 0);
                const Shape b = repeated(shape, mask_b, true);
                const Shape result = nnlite::detail::broadcast_shape("map", a, b);
                INFO(text_of(a, " and ", b, " to ", shape));
                REQUIRE((is_combined(counted(a, 1), counted(b, 2), result) &&
                         is_combined(counted(a, 1), counted(b, 2), shape)));
            }
        }
    }
}

TEST_CASE("map: three tensors, each repeated along other axes") {
    const Shape shape{3, 4, 5};
    const auto a = counted({4, 5}, 1), b = counted({3, 1, 5}, 100), c = counted({3, 4, 1}, 1000);
    const auto y =
        map<double>([](auto x, auto u, auto v) { return x + u * 1e3 + v * 1e7; }, shape, a, b, c);
    for (std::size_t i = 0; i < y.size(); ++i) {
        REQUIRE(y.data()[i] == a.data()[source(i, shape, a.shape())] +
                                   b.data()[source(i, shape, b.shape())] * 1e3 +
                                   c.data()[source(i, shape, c.shape())] * 1e7);
    }
}

TEST_CASE("map: lengths around a register and a part of the work") {
    for (std::size_t count = 0; count <= 70; ++count) {
        const Shape line{count}, two_rows{2, count};
        REQUIRE((is_combined(counted(line, 1), counted(line, 5), line)));
        REQUIRE((is_combined(counted(line, 1), counted({1}, 5), line)));
        REQUIRE((is_combined(counted(two_rows, 1), counted({2, 1}, 5), two_rows)));
        REQUIRE((is_combined(counted({2, 1}, 1), counted(line, 5), two_rows)));
    }
    const std::size_t chunk = detail::map_chunk;
    for (const std::size_t count : {chunk - 1, chunk, chunk + 1, 3 * chunk + 5}) {
        REQUIRE((is_combined(counted({count}, 1), counted({}, 5), {count})));
        REQUIRE((is_combined(counted({3, count}, 1), counted({count}, 5), {3, count})));
    }
    REQUIRE((is_combined(counted({chunk, 3}, 1), counted({chunk, 1}, 5), {chunk, 3})));
    REQUIRE((is_combined(counted({chunk, 1}, 1), counted({1, 3}, 5), {chunk, 3})));
}

TEST_CASE("map: 1 thread and 2 threads give the same bits") {
    const int before = num_threads();
    const auto a = counted({300, 301}, 1), b = counted({300, 1}, 5);
    const auto f = [](auto x, auto y) { return exp(-x * 1e-3) / y; };
    set_num_threads(1);
    const auto one = map<double>(f, {300, 301}, a, b);
    set_num_threads(2);
    const auto two = map<double>(f, {300, 301}, a, b);
    set_num_threads(before);
    REQUIRE((one == two));
}

TEST_CASE("map: size 0 on any axis") {
    const std::vector<std::pair<Shape, Shape>> shapes = {
        {{0}, {}}, {{0, 3}, {3}}, {{3, 0}, {3, 1}}, {{0}, {1}}, {{2, 0, 4}, {1, 4}}, {{1}, {5, 0}}};
    for (const auto& [a, b] : shapes) {
        const Shape result = nnlite::detail::broadcast_shape("map", a, b);
        INFO(text_of(a, " and ", b));
        REQUIRE((is_combined(counted(a, 1), counted(b, 2), result)));
    }
}

TEST_CASE("sum_to_shape undoes broadcast_to: every shape of ranks 0 to 6") {
    const Shape extents{2, 3, 1, 2, 3, 2};
    for (std::size_t rank = 0; rank <= extents.size(); ++rank) {
        const Shape shape(extents.begin(), extents.begin() + std::ptrdiff_t(rank));
        const auto x = counted(shape, 1);
        for (unsigned mask = 0; mask < (1U << rank); ++mask) {
            for (const bool trimmed : {false, true}) {
                const Shape small = repeated(shape, mask, trimmed);
                INFO(text_of(shape, " and ", small));
                auto wanted = full_tensor<double>(small, 0);
                for (std::size_t i = 0; i < x.size(); ++i) {
                    wanted.data()[source(i, shape, small)] += x.data()[i];
                }
                const auto sum = detail::sum_to_shape(x, small);
                const auto original = counted(small, 3);
                const auto wide = detail::broadcast_to(original, shape);
                bool repeats = wide.shape() == shape;
                for (std::size_t i = 0; i < wide.size() && repeats; ++i) {
                    repeats = wide.data()[i] == original.data()[source(i, shape, small)];
                }
                REQUIRE((sum.shape() == small && sum == wanted && repeats));
            }
        }
    }
}

TEST_CASE("sum_to_shape: a sum over no numbers is 0") {
    REQUIRE((detail::sum_to_shape(counted({0, 3}, 1), {3}) == Tensor<double>{0, 0, 0}));
    REQUIRE(detail::sum_to_shape(counted({2, 0}, 1), Shape())() == 0);
    REQUIRE(detail::sum_to_shape(counted({2, 0}, 1), {1, 0}).shape() == Shape{1, 0});
    REQUIRE(detail::sum_to_shape(counted({2, 0}, 1), {0}).shape() == Shape{0});
}
