#pragma once

#include <cmath>
#include <vector>

#include "nnlite/autograd/gradcheck.hpp"
#include "support/catch.hpp"
#include "support/poison_memory.hpp"

using Inputs = const std::vector<nnlite::Variable<double>>&;

// Irregular numbers of both signs, at least 0.5 from 0.
inline nnlite::Variable<double> numbers(const nnlite::Shape& shape, std::uint64_t seed = 1) {
    return nnlite::Variable<double>(nnlite::detail::output_weights(shape, seed));
}

template <class T>
void require_close(const nnlite::Tensor<T>& got, const nnlite::Shape& shape,
                   const std::vector<double>& wanted, double tolerance = 1e-13) {
    REQUIRE(got.shape() == shape);
    REQUIRE(got.size() == wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        INFO("position " << i << ": got " << double(got.data()[i]) << ", wanted " << wanted[i]);
        REQUIRE(std::abs(double(got.data()[i]) - wanted[i]) <=
                tolerance * std::max(1.0, std::abs(wanted[i])));
    }
}

// What f(inputs) gives for these values, and all gradients.
template <class F>
std::vector<nnlite::Tensor<double>> result_and_gradients(
    F f, const std::vector<nnlite::Variable<double>>& values) {
    std::vector<nnlite::Variable<double>> inputs;
    for (const auto& value : values) { inputs.emplace_back(value.value(), true); }
    poison_memory();
    const auto y = f(inputs);
    poison_memory();
    y.backward_from(numbers(y.shape(), 9).value());
    std::vector<nnlite::Tensor<double>> result{y.value()};
    for (const auto& input : inputs) { result.push_back(input.gradient()); }
    return result;
}

template <class F>
void require_gradient(F&& f, const std::vector<nnlite::Variable<double>>& inputs) {
    const auto check = nnlite::check_gradient(f, inputs);
    INFO(check.text());
    REQUIRE(check.relative_error < 1e-6);
}
