#pragma once

#include <functional>
#include <vector>

#include "check.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/matmul.hpp"
#include "nnlite/ops/recurrent.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/slice.hpp"
#include "support/poison_memory.hpp"

using RecurrentInputs = nnlite::detail::RecurrentInputs<double>;
using Number = nnlite::Variable<double>;

struct StepState {
    Number h, c;
};

// Columns of gate g of a matrix or a bias with `units` columns per gate.
inline Number gate(const Number& of, std::size_t g, std::size_t units) {
    const auto first = std::ptrdiff_t(g * units);
    return nnlite::slice(of, -1, first, first + std::ptrdiff_t(units));
}

// Random inputs of a direction with that many gates; absent: those of rank 0.
inline RecurrentInputs random_inputs(std::size_t gates, std::size_t batch, std::size_t time,
                                     std::size_t in, std::size_t hidden, std::size_t width) {
    const auto scaled = [](const nnlite::Shape& shape, std::uint64_t seed) {
        return Number(0.4 * numbers(shape, seed).value(), true);
    };
    RecurrentInputs inputs;
    inputs.x = Number(numbers({batch, time, in}).value(), true);
    inputs.weight_ih = scaled({in, gates * hidden}, 2);
    inputs.weight_hh = scaled({width, gates * hidden}, 3);
    inputs.bias_ih = scaled({gates * hidden}, 4);
    inputs.bias_hh = scaled({gates * hidden}, 5);
    inputs.h0 = scaled({1, batch, width}, 6);
    return inputs;
}

// The fused operation gives the values and gradients of `formula`, one step (x, state) -> state,
// repeated with the operations of autograd.
template <class Step>
void require_formula(const RecurrentInputs& inputs,
                     const std::function<StepState(const Number&, const StepState&)>& formula,
                     typename Step::Options options = {}) {
    using namespace nnlite;
    const bool has_cell = Step::has_cell;
    for (const bool reverse : {false, true}) {
        poison_memory();
        const auto parts = detail::recurrent_operation<Step>(
            "test", inputs, {.reverse = reverse, .hidden = true, .cell = has_cell}, options);
        const std::size_t time = inputs.x.shape()[1];
        StepState state{squeeze(inputs.h0, 0), has_cell ? squeeze(inputs.c0, 0) : Number()};
        std::vector<Number> steps(time);
        for (std::size_t s = 0; s < time; ++s) {
            const std::size_t t = reverse ? time - 1 - s : s;
            const auto at = std::ptrdiff_t(t);
            state = formula(squeeze(slice(inputs.x, 1, at, at + 1), 1), state);
            steps[t] = state.h;
        }
        const auto close = [](const Tensor<double>& got, const Tensor<double>& wanted) {
            require_close(got, wanted.shape(), {wanted.begin(), wanted.end()}, 1e-12);
        };
        const auto all = stack(steps, 1);
        close(parts.sequence.value(), all.value());
        close(squeeze(parts.hidden, 0).value(), state.h.value());
        if (has_cell) { close(squeeze(parts.cell, 0).value(), state.c.value()); }

        const auto gradients = [&](const Number& sequence, const Number& h, const Number& c) {
            std::vector<Variable<double>> list;  // handles: the inputs' gradients
            for (const auto* input : inputs.list()) {
                if (input != nullptr) { list.push_back(*input); }
            }
            for (auto& input : list) { input.zero_gradient(); }
            auto loss =
                sum(sequence * numbers(sequence.shape(), 8)) + sum(h * numbers(h.shape(), 9));
            if (has_cell) { loss = loss + sum(c * numbers(c.shape(), 10)); }
            poison_memory();
            loss.backward();
            std::vector<Tensor<double>> result;
            for (const auto& input : list) { result.push_back(input.gradient()); }
            return result;
        };
        const auto got = gradients(parts.sequence, squeeze(parts.hidden, 0),
                                   has_cell ? squeeze(parts.cell, 0) : Number());
        const auto wanted = gradients(all, state.h, state.c);
        REQUIRE(got.size() == wanted.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            INFO("input " << i << (reverse ? ", reverse" : ""));
            close(got[i], wanted[i]);
        }
    }
}

// The same for sizes around the width of a Pack, of a block of rows and of one, and without
// features or units.
template <class Step, class Formula>
void require_formula_of_sizes(std::size_t gates, Formula formula,
                              typename Step::Options options = {}) {
    struct Sizes {
        std::size_t batch, time, in, hidden;
    };
    for (const auto& sizes :
         {Sizes{1, 1, 1, 1}, Sizes{9, 3, 2, 7}, Sizes{2, 4, 17, 17}, Sizes{100, 2, 1, 5},
          Sizes{5, 2, 0, 3}, Sizes{30, 3, 0, 20}, Sizes{3, 2, 2, 0}}) {
        INFO("batch " << sizes.batch << ", time " << sizes.time << ", in " << sizes.in
                      << ", hidden " << sizes.hidden);
        auto inputs =
            random_inputs(gates, sizes.batch, sizes.time, sizes.in, sizes.hidden, sizes.hidden);
        if (Step::has_cell) {
            inputs.c0 = Number(numbers({1, sizes.batch, sizes.hidden}, 7).value(), true);
        }
        require_formula<Step>(
            inputs,
            [&](const Number& x, const StepState& old) {
                return formula(inputs, sizes.hidden, x, old);
            },
            options);
    }
}
