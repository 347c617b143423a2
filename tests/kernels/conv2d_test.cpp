#include "nnlite/kernels/conv2d.hpp"

#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include "nnlite/kernels/pool2d.hpp"
#include "support/catch.hpp"
#include "support/numbers.hpp"

using nnlite::Conv2dAlgorithm;
using nnlite::kernels::Conv2dShape;

namespace {

// Calls f(position in x, in w, in y) for every product of the convolution: the definition.
template <class F>
void for_products(const Conv2dShape& s, F f) {
    const std::size_t in = s.in / s.groups, out = s.out / s.groups;
    for (std::size_t n = 0; n < s.batch; ++n) {
        for (std::size_t oy = 0; oy < s.out_height(); ++oy) {
            for (std::size_t ox = 0; ox < s.out_width(); ++ox) {
                for (std::size_t ky = 0; ky < s.kernel_height; ++ky) {
                    for (std::size_t kx = 0; kx < s.kernel_width; ++kx) {
                        const std::size_t iy =
                            oy * s.stride_height + ky * s.dilation_height - s.pad_top;
                        const std::size_t ix =
                            ox * s.stride_width + kx * s.dilation_width - s.pad_left;
                        if (iy >= s.height || ix >= s.width) { continue; }  // wraps below zero
                        for (std::size_t k = 0; k < s.out; ++k) {
                            for (std::size_t c = 0; c < in; ++c) {
                                f(((n * s.height + iy) * s.width + ix) * s.in + k / out * in + c,
                                  ((ky * s.kernel_width + kx) * in + c) * s.out + k,
                                  ((n * s.out_height() + oy) * s.out_width() + ox) * s.out + k);
                            }
                        }
                    }
                }
            }
        }
    }
}

template <class T>
void require_close(const std::vector<T>& got, const std::vector<double>& wanted, const char* what,
                   double error) {
    double largest = 1e-3, worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        largest = std::max(largest, std::abs(wanted[i]));
        worst = std::max(worst, std::abs(double(got[i]) - wanted[i]));
    }
    CAPTURE(what, worst, largest);
    REQUIRE(worst <= error * largest);
}

template <class T>
void check_conv2d(const Conv2dShape& s, Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest) {
    const bool wide_tiles =
        algorithm == Conv2dAlgorithm::winograd_4x4 || algorithm == Conv2dAlgorithm::fastest;
    const double error = (sizeof(T) == 4 ? 1.5e-6 : 5e-15) * (wide_tiles ? 2 : 1);
    const std::size_t x_size = s.batch * s.height * s.width * s.in;
    const std::size_t y_size = s.batch * s.out_height() * s.out_width() * s.out;
    const auto x = numbers<T>(x_size, 1), w = numbers<T>(s.kernel_size(), 2);
    const auto bias = numbers<T>(s.out, 3), dy = numbers<T>(y_size, 4);
    std::vector<double> y(y_size), dx(x_size), dw(s.kernel_size());
    for_products(s, [&](std::size_t i, std::size_t j, std::size_t k) {
        y[k] += double(x[i]) * double(w[j]);
        dx[i] += double(w[j]) * double(dy[k]);
        dw[j] += double(x[i]) * double(dy[k]);
    });
    CAPTURE(s.batch, s.height, s.width, s.in, s.out, s.kernel_height, s.kernel_width,
            s.stride_height, s.dilation_width, s.pad_top, s.pad_right, s.groups, int(algorithm));
    std::vector<T> got_y(y_size, T(-9)), got_dx(x_size, T(-9)), got_dw(s.kernel_size(), T(-9));
    nnlite::kernels::conv2d_forward<T>(s, x.data(), w.data(), nullptr, false, got_y.data(),
                                       algorithm);
    require_close(got_y, y, "y", error);
    for (std::size_t k = 0; k < y_size; ++k) {
        y[k] = std::max(0.0, y[k] + double(bias[k % s.out]));
    }
    nnlite::kernels::conv2d_forward<T>(s, x.data(), w.data(), bias.data(), true, got_y.data(),
                                       algorithm);
    require_close(got_y, y, "relu(y + bias)", error);
    nnlite::kernels::conv2d_backward_data<T>(s, dy.data(), w.data(), got_dx.data(), algorithm);
    require_close(got_dx, dx, "dx", error);
    nnlite::kernels::conv2d_backward_weights<T>(s, x.data(), dy.data(), got_dw.data(), algorithm);
    require_close(got_dw, dw, "dw", error);
    std::vector<T> both_dx(x_size, T(-9)), both_dw(s.kernel_size(), T(-9));
    nnlite::kernels::conv2d_backward<T>(s, x.data(), dy.data(), w.data(), both_dx.data(),
                                        both_dw.data(), algorithm);
    REQUIRE(both_dx == got_dx);
    REQUIRE(both_dw == got_dw);
}

