#include "nnlite/layers/recurrent_cell.hpp"

#include "layers/compare.hpp"
#include "nnlite/autograd/gradcheck.hpp"
#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/rnn.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/slice.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;

namespace {

using Values = Tensor<double>;

Values step_of(const Values& sequence, std::size_t t) {
    return squeeze(slice(Variable<double>(sequence), 1, std::ptrdiff_t(t), std::ptrdiff_t(t + 1)),
                   1)
        .value();
}

// A cell and a layer of the same seed walk through the same sequence.
template <class Layer, class Cell, class Step>
void require_steps(Layer layer, Cell cell, Step step) {
    CounterGenerator first(1), second(1);
    layer.build({4, 2}, first);
    REQUIRE(cell.build({2}, second) == Shape{5});
    const Values x = irregular_values({3, 4, 2});
    const Values expected = layer.forward(x).value();
    RecurrentState<double> state;
    for (std::size_t t = 0; t < 4; ++t) {
        const Variable<double> now(step_of(x, t));
        if (t == 0) { REQUIRE((cell.forward(now).value() == step_of(expected, 0))); }
        state = step(cell, now, state);
        REQUIRE((state.hidden.value() == step_of(expected, t)));
    }
}

}  // namespace

TEST_CASE("recurrent cells take the steps of their layers") {
    const auto hidden = [](auto& cell, const auto& x, const auto& state) {
        return RecurrentState<double>{cell.forward(x, state.hidden), {}};
    };
    const auto both = [](auto& cell, const auto& x, const auto& state) {
        return cell.forward(x, state);
    };
    require_steps(RNN<double>(2, 5, {.activation = RecurrentActivation::relu}),
                  RNNCell<double>(2, 5, {.activation = RecurrentActivation::relu}), hidden);
    require_steps(LSTM<double>(2, 5, {.bias = false, .peephole = true}),
                  LSTMCell<double>(2, 5, {.bias = false, .peephole = true}), both);
    require_steps(GRU<double>(2, 5, {.reset_after = false, .update_takes_new = true}),
                  GRUCell<double>(2, 5, {.reset_after = false, .update_takes_new = true}), hidden);
}

TEST_CASE("recurrent cells keep the laws of a layer") {
    const std::vector<std::string> names{"weight_ih", "weight_hh", "bias_ih", "bias_hh"};
    const auto expected = [&](const std::string& type) {
        return LayerExpectation{.input = {2},
                                .output = {5},
                                .parameters = names,
                                .wrong = {3},
                                .error = type + ": expected input [batch, 2], got [batch, 3]",
                                .large_batch = 100};
    };
    check_layer([] { return RNNCell<double>(2, 5); }, expected("RNNCell"));
    check_layer([] { return LSTMCell<double>(2, 5); }, expected("LSTMCell"));
    check_layer([] { return GRUCell<double>(2, 5); }, expected("GRUCell"));
}

TEST_CASE("recurrent cells: gradients of the old state") {
    CounterGenerator generator;
    LSTMCell<double> lstm(2, 3, {.peephole = true});
    GRUCell<double> gru(2, 3);
    lstm.build({2}, generator);
    gru.build({2}, generator);
    const auto check = check_gradient(
        [&](const auto& in) {
            const auto state = lstm.forward(in[0], {in[1], in[2]});
            return state.hidden * state.cell + gru.forward(in[0], in[1]);
        },
        {irregular_values({4, 2}), irregular_values({4, 3}), 0.5 * irregular_values({4, 3})});
    INFO(check.text());
    REQUIRE(check.relative_error < 1e-6);
}

TEST_CASE("recurrent cells: errors") {
    CounterGenerator generator;
    REQUIRE_ERROR(GRUCell(2, 0), ValueError, "GRUCell: expected hidden >= 1, got 0");
    LSTMCell<double> cell(2, 3);
    REQUIRE_ERROR(cell.forward(irregular_values({4, 2})), ValueError,
                  "LSTMCell: expected build() before forward(), got no parameters");
    cell.build({2}, generator);
    REQUIRE_ERROR(cell.forward(irregular_values({4, 3})), ShapeError,
                  "LSTMCell: expected input [batch, 2], got [4, 3]");
    const RecurrentState<double> wrong{irregular_values({4, 3}), irregular_values({3, 3})};
    REQUIRE_ERROR(cell.forward(irregular_values({4, 2}), wrong), ShapeError,
                  "LSTMCell: expected cell state [4, 3], got [3, 3]");
    REQUIRE_ERROR(RNNCell<double>(2, 3).forward(irregular_values({4, 2})), ValueError,
                  "RNNCell: expected build() before forward(), got no parameters");
}
