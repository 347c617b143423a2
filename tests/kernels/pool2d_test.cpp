#include "nnlite/kernels/pool2d.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/numbers.hpp"

using nnlite::kernels::Pool2dShape;

namespace {

// Calls f(position in x, position in y) for every number of every window: the definition.
template <class F>
void for_windows(const Pool2dShape& s, F f) {
    for (std::size_t n = 0; n < s.batch; ++n) {
        for (std::size_t oy = 0; oy < s.out_height(); ++oy) {
            for (std::size_t ox = 0; ox < s.out_width(); ++ox) {
                for (std::size_t p = 0; p < s.size_height; ++p) {
                    for (std::size_t q = 0; q < s.size_width; ++q) {
                        const std::size_t iy = oy * s.stride_height + p - s.pad_top;
                        const std::size_t ix = ox * s.stride_width + q - s.pad_left;
                        if (iy >= s.height || ix >= s.width) { continue; }
                        for (std::size_t c = 0; c < s.channels; ++c) {
                            f(((n * s.height + iy) * s.width + ix) * s.channels + c,
                              ((n * s.out_height() + oy) * s.out_width() + ox) * s.channels + c);
                        }
                    }
                }
            }
        }
    }
}

void check_pool2d(const Pool2dShape& s) {
    const auto x = numbers<double>(s.batch * s.height * s.width * s.channels);
    const std::size_t y_size = s.batch * s.out_height() * s.out_width() * s.channels;
    const auto dy = numbers<double>(y_size);
    std::vector<double> largest(y_size, -9), count(y_size), mean(y_size);
    std::vector<std::size_t> place(y_size);
    for_windows(s, [&](std::size_t i, std::size_t k) {
        if (x[i] > largest[k]) {
            largest[k] = x[i];
            place[k] = i;
        }
        count[k] += 1;
        mean[k] += x[i];
    });
    std::vector<double> max_dx(x.size()), mean_dx(x.size());
    for (std::size_t k = 0; k < y_size; ++k) { max_dx[place[k]] += dy[k]; }
    for_windows(s, [&](std::size_t i, std::size_t k) { mean_dx[i] += dy[k] / count[k]; });

    CAPTURE(s.height, s.width, s.channels, s.size_height, s.stride_width, s.pad_top);
    std::vector<double> y(y_size), dx(x.size(), -9);
    std::vector<std::uint8_t> position(y_size);
    nnlite::kernels::max_pool2d_forward(s, x.data(), y.data(), position.data());
    REQUIRE(y == largest);
    nnlite::kernels::max_pool2d_backward(s, dy.data(), position.data(), dx.data());
    for (std::size_t i = 0; i < x.size(); ++i) {
        REQUIRE(dx[i] == Approx(max_dx[i]).margin(1e-12));
    }
    nnlite::kernels::avg_pool2d_forward(s, x.data(), y.data());
    for (std::size_t k = 0; k < y_size; ++k) {
        REQUIRE(y[k] == Approx(mean[k] / count[k]).margin(1e-12));
    }
    nnlite::kernels::avg_pool2d_backward(s, dy.data(), dx.data());
    for (std::size_t i = 0; i < x.size(); ++i) {
        REQUIRE(dx[i] == Approx(mean_dx[i]).margin(1e-12));
    }
}

}  // namespace

TEST_CASE("pool2d: equals the definition for any window, stride and padding") {
    check_pool2d({.batch = 2,
                  .height = 11,
                  .width = 11,
                  .channels = 64,
                  .size_height = 2,
                  .size_width = 2,
                  .stride_height = 2,
                  .stride_width = 2});
    check_pool2d({.batch = 3,
                  .height = 7,
                  .width = 9,
                  .channels = 5,
                  .size_height = 3,
                  .size_width = 2,
                  .stride_height = 1,
                  .stride_width = 2});
    check_pool2d({.batch = 1,
                  .height = 8,
                  .width = 7,
                  .channels = 17,
                  .size_height = 3,
                  .size_width = 3,
                  .stride_height = 2,
                  .stride_width = 2,
                  .pad_top = 1,
                  .pad_bottom = 1,
                  .pad_left = 2,
                  .pad_right = 1});
    check_pool2d({.batch = 1,
                  .height = 1,
                  .width = 1,
                  .channels = 1,
                  .size_height = 1,
                  .size_width = 1,
                  .stride_height = 1,
                  .stride_width = 1});
    check_pool2d({.batch = 0,
                  .height = 4,
                  .width = 4,
                  .channels = 2,
                  .size_height = 2,
                  .size_width = 2,
                  .stride_height = 2,
                  .stride_width = 2});
}

TEST_CASE("pool2d: of equal numbers the first is taken, NaN wins") {
    const Pool2dShape s{.batch = 1,
                        .height = 2,
                        .width = 2,
                        .channels = 1,
                        .size_height = 2,
                        .size_width = 2,
                        .stride_height = 2,
                        .stride_width = 2};
    float y = 0;
    std::uint8_t position = 9;
    const std::vector<float> equal(4, 3.0F);
    nnlite::kernels::max_pool2d_forward(s, equal.data(), &y, &position);
    REQUIRE(position == 0);
    for (std::size_t i = 0; i < 4; ++i) {
        std::vector<float> x{1, 2, 3, 4};
        x[i] = std::numeric_limits<float>::quiet_NaN();
        nnlite::kernels::max_pool2d_forward(s, x.data(), &y, &position);
        REQUIRE(std::isnan(y));
        REQUIRE(position == i);
    }
}
