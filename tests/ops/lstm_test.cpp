#include "nnlite/ops/lstm.hpp"

#include "nnlite/autograd/grad_mode.hpp"
#include "recurrent_formula.hpp"

using namespace nnlite;

namespace {

StepState lstm_step(const RecurrentWeights<Number>& w, std::size_t hidden, const Number& x,
                    const StepState& old) {
    const auto a = matmul(x, w.weight_ih) + w.bias_ih + matmul(old.h, w.weight_hh) + w.bias_hh;
    const bool peephole = w.weight_peephole.rank() > 0;
    const auto sees = [&](std::size_t which, const Number& sum, const Number& c) {
        const auto row = std::ptrdiff_t(which);
        return peephole ? sum + slice(w.weight_peephole, 0, row, row + 1) * c : sum;
    };
    const auto i = sigmoid(sees(0, gate(a, 0, hidden), old.c));
    const auto f = sigmoid(sees(1, gate(a, 1, hidden), old.c));
    const auto c = f * old.c + i * tanh(gate(a, 2, hidden));
    const auto h = sigmoid(sees(2, gate(a, 3, hidden), c)) * tanh(c);
    return {w.weight_hr.rank() > 0 ? matmul(h, w.weight_hr) : h, c};
}

RecurrentResult<double> run_lstm(const DirectionInputs& in, bool reverse) {
    return lstm(in.x, in.weights, in.initial, {.reverse = reverse});
}

}  // namespace

TEST_CASE("lstm: values and gradients are the formula's through autograd") {
    require_formula_of_sizes(4, run_lstm, lstm_step);
}

TEST_CASE("lstm: peephole and projection through autograd") {
    for (const bool peephole : {false, true}) {
        for (const std::size_t width : {7U, 3U}) {
            INFO("peephole " << peephole << ", width " << width);
            auto inputs = random_inputs(4, 10, 3, 2, 7, width);
            inputs.initial.cell = Number(numbers({1, 10, 7}, 7).value(), true);
            Number& seen = inputs.weights.weight_peephole;
            if (peephole) { seen = Number(numbers({3, 7}, 11).value(), true); }
            // Of 7 units too, which no layer has.
            inputs.weights.weight_hr = Number(numbers({7, width}, 12).value(), true);
            require_formula(inputs, run_lstm, [&](const Number& x, const StepState& old) {
                return lstm_step(inputs.weights, 7, x, old);
            });
        }
    }
}

TEST_CASE("lstm: saturated gates stay finite") {
    auto inputs = random_inputs(4, 2, 3, 1, 3, 3);
    inputs.x.mutable_value() *= 1e6;
    const auto y = lstm(inputs.x, inputs.weights, inputs.initial).output;
    for (const double h : y.value()) { REQUIRE(std::abs(h) <= 1); }
    sum(y).backward();
    for (const double slope : inputs.weights.weight_hh.gradient()) {
        REQUIRE(std::isfinite(slope));
    }
}

TEST_CASE("lstm: only what is wanted is there, the same each time") {
    const auto inputs = random_inputs(4, 3, 4, 2, 5, 5);
    const auto run = [&](const detail::DirectionOptions& options) {
        return lstm(inputs.x, inputs.weights, inputs.initial, options);
    };
    const auto all = run({});
    const auto sequence = run({.hidden = false, .cell = false});
    const auto last = run({.sequence = false, .cell = false});
    REQUIRE(all.state.cell.shape() == Shape{1, 3, 5});
    REQUIRE((sequence.output.value() == all.output.value()));
    REQUIRE(sequence.state.hidden.rank() == 0);
    REQUIRE((last.state.hidden.value() == all.state.hidden.value()));
    REQUIRE(last.output.rank() == 0);
    REQUIRE(last.state.cell.rank() == 0);
    const NoGrad no_grad;
    const auto plain = run({.hidden = false, .cell = false});
    REQUIRE((plain.output.value() == all.output.value()));
    REQUIRE_FALSE(plain.output.requires_gradient());
}

TEST_CASE("lstm: gradients with lengths, of one result or all, x constant or not") {
    auto inputs = random_inputs(4, 9, 4, 2, 3, 3);
    const std::vector<std::size_t> lengths{4, 1, 3, 2, 4, 4, 1, 2, 3};
    const auto run = [&](bool reverse, bool sequence) {
        const auto [y, state] =
            lstm(inputs.x, inputs.weights, inputs.initial,
                 {.reverse = reverse, .lengths = lengths, .sequence = sequence});
        const auto sum_of_both = state.hidden * 2 + state.cell;
        return sequence ? y * squeeze(slice(expand_dims(sum_of_both, 2), 0, 0, 1), 0) : sum_of_both;
    };
    for (const bool reverse : {false, true}) {
        for (const bool sequence : {false, true}) {
            require_gradient([&] { return run(reverse, sequence); }, inputs.list());
        }
    }
    inputs.x = numbers({9, 4, 2});
    require_gradient([&] { return run(false, true); },
                     {inputs.weights.weight_ih, inputs.weights.weight_hh});
}

