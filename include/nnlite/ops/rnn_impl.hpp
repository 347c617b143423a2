#pragma once

#include <cstddef>
#include <type_traits>

#include "nnlite/autograd/dual.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/recurrent_operation.hpp"
#include "nnlite/ops/rnn.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

/// h = f(a), a = x W_ih + b + h_old W_hh.
template <class T, class F>
class RnnStep {
   public:
    static constexpr std::size_t gates = 1;
    static constexpr bool has_cell = false;
    struct Options {};

    RnnStep(const kernels::RecurrentPlan<T>& of, const RecurrentWeights<const T*>& weights, Options,
            Pass pass)
        : hidden_(of.hidden),
          weight_(packed_columns(of, weights.weight_hh, hidden_, hidden_, hidden_, pass)) {}

    bool has_extra() const { return false; }
    std::size_t own_bias() const { return 0; }
    std::size_t own_weights() const { return 0; }

    void forward(const kernels::RecurrentBlock<T>& s) const {
        weight_.multiply(s.rows, s.h_old, hidden_, s.gates, hidden_, {.accumulate = true});
        s.for_units(hidden_, [&](std::size_t row, std::size_t j, std::size_t part) {
            const std::size_t at = row * hidden_ + j;
            store(s.h + at, part, F{}(load(s.gates + at, part)));
        });
    }

    void backward(const kernels::RecurrentBlock<T>& s) const {
        s.for_units(hidden_, [&](std::size_t row, std::size_t j, std::size_t part) {
            const std::size_t at = row * hidden_ + j;
            store(s.dgates + at, part, slope(load(s.dh + at, part), load(s.h + at, part)));
            store(s.dh + at, part, Pack<T>(T(0)));
        });
        weight_.multiply(s.rows, s.dgates, hidden_, s.dh, hidden_, {.accumulate = true});
    }

    void add_weight_gradients(const kernels::RecurrentBlock<T>& all, T* dweight_hh) const {
        kernels::add_transposed_product(hidden_, hidden_, all.steps(), all.h_old, hidden_,
                                        all.dgates, hidden_, dweight_hh, hidden_);
    }

   private:
    static Pack<T> slope(Pack<T> dy, Pack<T> y) {
        if constexpr (std::is_same_v<F, formula::ReLU>) {
            return where(y <= 0, Pack<T>(T(0)), dy);
        } else {
            return F::gradient(dy, y);
        }
    }

    std::size_t hidden_;
    kernels::PackedMatrix<T> weight_;
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
RecurrentResult<T> rnn(const Variable<T>& x,
                       const std::type_identity_t<RecurrentWeights<Variable<T>>>& weights,
                       const std::type_identity_t<RecurrentState<T>>& initial,
                       const detail::RNNFunctionOptions& options) {
    const auto run = [&]<class F>(F) {
        return detail::recurrent_operation<detail::RnnStep<T, F>>(
            "rnn", x, weights, initial,
            {options.reverse, options.lengths, options.sequence, options.hidden, false});
    };
    return options.activation == RecurrentActivation::tanh ? run(detail::formula::Tanh{})
                                                           : run(detail::formula::ReLU{});
}

}  // namespace nnlite
