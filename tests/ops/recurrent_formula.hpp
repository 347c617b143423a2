#pragma once

#include <cstdint>
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

using Number = nnlite::Variable<double>;

struct StepState {
    Number h, c;
};

// Columns of gate g of a matrix or a bias with `units` columns per gate.
inline Number gate(const Number& of, std::size_t g, std::size_t units) {
    const auto first = std::ptrdiff_t(g * units);
    return nnlite::slice(of, -1, first, first + std::ptrdiff_t(units));
}

// The inputs of rnn(), lstm() or gru(); absent: those of rank 0.
struct DirectionInputs {
    Number x;
    nnlite::RecurrentWeights<Number> weights;
    nnlite::RecurrentState<double> initial;

    std::vector<Number> list() const {
        std::vector<Number> given{x};
        for (const Number* weight : weights.all()) { given.push_back(*weight); }
        given.push_back(initial.hidden);
        given.push_back(initial.cell);
        std::erase_if(given, [](const Number& input) { return input.rank() == 0; });
        return given;
    }
};

// Random inputs with that many gates and a hidden state.
inline DirectionInputs random_inputs(std::size_t gates, std::size_t batch, std::size_t time,
                                     std::size_t in, std::size_t hidden, std::size_t width) {
    const auto scaled = [](const nnlite::Shape& shape, std::uint64_t seed) {
        return Number(0.4 * numbers(shape, seed).value(), true);
    };
    DirectionInputs inputs;
    inputs.x = Number(numbers({batch, time, in}).value(), true);
    inputs.weights = {.weight_ih = scaled({in, gates * hidden}, 2),
                      .weight_hh = scaled({width, gates * hidden}, 3),
                      .bias_ih = scaled({gates * hidden}, 4),
                      .bias_hh = scaled({gates * hidden}, 5)};
    inputs.initial.hidden = scaled({1, batch, width}, 6);
    return inputs;
}

// run(inputs, reverse) has the values and gradients of `formula`, one step (x, state) -> state,
// repeated with the operations of autograd.
template <class Run>
void require_formula(const DirectionInputs& inputs, Run run,
                     const std::function<StepState(const Number&, const StepState&)>& formula) {
    using namespace nnlite;
    const bool has_cell = inputs.initial.cell.rank() > 0;
    for (const bool reverse : {false, true}) {
        poison_memory();
        const RecurrentResult<double> result = run(inputs, reverse);
        const std::size_t time = inputs.x.shape()[1];
        StepState state{squeeze(inputs.initial.hidden, 0),
                        has_cell ? squeeze(inputs.initial.cell, 0) : Number()};
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
        close(result.output.value(), all.value());
        close(squeeze(result.state.hidden, 0).value(), state.h.value());
        REQUIRE((result.state.cell.rank() > 0) == has_cell);
        if (has_cell) { close(squeeze(result.state.cell, 0).value(), state.c.value()); }

        const auto gradients = [&](const Number& sequence, const Number& h, const Number& c) {
            auto list = inputs.list();  // handles: the inputs' gradients
            for (auto& input : list) { input.zero_gradient(); }
            auto loss =
                sum(sequence * numbers(sequence.shape(), 8)) + sum(h * numbers(h.shape(), 9));
            if (has_cell) { loss = loss + sum(c * numbers(c.shape(), 10)); }
            poison_memory();
            loss.backward();
            std::vector<Tensor<double>> slopes;
            for (const auto& input : list) { slopes.push_back(input.gradient()); }
            return slopes;
        };
        const auto got = gradients(result.output, squeeze(result.state.hidden, 0),
                                   has_cell ? squeeze(result.state.cell, 0) : Number());
        const auto wanted = gradients(all, state.h, state.c);
        REQUIRE(got.size() == wanted.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            INFO("input " << i << (reverse ? ", reverse" : ""));
            close(got[i], wanted[i]);
        }
    }
}

// The same for sizes around the width of a Pack, of a block of rows and of one, and without
// features or units; with biases, one of them and none.
template <class Run, class Formula>
void require_formula_of_sizes(std::size_t gates, Run run, Formula formula) {
    struct Sizes {
        std::size_t batch, time, in, hidden;
        bool bias_ih = true, bias_hh = true;
    };
    for (const auto& sizes : {Sizes{1, 1, 1, 1}, Sizes{9, 3, 2, 7}, Sizes{2, 4, 17, 17},
                              Sizes{100, 2, 1, 5}, Sizes{5, 2, 0, 3}, Sizes{30, 3, 0, 20},
                              Sizes{3, 2, 2, 0}, Sizes{3, 2, 2, 4, false, false},
                              Sizes{3, 2, 2, 4, true, false}, Sizes{3, 2, 2, 4, false, true}}) {
        INFO("batch " << sizes.batch << ", time " << sizes.time << ", in " << sizes.in
                      << ", hidden " << sizes.hidden << ", biases " << sizes.bias_ih
                      << sizes.bias_hh);
        auto inputs =
            random_inputs(gates, sizes.batch, sizes.time, sizes.in, sizes.hidden, sizes.hidden);
        if (gates == 4) {
            inputs.initial.cell = Number(numbers({1, sizes.batch, sizes.hidden}, 7).value(), true);
        }
        auto whole = inputs.weights;  // an absent bias is 0
        const Number zero(nnlite::full_tensor({gates * sizes.hidden}, 0.0));
        if (!sizes.bias_ih) {
            inputs.weights.bias_ih = {};
            whole.bias_ih = zero;
        }
        if (!sizes.bias_hh) {
            inputs.weights.bias_hh = {};
            whole.bias_hh = zero;
        }
        require_formula(inputs, run, [&](const Number& x, const StepState& old) {
            return formula(whole, sizes.hidden, x, old);
        });
    }
}
