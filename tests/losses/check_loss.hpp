#pragma once

#include <cmath>
#include <numeric>

#include "nnlite/autograd/gradcheck.hpp"
#include "reference/losses.hpp"
#include "support/catch.hpp"

// The largest difference of two tensors of one shape.
template <class T>
double distance(const nnlite::Tensor<T>& a, const nnlite::Tensor<double>& b) {
    REQUIRE(a.shape() == b.shape());
    double worst = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = std::abs(double(a.data()[i]) - b.data()[i]);
        if (!(difference <= worst)) { worst = difference; }
    }
    return worst;
}

// f(x) must be `loss`, and its gradient weighted by 1, 2, 3, ... must be `gradient`.
template <class F>
void check_loss(F f, const nnlite::Tensor<double>& x, const nnlite::Tensor<double>& loss,
                const nnlite::Tensor<double>& gradient) {
    const nnlite::Variable<double> leaf(x, true);
    const nnlite::Variable<double> y = f(leaf);
    REQUIRE(distance(y.value(), loss) < 1e-12);
    auto weights = nnlite::empty_tensor<double>(loss.shape());
    std::iota(weights.begin(), weights.end(), 1.0);
    y.backward_from(weights);
    REQUIRE(distance(leaf.gradient(), gradient) < 1e-12);
}
