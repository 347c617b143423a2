#pragma once

#include <vector>

#include "layers/compare.hpp"
#include "nnlite/layers/recurrent.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

// The numbers of tests/reference/recurrent.py: (37 (i + 11 shift) mod 101) / 50 - 1.
template <class T>
nnlite::Tensor<T> shifted_values(const nnlite::Shape& shape, std::size_t shift, double scale = 1) {
    auto values = nnlite::empty_tensor<T>(shape);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values.data()[i] = static_cast<T>(scale * (double(37 * (i + 11 * shift) % 101) / 50 - 1));
    }
    return values;
}

// What PyTorch gives; an empty list is not compared.
struct RecurrentExpectation {
    const std::vector<double>&y, &dx, &dparameters, &h;
    std::vector<double> dh0 = {}, c = {}, dc0 = {};
    std::vector<std::size_t> lengths = {};
};

// All parameters one after the other, as `of` gives them.
template <class T, class F>
std::vector<T> joined_parameters(nnlite::Layer<T>& layer, F of) {
    std::vector<T> result;
    for (auto& parameter : nnlite::parameters(layer)) {
        const nnlite::Tensor<T>& values = of(parameter);
        result.insert(result.end(), values.begin(), values.end());
    }
    return result;
}

// The step of recurrent.py with `layer`, unbuilt, in T against PyTorch's results in double.
template <class L>
void require_torch_step(L layer, const RecurrentExpectation& expected) {
    using namespace nnlite;
    using T = typename L::value_type;
    CounterGenerator generator;
    layer.build({4, 2}, generator);
    std::size_t shift = 0;
    for (auto& parameter : parameters(layer)) {
        parameter.mutable_value() = shifted_values<T>(parameter.shape(), ++shift, 0.5);
    }
    const Variable<T> x(shifted_values<T>({3, 4, 2}, 0), true);
    const bool is_lstm = !expected.c.empty();
    RecurrentResult<T> first = layer.run(x, nullptr, expected.lengths);
    RecurrentState<T> initial{
        Variable<T>(shifted_values<T>(first.state.hidden.shape(), 5), true),
        is_lstm ? Variable<T>(shifted_values<T>(first.state.cell.shape(), 6), true)
                : Variable<T>()};
    const bool starts = !expected.dh0.empty();
    const auto [y, state] = layer.run(x, starts ? &initial : nullptr, expected.lengths);
    const double tolerance = sizeof(T) == 4 ? 1e-6 : 1e-12;
    const auto require_close = [&](const auto& got, const std::vector<double>& wanted) {
        REQUIRE(got.size() == wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            INFO("position " << i);
            REQUIRE(std::abs(double(got.data()[i]) - wanted[i]) <=
                    tolerance * std::max(1.0, std::abs(wanted[i])));
        }
    };
    require_close(y.value(), expected.y);
    require_close(state.hidden.value(), expected.h);
    const auto weighted = [&](const Variable<T>& result) {
        return sum(result * Variable<T>(shifted_values<T>(result.shape(), 0)));
    };
    auto loss = weighted(y) + weighted(state.hidden);
    if (is_lstm) {
        require_close(state.cell.value(), expected.c);
        loss = loss + weighted(state.cell);
    }
    loss.backward();
    require_close(x.gradient(), expected.dx);
    require_close(joined_parameters(layer, [](const auto& p) { return p.gradient(); }),
                  expected.dparameters);
    if (starts) { require_close(initial.hidden.gradient(), expected.dh0); }
    if (starts && is_lstm) { require_close(initial.cell.gradient(), expected.dc0); }
}
