#include "nnlite/ops/recurrent.hpp"

#include "nnlite/autograd/grad_mode.hpp"
#include "nnlite/ops/recurrent_lstm.hpp"
#include "recurrent_formula.hpp"

using namespace nnlite;
using Lstm = detail::LstmStep<double>;

TEST_CASE("recurrent operation: only what is wanted is there, the same each time") {
    const auto inputs = random_inputs(4, 3, 4, 2, 5, 5);
    const auto all =
        detail::recurrent_operation<Lstm>("test", inputs, {.hidden = true, .cell = true});
    const auto sequence = detail::recurrent_operation<Lstm>("test", inputs, {});
    const auto last =
        detail::recurrent_operation<Lstm>("test", inputs, {.sequence = false, .hidden = true});
    REQUIRE(all.cell.shape() == Shape{1, 3, 5});
    REQUIRE((sequence.sequence.value() == all.sequence.value()));
    REQUIRE(sequence.hidden.rank() == 0);
    REQUIRE((last.hidden.value() == all.hidden.value()));
    REQUIRE(last.sequence.rank() == 0);
    REQUIRE(last.cell.rank() == 0);
    const NoGrad no_grad;
    const auto plain = detail::recurrent_operation<Lstm>("test", inputs, {});
    REQUIRE((plain.sequence.value() == all.sequence.value()));
    REQUIRE_FALSE(plain.sequence.requires_gradient());
}

TEST_CASE("recurrent operation: gradients with lengths, of one result or all, x constant or not") {
    auto inputs = random_inputs(4, 9, 4, 2, 3, 3);
    const std::vector<std::size_t> lengths{4, 1, 3, 2, 4, 4, 1, 2, 3};
    const auto run = [&](bool reverse, bool sequence) {
        const auto parts = detail::recurrent_operation<Lstm>("test", inputs,
                                                             {.reverse = reverse,
                                                              .lengths = lengths,
                                                              .sequence = sequence,
                                                              .hidden = true,
                                                              .cell = true});
        const auto state = parts.hidden * 2 + parts.cell;
        return sequence ? parts.sequence * squeeze(slice(expand_dims(state, 2), 0, 0, 1), 0)
                        : state;
    };
    for (const bool reverse : {false, true}) {
        for (const bool sequence : {false, true}) {
            require_gradient([&] { return run(reverse, sequence); },
                             {inputs.x, inputs.weight_ih, inputs.weight_hh, inputs.bias_ih,
                              inputs.bias_hh, inputs.h0});
        }
    }
    inputs.x = numbers({9, 4, 2});
    require_gradient([&] { return run(false, true); }, {inputs.weight_ih, inputs.weight_hh});
}

TEST_CASE("recurrent operation: a start shared by the batch collects its gradients") {
    auto inputs = random_inputs(4, 9, 3, 2, 3, 3);
    inputs.h0 = Number(numbers({1, 1, 3}, 6).value(), true);
    inputs.c0 = Number(numbers({1, 1, 3}, 7).value(), true);
    require_gradient([&] { return detail::recurrent_operation<Lstm>("test", inputs, {}).sequence; },
                     {inputs.h0, inputs.c0});
}

TEST_CASE("recurrent operation: weights changed before backward() are seen") {
    auto inputs = random_inputs(4, 2, 3, 2, 3, 3);
    const auto y = sum(detail::recurrent_operation<Lstm>("test", inputs, {}).sequence);
    inputs.weight_hh.mutable_value() *= 2;
    REQUIRE_ERROR(y.backward(), GradientError,
                  "backward: a value of shape [3, 12] that a gradient needs was changed in place "
                  "after its use");
}

TEST_CASE("recurrent operation: checks of input and lengths") {
    REQUIRE_ERROR(detail::check_recurrent_input("LSTM", {2, 3}, 4), ShapeError,
                  "LSTM: expected input [batch, time, 4], got [2, 3]");
    REQUIRE_ERROR(detail::check_recurrent_input("LSTM", {2, 0, 4}, 4), ShapeError,
                  "LSTM: expected at least 1 time step, got [2, 0, 4]");
    const std::vector<std::size_t> lengths{3, 4};
    REQUIRE_ERROR(detail::check_lengths("LSTM", lengths, {2, 3, 1}), ValueError,
                  "LSTM: expected lengths from 1 to 3, got 4");
    REQUIRE_ERROR(detail::check_lengths("LSTM", lengths, {3, 4, 1}), ShapeError,
                  "LSTM: expected 3 lengths, one per sequence, got 2");
}
