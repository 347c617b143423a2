#include "nnlite/layers/recurrent.hpp"

#include <cmath>
#include <limits>

#include "layers/compare.hpp"
#include "nnlite/autograd/grad_mode.hpp"
#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/rnn.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/training/summary.hpp"
#include "support/check_layer.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

using Values = Tensor<double>;

template <class L>
L seeded(L layer, const Shape& sample = {4, 2}) {
    CounterGenerator generator(1);
    layer.build(sample, generator);
    return layer;
}

// Rows [begin, end) along an axis.
Variable<double> part(const Variable<double>& x, std::ptrdiff_t axis, std::size_t begin,
                      std::size_t end) {
    return slice(x, axis, std::ptrdiff_t(begin), std::ptrdiff_t(end));
}

double distance(const Values& a, const Values& b) {
    REQUIRE(a.shape() == b.shape());
    return max_difference(a, std::vector<double>(b.begin(), b.end()));
}

}  // namespace

TEMPLATE_TEST_CASE("recurrent layers: a sequence may be given in pieces", "", RNN<double>,
                   LSTM<double>, GRU<double>) {
    auto layer = seeded(TestType(5, {.layers = 2}));
    const Variable<double> x(irregular_values({3, 7, 2}));
    const auto [whole, end] = layer.run(x);
    const auto first = layer.run(part(x, 1, 0, 4));
    const auto second = layer.run(part(x, 1, 4, 7), &first.state);
    REQUIRE(distance(first.output.value(), part(whole, 1, 0, 4).value()) < 1e-14);
    REQUIRE(distance(second.output.value(), part(whole, 1, 4, 7).value()) < 1e-14);
    REQUIRE(distance(second.state.hidden.value(), end.hidden.value()) < 1e-14);
    REQUIRE((layer.forward(x).value() == whole.value()));
    REQUIRE(end.hidden.shape() == Shape{2, 3, 5});
}

TEST_CASE("recurrent layers: gradients go through the state until it is detached") {
    auto layer = seeded(LSTM<double>(5));
    const Variable<double> x(irregular_values({3, 7, 2}));
    const auto gradient = [&](bool detached) {
        const Variable<double> early(part(x, 1, 0, 4).value(), true);
        const auto first = layer.run(early);
        const auto state = detached ? first.state.detach() : first.state;
        sum(layer.run(part(x, 1, 4, 7), &state).output).backward();
        return early.has_gradient();
    };
    REQUIRE(gradient(false));
    REQUIRE_FALSE(gradient(true));
}

TEMPLATE_TEST_CASE("recurrent layers: each sequence ends at its length, whatever stands behind", "",
                   RNN<double>, LSTM<double>, GRU<double>) {
    auto layer = seeded(TestType(5, {.layers = 2, .bidirectional = true}));
    const std::vector<std::size_t> lengths{2, 5, 1, 4};
    Values padded = irregular_values({4, 5, 2});
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t t = lengths[i]; t < 5; ++t) {
            padded(i, t, 0) = padded(i, t, 1) = std::numeric_limits<double>::quiet_NaN();
        }
    }
    const Variable<double> x(padded, true);
    const auto [y, state] = layer.run(x, nullptr, lengths);
    (sum(y * irregular_values(y.shape())) + sum(state.hidden)).backward();
    for (const auto& variable : parameters(layer)) {
        for (const double slope : variable.gradient()) { REQUIRE(std::isfinite(slope)); }
    }
    auto last_only =
        seeded(TestType(5, {.layers = 2, .bidirectional = true, .return_sequence = false}));
    const auto last = last_only.run(Variable<double>(padded), nullptr, lengths);
    for (std::size_t i = 0; i < 4; ++i) {
        INFO("sequence " << i);
        const auto own = part(part(Variable<double>(padded), 0, i, i + 1), 1, 0, lengths[i]);
        const auto alone = layer.run(own);
        REQUIRE(distance(part(part(y, 0, i, i + 1), 1, 0, lengths[i]).value(),
                         alone.output.value()) < 1e-14);
        REQUIRE(distance(part(state.hidden, 1, i, i + 1).value(), alone.state.hidden.value()) <
                1e-14);
        REQUIRE(distance(part(last.output, 0, i, i + 1).value(), last_only.forward(own).value()) <
                1e-14);
        for (std::size_t t = lengths[i]; t < 5; ++t) {
            REQUIRE(y.value()(i, t, 0) == 0);
            REQUIRE(x.gradient()(i, t, 0) == 0);
        }
    }
}

TEST_CASE("recurrent layers: the last result is that of each direction's own last step") {
    auto sequence = seeded(GRU<double>(3, {.bidirectional = true}));
    auto last = seeded(GRU<double>(3, {.bidirectional = true, .return_sequence = false}));
    const Variable<double> x(irregular_values({2, 4, 2}));
    const auto all = sequence.forward(x).value();
    const auto y = last.forward(x).value();
    REQUIRE(y.shape() == Shape{2, 6});
    for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 6; ++j) { REQUIRE(y(i, j) == all(i, j < 3 ? 3 : 0, j)); }
    }
    REQUIRE((last.run(x).output.value() == y));
}