Conv2dShape square(std::size_t batch, std::size_t size, std::size_t in, std::size_t out,
                   std::size_t kernel, std::size_t pad) {
    return {.batch = batch,
            .height = size,
            .width = size,
            .in = in,
            .out = out,
            .kernel_height = kernel,
            .kernel_width = kernel,
            .pad_top = pad,
            .pad_bottom = pad,
            .pad_left = pad,
            .pad_right = pad};
}

constexpr Conv2dAlgorithm every_algorithm[] = {
    Conv2dAlgorithm::direct, Conv2dAlgorithm::winograd_2x2, Conv2dAlgorithm::winograd_4x4};

// Convolution, ReLU and pooling in one pass against the three after each other.
template <class T>
void check_pooled(const Conv2dShape& s, Conv2dAlgorithm algorithm) {
    CAPTURE(s.batch, s.height, s.width, s.in, s.out, s.kernel_height, s.pad_top, int(algorithm));
    const nnlite::kernels::Pool2dShape pool{s.batch, s.out_height(), s.out_width(), s.out, 2, 2, 2,
                                            2};
    const std::size_t x_size = s.batch * s.height * s.width * s.in;
    const std::size_t y_size = s.batch * s.out_height() * s.out_width() * s.out;
    const std::size_t pooled_size = s.batch * pool.out_height() * pool.out_width() * s.out;
    const auto x = numbers<T>(x_size, 1), w = numbers<T>(s.kernel_size(), 2);
    const auto bias = numbers<T>(s.out, 3), dpooled = numbers<T>(pooled_size, 4);
    std::vector<T> y(y_size), dy(y_size), dx(x_size), dw(s.kernel_size()), pooled(pooled_size);
    std::vector<std::uint8_t> position(pooled_size);
    nnlite::kernels::conv2d_forward(s, x.data(), w.data(), bias.data(), true, y.data(), algorithm);
    nnlite::kernels::max_pool2d_forward(pool, y.data(), pooled.data(), position.data());
    nnlite::kernels::max_pool2d_backward(pool, dpooled.data(), position.data(), dy.data());
    std::vector<double> dw_wanted(s.kernel_size()), db_wanted(s.out);
    for (std::size_t i = 0; i < y_size; ++i) {
        dy[i] = y[i] > 0 ? dy[i] : T(0);
        db_wanted[i % s.out] += double(dy[i]);
    }
    nnlite::kernels::conv2d_backward_data(s, dy.data(), w.data(), dx.data(), algorithm);
    for_products(s, [&](std::size_t i, std::size_t j, std::size_t k) {
        dw_wanted[j] += double(x[i]) * double(dy[k]);
    });
    std::vector<T> got(pooled_size, T(-9)), got_dx(x_size, T(-9)), got_dw(dw), got_db(s.out);
    nnlite::kernels::conv2d_pool_forward(s, x.data(), w.data(), bias.data(), got.data(),
                                         position.data(), algorithm);
    REQUIRE(got == pooled);
    nnlite::kernels::conv2d_pool_backward<T>(s, x.data(), dpooled.data(), position.data(), w.data(),
                                             got_dx.data(), got_dw.data(), got_db.data(),
                                             algorithm);
    REQUIRE(got_dx == dx);
    require_close(got_dw, dw_wanted, "dw", sizeof(T) == 4 ? 3e-6 : 1e-14);
    require_close(got_db, db_wanted, "db", sizeof(T) == 4 ? 1e-6 : 1e-14);
}

}  // namespace

