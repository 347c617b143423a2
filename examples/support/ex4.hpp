#pragma once

// The ex4 project's pictures, and its network by hand: 400 pixels, 25 hidden units, 10 digits,
// sigmoids. Cost and gradient are the project's formulas, over blocks of pictures instead of single
// ones.

#include <cstddef>
#include <cstdint>
#include <nnlite/kernels.hpp>
#include <nnlite/nnlite.hpp>
#include <numeric>
#include <utility>
#include <vector>

namespace example {

struct DigitPictures {
    nnlite::Tensor<double> x;  // [m, 400], the columns of a picture one after the other
    nnlite::Labels y;          // [m], 1 to 10; 10 is digit 0
};

// The first 500 of each digit of MNIST, 0 first, 20 pixels high and wide.
inline DigitPictures small_digits(const nnlite::ImageData& mnist) {
    std::vector<std::size_t> rows;
    for (std::int32_t digit = 0; digit < 10; ++digit) {
        for (std::size_t i = 0, found = 0; i < mnist.labels.size() && found < 500; ++i) {
            if (mnist.labels(i) == digit) {
                rows.push_back(i);
                ++found;
            }
        }
    }
    const nnlite::Tensor<double> pixels =
        xt::cast<double>(nnlite::take(mnist.images, rows)) / 255.0;
    DigitPictures result{xt::transpose(nnlite::resize_bicubic(pixels, 20, 20), {0, 2, 1}),
                         nnlite::take(mnist.labels, rows)};
    result.x.reshape({rows.size(), 400});
    for (std::int32_t& label : result.y) { label = label == 0 ? 10 : label; }
    return result;
}

// x with a first column of ones.
inline nnlite::Tensor<double> with_ones(const nnlite::Tensor<double>& x) {
    auto result = nnlite::full_tensor<double>({x.shape()[0], x.shape()[1] + 1}, 1);
    xt::view(result, xt::all(), xt::range(1, xt::placeholders::_)) = x;
    return result;
}

constexpr std::size_t digit_inputs = 401, digit_hidden = 25, digit_classes = 10;  // bias included
constexpr std::size_t theta2_begin = digit_hidden * digit_inputs;
constexpr std::size_t theta_size = theta2_begin + digit_classes * (digit_hidden + 1);

struct CostOptions {
    double lambda = 0;         // weight of the squares of theta
    bool count_biases = true;  // in the cost, as the project does; its gradient leaves them out
};

// J and dJ/dtheta, for conjugate_gradient(). theta [10285] is Theta1 [25, 401], then Theta2
// [10, 26], each row's bias first.
class DigitCost {
   public:
    // x [m, 401], ones first; y [m], labels 1 to 10.
    DigitCost(nnlite::Tensor<double> x, const nnlite::Labels& y, CostOptions options = {})
        : x_(std::move(x)),
          labels_(y - 1),
          y_(nnlite::one_hot<double>(labels_, digit_classes)),
          options_(options) {
        require_shape("x", x_, {y.size(), digit_inputs});
    }

    std::pair<double, nnlite::Tensor<double>> operator()(
        const nnlite::Tensor<double>& theta) const {
        require_shape("theta", theta, {theta_size});
        const std::size_t m = labels_.size(), blocks = (m + block - 1) / block;
        auto sums = nnlite::empty_tensor<double>({blocks, theta_size});  // of a block's gradients
        std::vector<double> costs(blocks);
        nnlite::parallel_for(m, block, [&](std::size_t begin, std::size_t end) {
            const std::size_t i = begin / block;
            costs[i] = back_propagate(theta.data(), begin, end, sums.data() + i * theta_size);
        });
        nnlite::Tensor<double> gradient = xt::sum(sums, {0});
        double cost = std::accumulate(costs.begin(), costs.end(), 0.0), squares = 0;
        for (std::size_t k = 0; k < theta_size; ++k) {
            const bool bias = is_bias(k);
            if (!bias || options_.count_biases) { squares += theta(k) * theta(k); }
            gradient(k) = (gradient(k) + (bias ? 0 : options_.lambda * theta(k))) / double(m);
        }
        cost += options_.lambda / 2 * squares;
        return {cost / double(m), std::move(gradient)};
    }

