#include "nnlite/ops/recurrent_rnn.hpp"

#include "recurrent_formula.hpp"

using namespace nnlite;

TEST_CASE("RNN step: values and gradients are the formula's through autograd") {
    const auto with = [](auto activation) {
        return [=](const RecurrentInputs& w, std::size_t, const Number& x, const StepState& old) {
            const auto a =
                matmul(x, w.weight_ih) + w.bias_ih + matmul(old.h, w.weight_hh) + w.bias_hh;
            return StepState{activation(a), {}};
        };
    };
    require_formula_of_sizes<detail::TanhStep<double>>(1,
                                                       with([](const auto& a) { return tanh(a); }));
    require_formula_of_sizes<detail::ReluStep<double>>(1,
                                                       with([](const auto& a) { return relu(a); }));
}