TEST_CASE("recurrent layers: the functions have the same results") {
    const Variable<double> x(irregular_values({3, 4, 2}));
    const RecurrentState<double> start{irregular_values({1, 3, 5}), irregular_values({1, 3, 5})},
        hidden{start.hidden, {}};
    const std::vector<std::size_t> lengths{2, 4, 1};
    const auto require_same = [&](auto layer, auto function) {
        const auto ps = parameters(layer);
        RecurrentWeights<Variable<double>> weights{
            .weight_ih = ps[0], .weight_hh = ps[1], .bias_ih = ps[2], .bias_hh = ps[3]};
        const bool is_lstm = layer.type() == "LSTM";
        if (is_lstm) { weights.weight_peephole = ps[4]; }
        const auto& initial = is_lstm ? start : hidden;
        const auto wanted = layer.run(x, &initial, lengths);
        const RecurrentResult<double> got = function(weights);
        REQUIRE((got.output.value() == wanted.output.value()));
        REQUIRE((got.state.hidden.value() == wanted.state.hidden.value()));
        REQUIRE((got.state.cell.value() == wanted.state.cell.value()));
    };
    require_same(seeded(RNN<double>(5, {.activation = RecurrentActivation::relu})),
                 [&](const auto& weights) {
                     return rnn(x, weights, hidden,
                                {.lengths = lengths, .activation = RecurrentActivation::relu});
                 });
    require_same(seeded(LSTM<double>(5, {.peephole = true})), [&](const auto& weights) {
        return lstm(x, weights, start, {.lengths = lengths});
    });
    require_same(seeded(GRU<double>(5, {.reset_after = false, .update_takes_new = true})),
                 [&](const auto& weights) {
                     return gru(
                         x, weights, hidden,
                         {.lengths = lengths, .reset_after = false, .update_takes_new = true});
                 });
}

TEST_CASE("recurrent layers: a learned initial state starts at 0 and learns") {
    auto layer = seeded(LSTM<double>(3, {.layers = 2, .learned_initial_state = true}));
    auto plain = seeded(LSTM<double>(3, {.layers = 2}));
    const Variable<double> x(irregular_values({2, 4, 2}));
    REQUIRE((layer.forward(x).value() == plain.forward(x).value()));
    REQUIRE(layer.h0.shape() == Shape{2, 1, 3});
    layer.h0.mutable_value() += 0.5;
    layer.c0.mutable_value() -= 0.25;
    RecurrentState<double> state{full_tensor({2, 2, 3}, 0.5), full_tensor({2, 2, 3}, -0.25)};
    REQUIRE((layer.forward(x).value() == plain.run(x, &state).output.value()));
    REQUIRE((layer.run(x, &state).output.value() == layer.forward(x).value()));
}

TEST_CASE("recurrent layers: dropout is between layers, in training only") {
    auto one = seeded(RNN<double>(4, {.dropout = 0.5}));
    auto two = seeded(RNN<double>(4, {.layers = 2, .dropout = 0.5}));
    auto without = seeded(RNN<double>(4, {.layers = 2}));
    const Variable<double> x(irregular_values({2, 4, 2}));
    REQUIRE((one.forward(x).value() == one.forward(x).value()));
    const Values first = two.forward(x).value();
    REQUIRE((first != two.forward(x).value()));
    REQUIRE((seeded(RNN<double>(4, {.layers = 2, .dropout = 0.5})).forward(x).value() == first));
    set_training(two, false);
    REQUIRE((two.forward(x).value() == without.forward(x).value()));
}

TEST_CASE("recurrent layers: errors of options") {
    REQUIRE_ERROR(RNN(0), ValueError, "RNN: expected hidden >= 1, got 0");
    REQUIRE_ERROR(LSTM(3, {.layers = 0}), ValueError, "LSTM: expected layers >= 1, got 0");
    REQUIRE_ERROR(GRU(2, 3, {.dropout = 1}), ValueError, "GRU: expected dropout in [0, 1), got 1");
    REQUIRE_ERROR(LSTM(3, {.projection = 3}), ValueError,
                  "LSTM: expected a projection below 3, got 3");
}

