#pragma once

// What the convolution benchmarks time, on nnlite's kernels. An operation holds its inputs and
// results; run() is the work, results() what another library must come to as well. Images are
// channels last, kernels [kernel height, kernel width, in, out].

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "../support.hpp"
#include "nnlite/kernels/conv2d.hpp"
#include "nnlite/kernels/pool2d.hpp"

namespace bench {

using nnlite::Conv2dAlgorithm;
using nnlite::kernels::Conv2dShape;
using nnlite::kernels::Pool2dShape;
using Floats = nnlite::detail::Vector<float>;
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

// Images get no gradient.
inline bool is_first_layer(const Conv2dShape& s) { return s.in == 1; }

// "N:128/C:32/K:64/H:13/P:0", and "/R:5" where the kernel is not 3 x 3.
inline std::string text_of(const Conv2dShape& s) {
    return "/N:" + std::to_string(s.batch) + "/C:" + std::to_string(s.in) +
           "/K:" + std::to_string(s.out) + "/H:" + std::to_string(s.height) +
           "/P:" + std::to_string(s.pad_top) +
           (s.kernel_height == 3 ? "" : "/R:" + std::to_string(s.kernel_height)) +
           (s.stride_height == 1 ? "" : "/S:" + std::to_string(s.stride_height));
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
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
    Floats x = numbers(input_size(shape), 1), w = numbers(shape.kernel_size(), 2);
    Floats bias = numbers(shape.out, 3), y = Floats(output_size(shape));

    void run() {
        nnlite::kernels::conv2d_forward(shape, x.data(), w.data(), bias.data(), true, y.data(),
                                        algorithm);
    }
    Results results() const { return {&y}; }
    void count(benchmark::State& state) const { count_flops(state, flops(shape)); }
};

struct ConvBackwardData {
    static constexpr const char* name = "conv2d_backward_data";
    Conv2dShape shape;
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
    Floats dy = numbers(output_size(shape), 4), w = numbers(shape.kernel_size(), 2);
    Floats dx = Floats(input_size(shape));

    void run() {
        nnlite::kernels::conv2d_backward_data(shape, dy.data(), w.data(), dx.data(), algorithm);
    }
    Results results() const { return {&dx}; }
    void count(benchmark::State& state) const { count_flops(state, flops(shape)); }
};

struct ConvBackwardWeights {
    static constexpr const char* name = "conv2d_backward_weights";
    Conv2dShape shape;
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
    Floats x = numbers(input_size(shape), 1), dy = numbers(output_size(shape), 4);
    Floats dw = Floats(shape.kernel_size());

    void run() {
        nnlite::kernels::conv2d_backward_weights(shape, x.data(), dy.data(), dw.data(), algorithm);
    }
    Results results() const { return {&dw}; }
    void count(benchmark::State& state) const { count_flops(state, flops(shape)); }
};

// y = the largest of each 2 x 2 window of max(x * w + bias, 0).
struct BlockForward {
    static constexpr const char* name = "conv_bias_relu_pool_forward";
    Conv2dShape shape;
    Conv2dAlgorithm algorithm = Conv2dAlgorithm::fastest;
    Pool2dShape pool = pooling(shape.batch, shape.out, shape.out_height());
    Floats x = numbers(input_size(shape), 1), w = numbers(shape.kernel_size(), 2);
    Floats bias = numbers(shape.out, 3), y = Floats(output_size(pool));
    nnlite::detail::Vector<std::uint8_t> position =
        nnlite::detail::Vector<std::uint8_t>(output_size(pool));

    void run() {
        nnlite::kernels::conv2d_pool_forward(shape, x.data(), w.data(), bias.data(), y.data(),
                                             position.data(), algorithm);
    }
    Results results() const { return {&y}; }
    void count(benchmark::State& state) const { count_flops(state, flops(shape)); }
};

// The same and back, to the gradients of w, bias and, unless x are the network's images, of x.
struct BlockTraining : BlockForward {
    static constexpr const char* name = "conv_bias_relu_pool_forward_backward";
    Floats dy = numbers(output_size(pool), 4);
    Floats dx = Floats(input_size(shape)), dw = Floats(shape.kernel_size());
    Floats dbias = Floats(shape.out);

    explicit BlockTraining(const Conv2dShape& s, Conv2dAlgorithm a = Conv2dAlgorithm::fastest)
        : BlockForward{s, a} {
        clear_close_calls();
    }

    void run() {
        BlockForward::run();
        nnlite::kernels::conv2d_pool_backward(shape, x.data(), dy.data(), position.data(), w.data(),
                                              is_first_layer(shape) ? nullptr : dx.data(),
                                              dw.data(), dbias.data(), algorithm);
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
        ConvForward convolution{shape};
        convolution.run();
        const Floats& z = convolution.y;
        const float close = 1e-4F * *std::max_element(z.begin(), z.end());
        std::size_t i = 0;
        for (std::size_t row = 0; row < pool.batch * pool.out_height(); ++row) {
            const std::size_t n = row / pool.out_height(), top = row % pool.out_height() * 2;
            for (std::size_t left = 0; left + 1 < pool.width; left += 2) {
                const float* corner = &z[((n * pool.height + top) * pool.width + left) * shape.out];
                for (std::size_t k = 0; k < shape.out; ++k, ++i) {
                    float window[] = {0, corner[k], corner[shape.out + k],
                                      corner[pool.width * shape.out + k],
                                      corner[(pool.width + 1) * shape.out + k]};
                    std::sort(std::begin(window), std::end(window));
                    if (window[4] - window[3] < close) { dy[i] = 0; }
                }
            }
        }
    }
};

struct PoolForward {
    static constexpr const char* name = "max_pool2d_forward";
    Pool2dShape shape;
    Floats x = numbers(input_size(shape), 1), y = Floats(output_size(shape));
    nnlite::detail::Vector<std::uint8_t> position =
        nnlite::detail::Vector<std::uint8_t>(output_size(shape));

    void run() { nnlite::kernels::max_pool2d_forward(shape, x.data(), y.data(), position.data()); }
    Results results() const { return {&y}; }
    void count(benchmark::State& state) const { count_bytes(state, 4 * x.size() + 5 * y.size()); }
};

struct PoolBackward : PoolForward {
    static constexpr const char* name = "max_pool2d_backward";
    Floats dy = numbers(output_size(shape), 4), dx = Floats(input_size(shape));

    explicit PoolBackward(const Pool2dShape& s) : PoolForward{s} { PoolForward::run(); }
    void run() {
        nnlite::kernels::max_pool2d_backward(shape, dy.data(), position.data(), dx.data());
    }
    Results results() const { return {&dx}; }
};

}  // namespace bench
