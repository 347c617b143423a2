#pragma once

// The network of the ex4 project by hand: 400 pixels, 25 hidden numbers, 10 digits, sigmoids. Its
// cost and gradient are the project's formulas, over blocks of pictures instead of single ones.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <nnlite/nnlite.hpp>
#include <utility>
#include <vector>

namespace example {

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
    DigitCost(nnlite::Tensor<double> x, nnlite::Labels y, CostOptions options = {})
        : x_(std::move(x)), y_(std::move(y)), options_(options) {}

    std::pair<double, nnlite::Tensor<double>> operator()(
        const nnlite::Tensor<double>& theta) const {
        const std::size_t m = y_.size(), blocks = (m + block - 1) / block;
        auto gradients = nnlite::empty_tensor<double>({blocks, theta_size});
        std::vector<double> costs(blocks);
        nnlite::parallel_for(m, block, [&](std::size_t begin, std::size_t end) {
            const std::size_t i = begin / block;
            costs[i] = back_propagate(theta.data(), begin, end, gradients.data() + i * theta_size);
        });
        double cost = 0, squares = 0;
        auto gradient = nnlite::full_tensor<double>({theta_size}, 0);
        for (std::size_t i = 0; i < blocks; ++i) {
            cost += costs[i];
            for (std::size_t k = 0; k < theta_size; ++k) { gradient(k) += gradients(i, k); }
        }
        for (std::size_t k = 0; k < theta_size; ++k) {
            const bool bias = is_bias(k);
            if (!bias || options_.count_biases) { squares += theta(k) * theta(k); }
            gradient(k) = (gradient(k) + (bias ? 0 : options_.lambda * theta(k))) / double(m);
        }
        return {(cost + options_.lambda / 2 * squares) / double(m), std::move(gradient)};
    }

    // The share of pictures whose largest output is their label's.
    double accuracy(const nnlite::Tensor<double>& theta) const {
        const std::size_t m = y_.size();
        auto a2 = nnlite::empty_tensor<double>({m, digit_hidden + 1});
        auto a3 = nnlite::empty_tensor<double>({m, digit_classes});
        propagate_forward(theta.data(), 0, m, a2.data(), a3.data());
        return nnlite::accuracy(a3, nnlite::Labels(y_ - 1));
    }

    static bool is_bias(std::size_t k) {
        return k < theta2_begin ? k % digit_inputs == 0
                                : (k - theta2_begin) % (digit_hidden + 1) == 0;
    }

   private:
    static constexpr std::size_t block = 256;

    static void sigmoid(double* values, std::size_t count) {
        nnlite::for_packs<double>(count, [&](std::size_t i, std::size_t part) {
            const auto z = nnlite::load(values + i, part);
            nnlite::store(values + i, part, 1 / (1 + exp(-z)));
        });
    }

    // Activations of pictures begin to end: a2 [pictures, 26], ones first, and a3 [pictures, 10].
    void propagate_forward(const double* theta, std::size_t begin, std::size_t end, double* a2,
                           double* a3) const {
        const std::size_t count = end - begin;
        nnlite::gemm<double>(count, digit_hidden, digit_inputs,
                             {x_.data() + begin * digit_inputs, digit_inputs},
                             {theta, digit_inputs, true}, a2 + 1, digit_hidden + 1);
        for (std::size_t i = 0; i < count; ++i) {
            a2[i * (digit_hidden + 1)] = 1;
            sigmoid(a2 + i * (digit_hidden + 1) + 1, digit_hidden);
        }
        nnlite::gemm<double>(count, digit_classes, digit_hidden + 1, {a2, digit_hidden + 1},
                             {theta + theta2_begin, digit_hidden + 1, true}, a3, digit_classes);
        sigmoid(a3, count * digit_classes);
    }

    // The sum of the pictures' costs; gradient [10285] gets the sum of theirs.
    double back_propagate(const double* theta, std::size_t begin, std::size_t end,
                          double* gradient) const {
        const std::size_t count = end - begin;
        auto a2 = nnlite::empty_tensor<double>({count, digit_hidden + 1});
        auto delta2 = nnlite::empty_tensor<double>({count, digit_hidden});
        auto a3 = nnlite::empty_tensor<double>({count, digit_classes});
        propagate_forward(theta, begin, end, a2.data(), a3.data());
        double cost = 0;
        for (std::size_t i = 0; i < count; ++i) {  // a3 becomes delta3 = a3 - y
            for (std::size_t k = 0; k < digit_classes; ++k) {
                const bool own = std::size_t(y_(begin + i)) == k + 1;
                cost -= std::log(own ? a3(i, k) : 1 - a3(i, k));
                a3(i, k) -= own ? 1 : 0;
            }
        }
        nnlite::gemm<double>(digit_classes, digit_hidden + 1, count,
                             {a3.data(), digit_classes, true}, {a2.data(), digit_hidden + 1},
                             gradient + theta2_begin, digit_hidden + 1);
        nnlite::gemm<double>(count, digit_hidden, digit_classes, {a3.data(), digit_classes},
                             {theta + theta2_begin + 1, digit_hidden + 1}, delta2.data(),
                             digit_hidden);
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t j = 0; j < digit_hidden; ++j) {
                delta2(i, j) *= a2(i, j + 1) * (1 - a2(i, j + 1));
            }
        }
        nnlite::gemm<double>(digit_hidden, digit_inputs, count, {delta2.data(), digit_hidden, true},
                             {x_.data() + begin * digit_inputs, digit_inputs}, gradient,
                             digit_inputs);
        return cost;
    }

    nnlite::Tensor<double> x_;
    nnlite::Labels y_;
    CostOptions options_;
};

}  // namespace example
