#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "nnlite/layers/layer.hpp"
#include "reference/transformer.hpp"
#include "support/catch.hpp"

// The numbers of tests/reference/transformer.py.
template <class T>
nnlite::Tensor<T> irregular(const nnlite::Shape& shape, std::size_t shift = 0) {
    auto values = nnlite::empty_tensor<T>(shape);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values.data()[i] = static_cast<T>(double((37 * i + shift) % 101) / 50 - 1);
    }
    return values;
}

template <class T>
void fill_parameters(nnlite::Layer<T>& layer) {
    std::size_t shift = 0;
    for (auto& [name, variable] : nnlite::named_parameters(layer)) {
        const bool scale =
            name.find("norm") != std::string::npos && name.find("weight") != std::string::npos;
        variable.mutable_value() =
            T(0.6) * irregular<T>(variable.shape(), shift) + T(scale ? 1 : 0);
        shift += 11;
    }
}

// 1e-11 in double and 1e-5 in float, of the largest number.
template <class T>
void require_numbers(const std::vector<T>& got, const std::vector<double>& wanted) {
    REQUIRE(got.size() == wanted.size());
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        largest = std::max(largest, std::abs(wanted[i]));
        const double difference = std::abs(double(got[i]) - wanted[i]);
        if (!(difference <= worst)) { worst = difference; }
    }
    REQUIRE(worst <= (sizeof(T) == 8 ? 1e-11 : 1e-5) * largest);
}

template <class T>
void append(std::vector<T>& numbers, const nnlite::Tensor<T>& tensor) {
    numbers.insert(numbers.end(), tensor.begin(), tensor.end());
}

// Result and gradients of run(layer, inputs) against the script's step().
template <class L, class F>
void require_step(L layer, const std::vector<nnlite::Shape>& shapes, F run,
                  const std::vector<double>& y, const std::vector<double>& dx,
                  const std::vector<double>& dparameters) {
    using T = typename L::value_type;
    fill_parameters<T>(layer);
    std::vector<nnlite::Variable<T>> inputs;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        inputs.emplace_back(irregular<T>(shapes[i], 3 * i), true);
    }
    const nnlite::Variable<T> result = run(layer, inputs);
    result.backward_from(irregular<T>(result.shape(), 50));
    std::vector<T> got;
    append(got, result.value());
    require_numbers(got, y);
    got.clear();
    for (const auto& input : inputs) { append(got, input.gradient()); }
    require_numbers(got, dx);
    got.clear();
    for (const auto& parameter : nnlite::parameters<T>(layer)) {
        append(got, parameter.gradient());
    }
    require_numbers(got, dparameters);
}

// A layer for samples of shape `sample`.
template <class L>
L built(L layer, const nnlite::Shape& sample, nnlite::Generator& generator) {
    layer.build(sample, generator);
    return layer;
}