TEST_CASE("conv2d: the documents' layers equal the definition") {
    check_conv2d<float>(square(3, 28, 1, 32, 3, 0));
    check_conv2d<float>(square(9, 13, 32, 64, 3, 0));
    check_conv2d<float>(square(2, 14, 32, 64, 3, 1));
    check_conv2d<float>(square(2, 7, 64, 64, 3, 1));
    check_conv2d<double>(square(2, 14, 6, 16, 5, 0));
}

TEST_CASE("conv2d: every algorithm equals the definition") {
    for (const Conv2dAlgorithm algorithm : every_algorithm) {
        check_conv2d<float>(square(9, 13, 32, 64, 3, 0), algorithm);
        check_conv2d<float>(square(2, 14, 64, 32, 3, 1), algorithm);
        check_conv2d<double>(square(2, 11, 17, 33, 3, 1), algorithm);
        for (const std::size_t size : {1, 2, 3, 4, 5, 7, 12}) {
            check_conv2d<float>(square(3, size, 5, 3, 3, 2), algorithm);
        }
        Conv2dShape uneven = square(2, 9, 3, 18, 3, 0);
        uneven.width = 23;
        uneven.pad_bottom = 2;
        uneven.pad_left = 1;
        check_conv2d<float>(uneven, algorithm);
        check_conv2d<double>(uneven, algorithm);
    }
}

TEST_CASE("conv2d: fastest and precise choose what pays, and is as exact as they say") {
    const auto chosen = [](const Conv2dShape& s, Conv2dAlgorithm wanted) {
        return nnlite::detail::chosen_algorithm(s, wanted);
    };
    const Conv2dShape second = square(200, 13, 32, 64, 3, 0), one = square(1, 4, 64, 64, 3, 1);
    REQUIRE(chosen(second, Conv2dAlgorithm::fastest) == Conv2dAlgorithm::winograd_4x4);
    REQUIRE(chosen(second, Conv2dAlgorithm::precise) == Conv2dAlgorithm::winograd_2x2);
    REQUIRE(chosen(one, Conv2dAlgorithm::fastest) == Conv2dAlgorithm::direct);
    REQUIRE(chosen(square(200, 28, 1, 32, 3, 0), Conv2dAlgorithm::fastest) ==
            Conv2dAlgorithm::direct);
    Conv2dShape strided = second;
    strided.stride_width = 2;
    REQUIRE(chosen(strided, Conv2dAlgorithm::fastest) == Conv2dAlgorithm::direct);
    REQUIRE(chosen(second, Conv2dAlgorithm::direct) == Conv2dAlgorithm::direct);
    for (const auto& s : {square(5, 13, 32, 64, 3, 0), square(3, 7, 64, 64, 3, 1)}) {
        check_conv2d<float>(s, Conv2dAlgorithm::precise);
        check_conv2d<double>(s, Conv2dAlgorithm::fastest);
    }
}

TEST_CASE("conv2d: with ReLU and pooling in the same pass, the same numbers") {
    for (const Conv2dAlgorithm algorithm : every_algorithm) {
        check_pooled<float>(square(9, 13, 32, 64, 3, 0), algorithm);
        check_pooled<float>(square(2, 14, 16, 7, 3, 1), algorithm);
        for (const std::size_t size : {4, 5, 7, 8, 9}) {
            check_pooled<double>(square(2, size, 3, 19, 3, 0), algorithm);
        }
    }
    check_pooled<float>(square(3, 28, 1, 32, 3, 0), Conv2dAlgorithm::fastest);
    check_pooled<float>(square(2, 12, 8, 8, 5, 0), Conv2dAlgorithm::fastest);
    Conv2dShape wide = square(1, 40, 5, 70, 3, 1);
    wide.stride_width = 2;
    check_pooled<float>(wide, Conv2dAlgorithm::fastest);
}

