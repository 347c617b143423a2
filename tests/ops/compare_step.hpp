#pragma once

#include <cmath>

#include "check.hpp"

// sin(0), sin(step), sin(2 step), ...: the inputs of tests/reference/image_ops.py.
inline nnlite::Tensor<double> sines(const nnlite::Shape& shape, double step) {
    auto values = nnlite::empty_tensor<double>(shape);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values.data()[i] = std::sin(double(i) * step);
    }
    return values;
}

// What f makes of sines, and the gradients of its inputs from dy of sines.
template <class F>
void require_step(F&& f, const std::vector<nnlite::Shape>& shapes, const nnlite::Shape& y_shape,
                  const std::vector<std::vector<double>>& wanted) {
    const double steps[] = {0.7, 0.3, 1.1};
    std::vector<nnlite::Variable<double>> inputs;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        inputs.emplace_back(sines(shapes[i], steps[i]), true);
    }
    const auto y = f(inputs);
    require_close(y.value(), y_shape, wanted[0]);
    y.backward_from(sines(y_shape, 0.9));
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        require_close(inputs[i].gradient(), shapes[i], wanted[i + 1]);
    }
}