TEST_CASE("lstm: a start shared by the batch collects its gradients") {
    auto inputs = random_inputs(4, 9, 3, 2, 3, 3);
    inputs.initial = {Number(numbers({1, 1, 3}, 6).value(), true),
                      Number(numbers({1, 1, 3}, 7).value(), true)};
    for (const bool state : {false, true}) {
        require_gradient(
            [&] {
                const auto result = lstm(inputs.x, inputs.weights, inputs.initial,
                                         {.hidden = state, .cell = state});
                return state ? result.state.hidden + result.state.cell : result.output;
            },
            {inputs.initial.hidden, inputs.initial.cell});
    }
}

TEST_CASE("lstm: weights changed before backward() are seen") {
    auto inputs = random_inputs(4, 2, 3, 2, 3, 3);
    const auto y = sum(lstm(inputs.x, inputs.weights).output);
    inputs.weights.weight_hh.mutable_value() *= 2;
    REQUIRE_ERROR(y.backward(), GradientError,
                  "backward: a value of shape [3, 12] that a gradient needs was changed in place "
                  "after its use");
}

TEST_CASE("lstm: errors") {
    const auto x = numbers({2, 4, 3});
    const RecurrentWeights<Number> weights{.weight_ih = numbers({3, 20}),
                                           .weight_hh = numbers({5, 20})};
    const auto with = [&](auto change) {
        auto wrong = weights;
        change(wrong);
        return lstm(x, wrong);
    };
    REQUIRE_ERROR(with([](auto& w) {
                      w.weight_ih = numbers({3, 18});
                  }),
                  ShapeError, "lstm: expected weight_ih [in, 4 hidden], got [3, 18]");
    REQUIRE_ERROR(with([](auto& w) { w.weight_hh = {}; }), ShapeError,
                  "lstm: expected weight_hh [5, 20], got []");
    REQUIRE_ERROR(with([](auto& w) { w.bias_ih = numbers({5}); }), ShapeError,
                  "lstm: expected bias_ih [20], got [5]");
    REQUIRE_ERROR(with([](auto& w) {
                      w.weight_hr = numbers({5, 2});
                  }),
                  ShapeError, "lstm: expected weight_hh [2, 20], got [5, 20]");
    REQUIRE_ERROR(with([](auto& w) {
                      w.weight_hr = numbers({4, 5});
                  }),
                  ShapeError, "lstm: expected weight_hr [5, 5], got [4, 5]");
    REQUIRE_ERROR(with([](auto& w) {
                      w.weight_peephole = numbers({2, 5});
                  }),
                  ShapeError, "lstm: expected weight_peephole [3, 5], got [2, 5]");
    REQUIRE_ERROR(lstm(numbers({2, 3}), weights), ShapeError,
                  "lstm: expected input [batch, time, 3], got [2, 3]");
    REQUIRE_ERROR(lstm(numbers({2, 0, 3}), weights), ShapeError,
                  "lstm: expected at least 1 time step, got [2, 0, 3]");
    REQUIRE_ERROR(lstm(x, weights, {numbers({1, 2, 5}), numbers({1, 3, 5})}), ShapeError,
                  "lstm: expected cell state [1, 2, 5], got [1, 3, 5]");
    const std::vector<std::size_t> lengths{4, 5}, three{1, 2, 3};
    REQUIRE_ERROR(lstm(x, weights, {}, {.lengths = lengths}), ValueError,
                  "lstm: expected lengths from 1 to 4, got 5");
    REQUIRE_ERROR(lstm(x, weights, {}, {.lengths = three}), ShapeError,
                  "lstm: expected 2 lengths, one per sequence, got 3");
}

TEST_CASE("lstm: an empty batch has an empty result and gradients 0") {
    auto inputs = random_inputs(4, 0, 3, 2, 5, 5);
    const auto [y, state] = lstm(inputs.x, inputs.weights, inputs.initial);
    REQUIRE(y.shape() == Shape{0, 3, 5});
    REQUIRE(state.hidden.shape() == Shape{1, 0, 5});
    REQUIRE(state.cell.shape() == Shape{1, 0, 5});
    (sum(y) + sum(state.cell)).backward();
    for (const Number* weight : inputs.weights.all()) {
        if (weight->rank() == 0) { continue; }
        REQUIRE((weight->gradient() == full_tensor(weight->shape(), 0.0)));
    }
}
