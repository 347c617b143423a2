#include "nnlite/ops/recurrent_gru.hpp"

#include "recurrent_formula.hpp"

using namespace nnlite;
using Gru = detail::GruStep<double>;

TEST_CASE("GRU step: values and gradients are the formula's through autograd, in all four forms") {
    for (const bool reset_after : {true, false}) {
        for (const bool takes_new : {false, true}) {
            INFO("reset_after " << reset_after << ", update_takes_new " << takes_new);
            const auto formula = [=](const RecurrentInputs& w, std::size_t hidden, const Number& x,
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
            require_formula_of_sizes<Gru>(3, formula, {reset_after, takes_new});
        }
    }
}