TEST_CASE("recurrent layers: errors of inputs") {
    CounterGenerator generator;
    GRU<double> layer(2, 3);
    const Values x = irregular_values({2, 4, 2});
    REQUIRE_ERROR(layer.forward(x), ValueError,
                  "GRU: expected build() before forward(), got no parameters");
    REQUIRE_ERROR(layer.build({4, 5}, generator), ShapeError,
                  "GRU: expected input [batch, time, 2], got [batch, 4, 5]");
    REQUIRE_ERROR(layer.build({2}, generator), ShapeError,
                  "GRU: expected input [batch, time, 2], got [batch, 2]");
    REQUIRE_ERROR(GRU<double>(3).build({2}, generator), ShapeError,
                  "GRU: expected input [batch, time, features], got [batch, 2]");
    layer.build({4, 2}, generator);
    REQUIRE_ERROR(layer.forward(irregular_values({2, 4, 3})), ShapeError,
                  "GRU: expected input [batch, time, 2], got [2, 4, 3]");
    REQUIRE_ERROR(layer.forward(irregular_values({4, 2})), ShapeError,
                  "GRU: expected input [batch, time, 2], got [4, 2]");
    REQUIRE_ERROR(layer.forward(empty_tensor<double>({2, 0, 2})), ShapeError,
                  "GRU: expected at least 1 time step, got [2, 0, 2]");
    const auto with_lengths = [&](std::vector<std::size_t> lengths) {
        return layer.run(x, nullptr, lengths);
    };
    REQUIRE_ERROR(with_lengths({4, 5}), ValueError, "GRU: expected lengths from 1 to 4, got 5");
    REQUIRE_ERROR(with_lengths({0, 4}), ValueError, "GRU: expected lengths from 1 to 4, got 0");
    REQUIRE_ERROR(with_lengths({4}), ShapeError,
                  "GRU: expected 2 lengths, one per sequence, got 1");
    const RecurrentState<double> wrong{irregular_values({1, 3, 3}), {}};
    REQUIRE_ERROR(layer.run(x, &wrong), ShapeError,
                  "GRU: expected initial hidden state [1, 2, 3], got [1, 3, 3]");
    auto lstm = seeded(LSTM<double>(3));
    const RecurrentState<double> no_cell{irregular_values({1, 2, 3}), {}};
    REQUIRE_ERROR(lstm.run(x, &no_cell), ShapeError,
                  "LSTM: expected initial cell state [1, 2, 3], got []");
}

TEMPLATE_TEST_CASE("recurrent layers: an empty batch", "", RNN<double>, LSTM<double>, GRU<double>) {
    for (const bool sequence : {true, false}) {
        auto layer =
            seeded(TestType(3, {.layers = 2, .bidirectional = true, .return_sequence = sequence}));
        const Variable<double> x(empty_tensor<double>({0, 4, 2}), true);
        const auto [y, state] = layer.run(x);
        REQUIRE(y.shape() == (sequence ? Shape{0, 4, 6} : Shape{0, 6}));
        REQUIRE(state.hidden.shape() == Shape{4, 0, 3});
        sum(layer.forward(x)).backward();
        for (const auto& variable : parameters(layer)) {
            REQUIRE((variable.gradient() == full_tensor(variable.shape(), 0.0)));
        }
    }
}

TEST_CASE("recurrent layers: the same bits for 1, 2 and 3 threads") {
    const auto step = [](int threads) {
        const int before = num_threads();
        set_num_threads(threads);
        auto layer = seeded(LSTM<float>(17, {.layers = 2, .bidirectional = true}), {5, 3});
        const Variable<float> x(irregular_values<float>({500, 5, 3}), true);
        const auto y = sum(layer.forward(x));
        y.backward();
        std::vector<Tensor<float>> result{y.value(), x.gradient()};
        for (const auto& variable : parameters(layer)) { result.push_back(variable.gradient()); }
        set_num_threads(before);
        return result;
    };
    const auto one = step(1);
    for (const int threads : {2, 3}) {
        const auto more = step(threads);
        for (std::size_t i = 0; i < one.size(); ++i) { REQUIRE((one[i] == more[i])); }
    }
}

TEMPLATE_TEST_CASE("recurrent layers: a kept graph gives its gradients twice", "", RNN<double>,
                   LSTM<double>, GRU<double>) {
    auto layer = seeded(TestType(3));
    const Variable<double> x(irregular_values({2, 4, 2}), true);
    const auto y = sum(layer.forward(x));
    y.backward(true);
    const Values once = x.gradient();
    y.backward();
    REQUIRE((x.gradient() == 2 * once));
}

TEST_CASE("recurrent layers: the documents' models have their numbers of parameters") {
    const auto count = [](auto recurrent) {
        CounterGenerator generator;
        Sequential network(recurrent, Linear(50, 1));
        REQUIRE(network.build({20, 1}, generator) == Shape{1});
        const std::string text = summary_text(network);
        const auto begin = text.find("Total params: ") + 14;
        return text.substr(begin, text.find(" (", begin) - begin);
    };
    REQUIRE(count(RNN(1, 50, {.return_sequence = false})) == "2,701");
    REQUIRE(count(LSTM(1, 50, {.return_sequence = false})) == "10,651");
    REQUIRE(count(GRU(1, 50, {.return_sequence = false})) == "8,001");
}
