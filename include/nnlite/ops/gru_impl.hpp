#pragma once

#include <cstddef>
#include <type_traits>

#include "nnlite/autograd/dual.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/gru.hpp"
#include "nnlite/ops/recurrent_operation.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

/// r, z = sigmoid(a_r, a_z), h = (1 - z) n + z h_old, where a = x W_ih + b + h_old W_hh and
/// n = tanh(x W_in + b_in + r (h_old W_hn + b_hn)), or tanh(x W_in + b_n + (r h_old) W_hn) with the
/// reset before the product. update_takes_new exchanges n and h_old in h.
template <class T>
class GruStep {
   public:
    static constexpr std::size_t gates = 3;
    static constexpr bool has_cell = false;
    struct Options {
        bool reset_after = true;
        bool update_takes_new = false;
    };

    GruStep(const kernels::RecurrentPlan<T>& of, const RecurrentWeights<const T*>& weights,
            Options options, Pass pass)
        : hidden_(of.hidden),
          options_(options),
          bias_hn_(weights.bias_hh == nullptr ? nullptr : weights.bias_hh + 2 * hidden_),
          weight_rz_(
              packed_columns(of, weights.weight_hh, hidden_, 2 * hidden_, 3 * hidden_, pass)),
          weight_n_(packed_columns(of, weights.weight_hh, hidden_, hidden_, 3 * hidden_, pass,
                                   2 * hidden_)) {}

    // h_old W_hn + b_hn, or r h_old.
    bool has_extra() const { return true; }
    // b_hn, which the reset gate scales, is added here and has a separate gradient.
    std::size_t own_bias() const { return options_.reset_after ? hidden_ : 0; }
    std::size_t own_weights() const { return own_bias(); }

    void forward(const kernels::RecurrentBlock<T>& s) const {
        weight_rz_.multiply(s.rows, s.h_old, hidden_, s.gates, 3 * hidden_, {.accumulate = true});
        if (options_.reset_after) {
            weight_n_.multiply(s.rows, s.h_old, hidden_, s.extra, hidden_, {.bias = bias_hn_});
        } else {
            for_gates(s, [&](std::size_t at, T* a, std::size_t part) {
                const Pack<T> r = sigmoid(load(a, part));
                store(a, part, r);
                store(s.extra + at, part, r * load(s.h_old + at, part));
            });
            weight_n_.multiply(s.rows, s.extra, hidden_, s.gates + 2 * hidden_, 3 * hidden_,
                               {.accumulate = true});
        }
        for_gates(s, [&](std::size_t at, T* a, std::size_t part) {
            Pack<T> a_n = load(a + 2 * hidden_, part);
            if (options_.reset_after) {
                const Pack<T> r = sigmoid(load(a, part));
                store(a, part, r);
                a_n = fma(r, load(s.extra + at, part), a_n);
            }
            const Pack<T> z = sigmoid(load(a + hidden_, part)), n = tanh(a_n);
            store(a + hidden_, part, z);
            store(a + 2 * hidden_, part, n);
            const Pack<T> h_old = load(s.h_old + at, part);
            store(s.h + at, part,
                  options_.update_takes_new ? fma(z, n - h_old, h_old) : fma(z, h_old - n, n));
        });
    }

    void backward(const kernels::RecurrentBlock<T>& s) const {
        for_gates(s, [&](std::size_t at, const T* gate, std::size_t part) {
            const Pack<T> r = load(gate, part), z = load(gate + hidden_, part);
            const Pack<T> n = load(gate + 2 * hidden_, part), h_old = load(s.h_old + at, part);
            const Pack<T> dh = load(s.dh + at, part), dh_z = dh * z;
            const bool swap = options_.update_takes_new;
            const Pack<T> da_n = formula::Tanh::gradient(swap ? dh_z : dh - dh_z, n);
            T* const da = s.dgates + (gate - s.gates);
            store(da + hidden_, part,
                  formula::Sigmoid::gradient(dh * (swap ? n - h_old : h_old - n), z));
            store(da + 2 * hidden_, part, da_n);
            store(s.dh + at, part, swap ? dh - dh_z : dh_z);
            if (options_.reset_after) {
                store(da, part, formula::Sigmoid::gradient(da_n * load(s.extra + at, part), r));
                store(s.dextra + at, part, da_n * r);
            }
        });
        if (options_.reset_after) {
            weight_n_.multiply(s.rows, s.dextra, hidden_, s.dh, hidden_, {.accumulate = true});
        } else {
            weight_n_.multiply(s.rows, s.dgates + 2 * hidden_, 3 * hidden_, s.scratch, hidden_);
            for_gates(s, [&](std::size_t at, const T* gate, std::size_t part) {
                const Pack<T> r = load(gate, part), slope = load(s.scratch + at, part);
                store(s.dgates + (gate - s.gates), part,
                      formula::Sigmoid::gradient(slope * load(s.h_old + at, part), r));
                store(s.dh + at, part, fma(slope, r, load(s.dh + at, part)));
            });
        }
        weight_rz_.multiply(s.rows, s.dgates, 3 * hidden_, s.dh, hidden_, {.accumulate = true});
    }

    void add_weight_gradients(const kernels::RecurrentBlock<T>& all, T* dweight_hh) const {
        const std::size_t stride = 3 * hidden_, steps = all.steps();
        const T *const h_old = all.h_old, *const dgates = all.dgates, *const dextra = all.dextra;
        kernels::add_transposed_product(hidden_, 2 * hidden_, steps, h_old, hidden_, dgates, stride,
                                        dweight_hh, stride);
        T* const dweight_hn = dweight_hh + 2 * hidden_;
        if (!options_.reset_after) {
            return kernels::add_transposed_product(hidden_, hidden_, steps, all.extra, hidden_,
                                                   dgates + 2 * hidden_, stride, dweight_hn,
                                                   stride);
        }
        kernels::add_transposed_product(hidden_, hidden_, steps, h_old, hidden_, dextra, hidden_,
                                        dweight_hn, stride);
        for_packs<T>(hidden_, [&](std::size_t j, std::size_t part) {
            Pack<T> sum = load(all.own + j, part);
            for (std::size_t i = 0; i < steps; ++i) { sum += load(dextra + i * hidden_ + j, part); }
            store(all.own + j, part, sum);
        });
    }

   private:
    // f(position in [rows, hidden], position of the gates, part).
    template <class F>
    void for_gates(const kernels::RecurrentBlock<T>& s, F f) const {
        s.for_units(hidden_, [&](std::size_t row, std::size_t j, std::size_t part) {
            f(row * hidden_ + j, s.gates + 3 * row * hidden_ + j, part);
        });
    }

    std::size_t hidden_;
    Options options_;
    const T* bias_hn_;
    kernels::PackedMatrix<T> weight_rz_, weight_n_;
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
RecurrentResult<T> gru(const Variable<T>& x,
                       const std::type_identity_t<RecurrentWeights<Variable<T>>>& weights,
                       const std::type_identity_t<RecurrentState<T>>& initial,
                       const detail::GRUFunctionOptions& options) {
    return detail::recurrent_operation<detail::GruStep<T>>(
        "gru", x, weights, initial,
        {options.reverse, options.lengths, options.sequence, options.hidden, false},
        {options.reset_after, options.update_takes_new});
}

}  // namespace nnlite