TEST_CASE("conv2d: pooled, NaN wins its window and a dead window has no gradient") {
    const Conv2dShape s = square(1, 2, 1, 2, 1, 0);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float x[] = {1, nan, 3, 2}, w[] = {1, -1}, dy[] = {5, 7}, clean[] = {1, 4, 3, 2};
    float y[2], dw[2], db[2];
    std::uint8_t position[2];
    nnlite::kernels::conv2d_pool_forward<float>(s, x, w, nullptr, y, position);
    REQUIRE(std::isnan(y[0]));
    nnlite::kernels::conv2d_pool_forward<float>(s, clean, w, nullptr, y, position);
    REQUIRE((y[0] == 4 && y[1] == 0));
    nnlite::kernels::conv2d_pool_backward<float>(s, clean, dy, position, w, nullptr, dw, db);
    REQUIRE((dw[0] == 20 && dw[1] == 0));
    REQUIRE((db[0] == 5 && db[1] == 0));
}

TEST_CASE("conv2d: any kernel, stride, dilation, padding and groups") {
    for (const std::size_t stride : {1, 2, 3}) {
        for (const std::size_t dilation : {1, 2}) {
            for (const std::size_t pad : {0, 1, 3}) {
                for (const std::size_t groups : {1, 2, 4}) {
                    const Conv2dShape s{.batch = 2,
                                        .height = 11,
                                        .width = 9,
                                        .in = 4,
                                        .out = 12,
                                        .kernel_height = 3,
                                        .kernel_width = 2,
                                        .stride_height = stride,
                                        .stride_width = 4 - stride,
                                        .dilation_height = dilation,
                                        .dilation_width = 3 - dilation,
                                        .pad_top = pad,
                                        .pad_bottom = pad / 2,
                                        .pad_left = 1,
                                        .pad_right = pad,
                                        .groups = groups};
                    check_conv2d<float>(s);
                    check_conv2d<double>(s);
                }
            }
        }
    }
}

TEST_CASE("conv2d: sizes of one, odd channels, wide rows, depthwise") {
    check_conv2d<float>(square(1, 1, 1, 1, 1, 0));
    Conv2dShape wide = square(2, 61, 5, 70, 3, 0);
    wide.height = 3;
    wide.kernel_height = 1;
    check_conv2d<float>(wide);
    Conv2dShape odd = square(1, 7, 3, 17, 5, 0);
    odd.kernel_width = 7;
    check_conv2d<float>(odd);
    Conv2dShape depthwise = square(2, 9, 20, 20, 3, 0);
    depthwise.groups = 20;
    check_conv2d<float>(depthwise);
    Conv2dShape strided = square(1, 6, 2, 33, 2, 0);
    strided.stride_height = strided.stride_width = 2;
    check_conv2d<float>(strided);
}

TEST_CASE("conv2d: same bits for one thread and several") {
    const Conv2dAlgorithm algorithm =
        GENERATE(from_range(std::begin(every_algorithm), std::end(every_algorithm)));
    const Conv2dShape s = square(37, 13, 32, 24, 3, 1);
    const auto x = numbers<float>(37 * 13 * 13 * 32, 1), w = numbers<float>(s.kernel_size(), 2);
    const auto dy = numbers<float>(37 * 13 * 13 * 24, 3);
    const int before = nnlite::num_threads();
    std::vector<std::vector<float>> results;
    for (const int threads : {1, 3}) {
        nnlite::set_num_threads(threads);
        std::vector<float> y(dy.size()), dx(x.size()), dw(w.size());
        nnlite::kernels::conv2d_forward<float>(s, x.data(), w.data(), nullptr, false, y.data(),
                                               algorithm);
        nnlite::kernels::conv2d_backward_data<float>(s, dy.data(), w.data(), dx.data(), algorithm);
        nnlite::kernels::conv2d_backward_weights<float>(s, x.data(), dy.data(), dw.data(),
                                                        algorithm);
        for (auto* result : {&y, &dx, &dw}) { results.push_back(*result); }
    }
    nnlite::set_num_threads(before);
    for (std::size_t i = 0; i < 3; ++i) { REQUIRE(results[i] == results[i + 3]); }
}
