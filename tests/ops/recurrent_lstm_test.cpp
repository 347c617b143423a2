#include "nnlite/ops/recurrent_lstm.hpp"

#include "recurrent_formula.hpp"

using namespace nnlite;
using Lstm = detail::LstmStep<double>;

namespace {

StepState lstm_step(const RecurrentInputs& w, std::size_t hidden, const Number& x,
                    const StepState& old) {
    const auto a = matmul(x, w.weight_ih) + w.bias_ih + matmul(old.h, w.weight_hh) + w.bias_hh;
    const bool peephole = w.peephole.rank() > 0;
    const auto sees = [&](std::size_t which, const Number& sum, const Number& c) {
        const auto row = std::ptrdiff_t(which);
        return peephole ? sum + slice(w.peephole, 0, row, row + 1) * c : sum;
    };
    const auto i = sigmoid(sees(0, gate(a, 0, hidden), old.c));
    const auto f = sigmoid(sees(1, gate(a, 1, hidden), old.c));
    const auto c = f * old.c + i * tanh(gate(a, 2, hidden));
    const auto h = sigmoid(sees(2, gate(a, 3, hidden), c)) * tanh(c);
    return {w.projection.rank() > 0 ? matmul(h, w.projection) : h, c};
}

}  // namespace

TEST_CASE("LSTM step: values and gradients are the formula's through autograd") {
    require_formula_of_sizes<Lstm>(4, lstm_step);
}

TEST_CASE("LSTM step: peephole and projection through autograd") {
    for (const bool peephole : {false, true}) {
        for (const std::size_t width : {7U, 3U}) {
            INFO("peephole " << peephole << ", width " << width);
            auto inputs = random_inputs(4, 10, 3, 2, 7, width);
            inputs.c0 = Number(numbers({1, 10, 7}, 7).value(), true);
            if (peephole) { inputs.peephole = Number(numbers({3, 7}, 11).value(), true); }
            if (width < 7) { inputs.projection = Number(numbers({7, width}, 12).value(), true); }
            require_formula<Lstm>(inputs, [&](const Number& x, const StepState& old) {
                return lstm_step(inputs, 7, x, old);
            });
        }
    }
}

TEST_CASE("LSTM step: saturated gates stay finite") {
    auto inputs = random_inputs(4, 2, 3, 1, 3, 3);
    inputs.x.mutable_value() *= 1e6;
    const auto parts = detail::recurrent_operation<Lstm>("test", inputs, {});
    for (const double h : parts.sequence.value()) { REQUIRE(std::abs(h) <= 1); }
    sum(parts.sequence).backward();
    for (const double slope : inputs.weight_hh.gradient()) { REQUIRE(std::isfinite(slope)); }
}
