#include "nnlite/ops/rnn.hpp"

#include "recurrent_formula.hpp"

using namespace nnlite;

TEST_CASE("rnn: values and gradients are the formula's through autograd") {
    for (const auto activation : {RecurrentActivation::tanh, RecurrentActivation::relu}) {
        const auto run = [&](const DirectionInputs& in, bool reverse) {
            return rnn(in.x, in.weights, in.initial,
                       {.reverse = reverse, .activation = activation});
        };
        require_formula_of_sizes(
            1, run, [&](const auto& w, std::size_t, const Number& x, const StepState& old) {
                const auto a =
                    matmul(x, w.weight_ih) + w.bias_ih + matmul(old.h, w.weight_hh) + w.bias_hh;
                return StepState{activation == RecurrentActivation::tanh ? tanh(a) : relu(a), {}};
            });
    }
}

TEST_CASE("rnn: gradients with lengths, of one result or both") {
    const auto inputs = random_inputs(1, 9, 4, 2, 3, 3);
    const std::vector<std::size_t> lengths{4, 1, 3, 2, 4, 4, 1, 2, 3};
    for (const bool reverse : {false, true}) {
        for (const bool sequence : {false, true}) {
            require_gradient(
                [&] {
                    const auto [y, state] =
                        rnn(inputs.x, inputs.weights, inputs.initial,
                            {.reverse = reverse, .lengths = lengths, .sequence = sequence});
                    return sequence ? sum(y, {0, 1}) + state.hidden : state.hidden;
                },
                inputs.list());
        }
    }
}

TEST_CASE("rnn: only what is wanted is there") {
    const auto inputs = random_inputs(1, 3, 4, 2, 5, 5);
    const auto all = rnn(inputs.x, inputs.weights);
    const auto sequence = rnn(inputs.x, inputs.weights, {}, {.hidden = false});
    const auto last = rnn(inputs.x, inputs.weights, {}, {.sequence = false});
    REQUIRE((sequence.output.value() == all.output.value()));
    REQUIRE(sequence.state.hidden.rank() == 0);
    REQUIRE((last.state.hidden.value() == all.state.hidden.value()));
    REQUIRE(last.output.rank() == 0);
}

TEST_CASE("rnn: errors") {
    const auto x = numbers({2, 4, 3});
    const auto ih = numbers({3, 5}), hh = numbers({5, 5});
    REQUIRE_ERROR(rnn(x, {.weight_ih = numbers({3}), .weight_hh = hh}), ShapeError,
                  "rnn: expected weight_ih [in, hidden], got [3]");
    REQUIRE_ERROR(rnn(x, {.weight_ih = ih, .weight_hh = numbers({4, 5})}), ShapeError,
                  "rnn: expected weight_hh [5, 5], got [4, 5]");
    REQUIRE_ERROR(rnn(x, {.weight_ih = ih, .weight_hh = hh, .weight_hr = hh}), ShapeError,
                  "rnn: expected no weight_hr, got [5, 5]");
    REQUIRE_ERROR(rnn(x, {.weight_ih = ih, .weight_hh = hh}, {{}, numbers({1, 2, 5})}), ShapeError,
                  "rnn: expected no cell state, got [1, 2, 5]");
    REQUIRE_ERROR(rnn(x, {.weight_ih = ih, .weight_hh = hh}, {numbers({2, 5}), {}}), ShapeError,
                  "rnn: expected hidden state [1, 2, 5], got [2, 5]");
}
