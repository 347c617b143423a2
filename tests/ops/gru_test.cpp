#include "nnlite/ops/gru.hpp"

#include "recurrent_formula.hpp"

using namespace nnlite;

TEST_CASE("gru: values and gradients are the formula's through autograd, in all four forms") {
    for (const bool reset_after : {true, false}) {
        for (const bool takes_new : {false, true}) {
            INFO("reset_after " << reset_after << ", update_takes_new " << takes_new);
            const auto run = [&](const DirectionInputs& in, bool reverse) {
                return gru(in.x, in.weights, in.initial,
                           {.reverse = reverse,
                            .reset_after = reset_after,
                            .update_takes_new = takes_new});
            };
            const auto formula = [=](const auto& w, std::size_t hidden, const Number& x,
                                     const StepState& old) {
                const auto from_x = matmul(x, w.weight_ih) + w.bias_ih;
                const auto from_h = matmul(old.h, w.weight_hh) + w.bias_hh;
                const auto r = sigmoid(gate(from_x, 0, hidden) + gate(from_h, 0, hidden));
                const auto z = sigmoid(gate(from_x, 1, hidden) + gate(from_h, 1, hidden));
                const auto reset = reset_after ? r * gate(from_h, 2, hidden)
                                               : matmul(r * old.h, gate(w.weight_hh, 2, hidden)) +
                                                     gate(w.bias_hh, 2, hidden);
                const auto n = tanh(gate(from_x, 2, hidden) + reset);
                return StepState{takes_new ? (1 - z) * old.h + z * n : (1 - z) * n + z * old.h, {}};
            };
            require_formula_of_sizes(3, run, formula);
        }
    }
}

TEST_CASE("gru: gradients with lengths, of one result or both") {
    const auto inputs = random_inputs(3, 9, 4, 2, 3, 3);
    const std::vector<std::size_t> lengths{4, 1, 3, 2, 4, 4, 1, 2, 3};
    for (const bool reverse : {false, true}) {
        for (const bool reset_after : {false, true}) {
            require_gradient(
                [&] {
                    const auto [y, state] =
                        gru(inputs.x, inputs.weights, inputs.initial,
                            {.reverse = reverse, .lengths = lengths, .reset_after = reset_after});
                    return sum(y, {0, 1}) + state.hidden;
                },
                inputs.list());
        }
    }
}

TEST_CASE("gru: only what is wanted is there") {
    const auto inputs = random_inputs(3, 3, 4, 2, 5, 5);
    const auto all = gru(inputs.x, inputs.weights);
    const auto sequence = gru(inputs.x, inputs.weights, {}, {.hidden = false});
    const auto last = gru(inputs.x, inputs.weights, {}, {.sequence = false});
    REQUIRE((sequence.output.value() == all.output.value()));
    REQUIRE(sequence.state.hidden.rank() == 0);
    REQUIRE((last.state.hidden.value() == all.state.hidden.value()));
    REQUIRE(last.output.rank() == 0);
}

TEST_CASE("gru: errors") {
    const auto x = numbers({2, 4, 3});
    const auto ih = numbers({3, 15}), hh = numbers({5, 15});
    REQUIRE_ERROR(gru(x, {.weight_ih = numbers({3, 16}), .weight_hh = hh}), ShapeError,
                  "gru: expected weight_ih [in, 3 hidden], got [3, 16]");
    REQUIRE_ERROR(gru(x, {.weight_ih = ih, .weight_hh = hh, .bias_hh = numbers({5})}), ShapeError,
                  "gru: expected bias_hh [15], got [5]");
    REQUIRE_ERROR(gru(x, {.weight_ih = ih, .weight_hh = hh, .weight_peephole = numbers({3, 5})}),
                  ShapeError, "gru: expected no weight_peephole, got [3, 5]");
    REQUIRE_ERROR(gru(x, {.weight_ih = ih, .weight_hh = hh}, {numbers({1, 3, 5}), {}}), ShapeError,
                  "gru: expected hidden state [1, 2, 5], got [1, 3, 5]");
}
