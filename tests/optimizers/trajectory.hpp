#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "nnlite/optimizers/factory.hpp"
#include "reference/optimizers.hpp"
#include "support/catch.hpp"

namespace nnlite {

// The problem of tests/reference/optimizers.py.
template <class T>
Variable<T> start_parameter(std::size_t count = reference::optimizer_count) {
    Tensor<T> start = empty_tensor<T>({count});
    for (std::size_t i = 0; i < count; ++i) { start.data()[i] = T(std::cos(double(i))); }
    return Variable<T>(start, true);
}

template <class T>
void set_gradient(Variable<T>& parameter, std::size_t k) {
    Tensor<T> gradient = empty_tensor<T>(parameter.shape());
    for (std::size_t i = 0; i < parameter.size(); ++i) {
        const double p = double(parameter.value().data()[i]);
        gradient.data()[i] = T((0.5 + 0.25 * double(i)) * (p - (double(i) - 9) * 0.125) +
                               0.1 * std::sin(double(k + i)));
    }
    parameter.zero_gradient();
    parameter.backward_from(gradient);
}

template <class T>
void take_steps(Optimizer<T>& optimizer, std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
        for (Variable<T> parameter : optimizer.parameters()) { set_gradient(parameter, k); }
        optimizer.step();
    }
}

template <class T, class N>
void require_near(const Tensor<T>& got, const N& wanted, double bound) {
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        CAPTURE(i, got.data()[i], wanted[i]);
        REQUIRE(std::abs(double(got.data()[i]) - double(wanted[i])) <= bound);
    }
}

// Ten steps from options against PyTorch's numbers, in double and in float.
template <class Options>
void check_trajectory(const Options& options, const reference::Trajectory& wanted) {
    auto exact = start_parameter<double>();
    const auto in_double = OptimizerFactory<double>(options)();
    in_double->add_group({exact});
    take_steps(*in_double, 0, reference::optimizer_steps);
    require_near(exact.value(), wanted.in_double, 1e-13);
    auto single = start_parameter<float>();
    const auto in_float = OptimizerFactory<float>(options)();
    in_float->add_group({single});
    take_steps(*in_float, 0, reference::optimizer_steps);
    require_near(single.value(), wanted.in_float, 2e-6);
    REQUIRE(in_float->steps() == reference::optimizer_steps);
}

}  // namespace nnlite
