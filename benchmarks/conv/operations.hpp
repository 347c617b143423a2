#pragma once

// What the convolution benchmarks time, on nnlite's kernels. An operation holds its inputs and
// results; run() is the work, results() what another library must come to as well. Images are
// channels last, kernels [kernel height, kernel width, in, out].

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "../support.hpp"
#include "nnlite/kernels/conv2d.hpp"
#include "nnlite/kernels/pool2d.hpp"

namespace bench {

using nnlite::Conv2dShape;
using nnlite::Pool2dShape;
using Floats = nnlite::Vector<float>;
using Results = std::vector<const Floats*>;

inline Conv2dShape convolution(std::size_t batch, std::size_t in, std::size_t out, std::size_t size,
                               std::size_t kernel = 3, std::size_t pad = 0) {
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

inline Pool2dShape pooling(std::size_t batch, std::size_t channels, std::size_t size) {
    return {batch, size, size, channels, 2, 2, 2, 2};
}

inline Pool2dShape pooling_of(const Conv2dShape& s) {
    return pooling(s.batch, s.out, s.out_height());
}

// Images are not asked for their gradient.
inline bool is_first_layer(const Conv2dShape& s) { return s.in == 1; }

// "N:128/C:32/K:64/H:13/P:0", and "/R:5" where the kernel is not 3 x 3.
inline std::string text_of(const Conv2dShape& s) {
    return "/N:" + std::to_string(s.batch) + "/C:" + std::to_string(s.in) +
           "/K:" + std::to_string(s.out) + "/H:" + std::to_string(s.height) +
           "/P:" + std::to_string(s.pad_top) +
           (s.kernel_height == 3 ? "" : "/R:" + std::to_string(s.kernel_height));
}
inline std::string text_of(const Pool2dShape& s) {
    return "/N:" + std::to_string(s.batch) + "/C:" + std::to_string(s.channels) +
           "/H:" + std::to_string(s.height);
}

inline std::size_t input_size(const Conv2dShape& s) { return s.batch * s.height * s.width * s.in; }
inline std::size_t input_size(const Pool2dShape& s) {
    return s.batch * s.height * s.width * s.channels;
}
inline std::size_t output_size(const Conv2dShape& s) {
    return s.batch * s.out_height() * s.out_width() * s.out;
}
inline std::size_t output_size(const Pool2dShape& s) {
    return s.batch * s.out_height() * s.out_width() * s.channels;
}

// One pass, counted as the direct algorithm's sums whatever computes them.
inline double flops(const Conv2dShape& s) {
    return 2.0 * double(s.batch * s.out_height() * s.out_width()) * double(s.kernel_size());
}

// y = max(x * w + bias, 0).
struct ConvForward {
    static constexpr const char* name = "conv2d_forward";
    Conv2dShape shape;
    Floats x = numbers(input_size(shape), 1), w = numbers(shape.kernel_size(), 2);
    Floats bias = numbers(shape.out, 3), y = Floats(output_size(shape));

    void run() { nnlite::conv2d_forward(shape, x.data(), w.data(), bias.data(), true, y.data()); }
    Results results() const { return {&y}; }
    void count(benchmark::State& state) const { count_flops(state, flops(shape)); }
};

struct ConvBackwardData {
    static constexpr const char* name = "conv2d_backward_data";
    Conv2dShape shape;
    Floats dy = numbers(output_size(shape), 4), w = numbers(shape.kernel_size(), 2);
    Floats dx = Floats(input_size(shape));

    void run() { nnlite::conv2d_backward_data(shape, dy.data(), w.data(), dx.data()); }
    Results results() const { return {&dx}; }
    void count(benchmark::State& state) const { count_flops(state, flops(shape)); }
};

struct ConvBackwardWeights {
    static constexpr const char* name = "conv2d_backward_weights";
    Conv2dShape shape;
    Floats x = numbers(input_size(shape), 1), dy = numbers(output_size(shape), 4);
    Floats dw = Floats(shape.kernel_size());

    void run() { nnlite::conv2d_backward_weights(shape, x.data(), dy.data(), dw.data()); }
    Results results() const { return {&dw}; }
    void count(benchmark::State& state) const { count_flops(state, flops(shape)); }
};

// The largest of each 2 x 2 window of max(x * w + bias, 0): what a network trains, from images to
// pooled values, and back to the gradients of x (unless first layer), w and bias.
struct Block {
    Conv2dShape shape;
    Pool2dShape pool = pooling_of(shape);
    Floats x = numbers(input_size(shape), 1), w = numbers(shape.kernel_size(), 2);
    Floats bias = numbers(shape.out, 3), y = Floats(output_size(pool));
    Floats z = Floats(output_size(shape));
    nnlite::Vector<std::uint8_t> position = nnlite::Vector<std::uint8_t>(output_size(pool));

    void forward() {
        nnlite::conv2d_forward(shape, x.data(), w.data(), bias.data(), true, z.data());
        nnlite::max_pool2d_forward(pool, z.data(), y.data(), position.data());
    }
};

struct BlockForward : Block {
    static constexpr const char* name = "conv_bias_relu_pool_forward";

    explicit BlockForward(const Conv2dShape& s) : Block{s} {}
    void run() { forward(); }
    Results results() const { return {&y}; }
    void count(benchmark::State& state) const { count_flops(state, flops(shape)); }
};

struct BlockTraining : Block {
    static constexpr const char* name = "conv_bias_relu_pool_forward_backward";
    Floats dy = numbers(output_size(pool), 4), masked = dy;
    Floats dz = Floats(output_size(shape)), dx = Floats(input_size(shape));
    Floats dw = Floats(shape.kernel_size()), dbias = Floats(shape.out);

    explicit BlockTraining(const Conv2dShape& s) : Block{s} { clear_close_calls(); }

    void run() {
        forward();
        for (std::size_t i = 0; i < dy.size(); ++i) { masked[i] = y[i] > 0 ? dy[i] : 0; }
        nnlite::reduce<nnlite::SumOf>(1, dy.size() / shape.out, shape.out, masked.data(),
                                      dbias.data());
        nnlite::max_pool2d_backward(pool, masked.data(), position.data(), dz.data());
        nnlite::conv2d_backward_weights(shape, x.data(), dz.data(), dw.data());
        if (!is_first_layer(shape)) {
            nnlite::conv2d_backward_data(shape, dz.data(), w.data(), dx.data());
        }
    }
    Results results() const {
        return is_first_layer(shape) ? Results{&y, &dw, &dbias} : Results{&y, &dw, &dbias, &dx};
    }
    void count(benchmark::State& state) const {
        count_flops(state, flops(shape) * (is_first_layer(shape) ? 2 : 3));
    }

   private:
    // No gradient to windows where rounding decides which number is the largest, or whether it is
    // positive: two libraries may differ there, and both be right.
    void clear_close_calls() {
        forward();
        const float close = 1e-4F * *std::max_element(y.begin(), y.end());
        std::size_t i = 0;
        for (std::size_t row = 0; row < pool.batch * pool.out_height(); ++row) {
            const std::size_t n = row / pool.out_height(), top = row % pool.out_height() * 2;
            for (std::size_t left = 0; left + 1 < pool.width; left += 2) {
                const float* corner = &z[((n * pool.height + top) * pool.width + left) * shape.out];
                for (std::size_t k = 0; k < shape.out; ++k, ++i) {
                    int rivals = 0;
                    for (const std::size_t at :
                         {std::size_t{0}, std::size_t{1}, pool.width, pool.width + 1}) {
                        rivals += corner[at * shape.out + k] > y[i] - close;
                    }
                    if (rivals > 1) { dy[i] = 0; }
                }
            }
        }
    }
};

struct PoolForward {
    static constexpr const char* name = "max_pool2d_forward";
    Pool2dShape shape;
    Floats x = numbers(input_size(shape), 1), y = Floats(output_size(shape));
    nnlite::Vector<std::uint8_t> position = nnlite::Vector<std::uint8_t>(output_size(shape));

    void run() { nnlite::max_pool2d_forward(shape, x.data(), y.data(), position.data()); }
    Results results() const { return {&y}; }
    void count(benchmark::State& state) const { count_bytes(state, 4 * x.size() + 5 * y.size()); }
};

struct PoolBackward : PoolForward {
    static constexpr const char* name = "max_pool2d_backward";
    Floats dy = numbers(output_size(shape), 4), dx = Floats(input_size(shape));

    explicit PoolBackward(const Pool2dShape& s) : PoolForward{s} { PoolForward::run(); }
    void run() { nnlite::max_pool2d_backward(shape, dy.data(), position.data(), dx.data()); }
    Results results() const { return {&dx}; }
};

}  // namespace bench