    // The fraction of pictures whose largest output is their label's.
    double accuracy(const nnlite::Tensor<double>& theta) const {
        const std::size_t m = labels_.size();
        auto a2 = nnlite::empty_tensor<double>({m, digit_hidden + 1});
        auto a3 = nnlite::empty_tensor<double>({m, digit_classes});
        propagate_forward(theta.data(), 0, a2, a3);
        return nnlite::accuracy(a3, labels_);
    }

    static bool is_bias(std::size_t k) {
        return k < theta2_begin ? k % digit_inputs == 0
                                : (k - theta2_begin) % (digit_hidden + 1) == 0;
    }

   private:
    static constexpr std::size_t block = 256;

    static void require_shape(const char* name, const nnlite::Tensor<double>& tensor,
                              const nnlite::Shape& wanted) {
        if (tensor.shape() != wanted) {
            nnlite::fail<nnlite::ShapeError>("ex4: expected ", name, " ", wanted, ", got ",
                                             tensor.shape());
        }
    }

    // x = f(x, y), elementwise.
    template <class F>
    static void transform(nnlite::Tensor<double>& x, const double* y, F&& f) {
        nnlite::kernels::for_packs<double>(x.size(), [&](std::size_t i, std::size_t part) {
            const auto result =
                f(nnlite::kernels::load(x.data() + i, part), nnlite::kernels::load(y + i, part));
            nnlite::kernels::store(x.data() + i, part, result);
        });
    }

    // Activations of the pictures from `begin` on: a2 [pictures, 26], ones first, a3 [pictures,
    // 10].
    void propagate_forward(const double* theta, std::size_t begin, nnlite::Tensor<double>& a2,
                           nnlite::Tensor<double>& a3) const {
        const auto sigmoid = [](auto z, auto) { return 1 / (1 + exp(-z)); };
        const std::size_t count = a2.shape()[0];
        xt::view(a2, xt::all(), 0) = 0;
        nnlite::kernels::gemm<double>(count, digit_hidden, digit_inputs,
                                      {x_.data() + begin * digit_inputs, digit_inputs},
                                      {theta, digit_inputs, true}, a2.data() + 1, digit_hidden + 1);
        transform(a2, a2.data(), sigmoid);
        xt::view(a2, xt::all(), 0) = 1;
        nnlite::kernels::gemm<double>(
            count, digit_classes, digit_hidden + 1, {a2.data(), digit_hidden + 1},
            {theta + theta2_begin, digit_hidden + 1, true}, a3.data(), digit_classes);
        transform(a3, a3.data(), sigmoid);
    }

    // The sum of the pictures' costs; gradient [10285] gets the sum of theirs.
    double back_propagate(const double* theta, std::size_t begin, std::size_t end,
                          double* gradient) const {
        const std::size_t count = end - begin;
        auto a2 = nnlite::empty_tensor<double>({count, digit_hidden + 1});
        auto delta2 = nnlite::empty_tensor<double>({count, digit_hidden + 1});
        auto a3 = nnlite::empty_tensor<double>({count, digit_classes});
        propagate_forward(theta, begin, a2, a3);
        const double* y = y_.data() + begin * digit_classes;
        auto costs = a3;
        transform(costs, y, [](auto h, auto t) { return -log(where(t > 0, h, 1 - h)); });
        auto& delta3 = a3;
        transform(delta3, y, [](auto h, auto t) { return h - t; });
        nnlite::kernels::gemm<double>(
            digit_classes, digit_hidden + 1, count, {delta3.data(), digit_classes, true},
            {a2.data(), digit_hidden + 1}, gradient + theta2_begin, digit_hidden + 1);
        nnlite::kernels::gemm<double>(
            count, digit_hidden + 1, digit_classes, {delta3.data(), digit_classes},
            {theta + theta2_begin, digit_hidden + 1}, delta2.data(), digit_hidden + 1);
        transform(delta2, a2.data(), [](auto d, auto a) { return d * a * (1 - a); });  // ones: 0
        nnlite::kernels::gemm<double>(
            digit_hidden, digit_inputs, count, {delta2.data() + 1, digit_hidden + 1, true},
            {x_.data() + begin * digit_inputs, digit_inputs}, gradient, digit_inputs);
        return std::accumulate(costs.begin(), costs.end(), 0.0);
    }

    nnlite::Tensor<double> x_;
    nnlite::Labels labels_;  // from 0 on
    nnlite::Tensor<double> y_;
    CostOptions options_;
};

}  // namespace example
