#pragma once

#include <cstddef>
#include <type_traits>

#include "nnlite/autograd/dual.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/lstm.hpp"
#include "nnlite/ops/recurrent_operation.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

/// i, f, o = sigmoid(a_i, a_f, a_o), g = tanh(a_g), c = f c_old + i g, h = o tanh(c), where
/// a = x W_ih + b + h_old W_hh. With a peephole p the gates depend on the cell: a_i + p_i c_old,
/// a_f + p_f c_old, a_o + p_o c. With a projection W_hr the state is h W_hr.
template <class T>
class LstmStep {
   public:
    static constexpr std::size_t gates = 4;
    static constexpr bool has_cell = true;
    struct Options {};

    LstmStep(const kernels::RecurrentPlan<T>& of, const RecurrentWeights<const T*>& weights,
             Options, Pass pass)
        : hidden_(of.hidden),
          width_(of.width),
          peephole_(weights.weight_peephole),
          weight_(packed_columns(of, weights.weight_hh, width_, 4 * hidden_, 4 * hidden_, pass)),
          is_projected_(weights.weight_hr != nullptr) {
        if (is_projected_) {
            projection_ = packed_columns(of, weights.weight_hr, hidden_, width_, width_, pass);
        }
    }

    // h before the projection.
    bool has_extra() const { return is_projected_; }
    std::size_t own_bias() const { return 0; }
    // Those of the peephole, then of the projection.
    std::size_t own_weights() const {
        return peephole_weights() + is_projected_ * hidden_ * width_;
    }

    void forward(const kernels::RecurrentBlock<T>& s) const {
        weight_.multiply(s.rows, s.h_old, width_, s.gates, 4 * hidden_, {.accumulate = true});
        T* const h = is_projected_ ? s.extra : s.h;
        s.for_units(hidden_, [&](std::size_t row, std::size_t j, std::size_t part) {
            const std::size_t at = row * hidden_ + j;
            T* const a = s.gates + 4 * row * hidden_ + j;
            const Pack<T> c_old = load(s.c_old + at, part);
            Pack<T> a_i = load(a, part), a_f = load(a + hidden_, part);
            Pack<T> a_o = load(a + 3 * hidden_, part);
            if (peephole_ != nullptr) {
                a_i = fma(load(peephole_ + j, part), c_old, a_i);
                a_f = fma(load(peephole_ + hidden_ + j, part), c_old, a_f);
            }
            const Pack<T> i = sigmoid(a_i), f = sigmoid(a_f), g = tanh(load(a + 2 * hidden_, part));
            const Pack<T> c = fma(f, c_old, i * g);
            if (peephole_ != nullptr) {
                a_o = fma(load(peephole_ + 2 * hidden_ + j, part), c, a_o);
            }
            const Pack<T> o = sigmoid(a_o);
            store(a, part, i);
            store(a + hidden_, part, f);
            store(a + 2 * hidden_, part, g);
            store(a + 3 * hidden_, part, o);
            store(s.c + at, part, c);
            store(h + at, part, o * tanh(c));
        });
        if (is_projected_) { projection_.multiply(s.rows, s.extra, hidden_, s.h, width_); }
    }

    void backward(const kernels::RecurrentBlock<T>& s) const {
        if (is_projected_) { unproject(s); }
        const T* const slopes = is_projected_ ? s.scratch : s.dh;
        s.for_units(hidden_, [&](std::size_t row, std::size_t j, std::size_t part) {
            const std::size_t at = row * hidden_ + j;
            const T* const gate = s.gates + 4 * row * hidden_ + j;
            const Pack<T> i = load(gate, part), f = load(gate + hidden_, part);
            const Pack<T> g = load(gate + 2 * hidden_, part), o = load(gate + 3 * hidden_, part);
            const Pack<T> c_old = load(s.c_old + at, part), c = load(s.c + at, part);
            const Pack<T> dh = load(slopes + at, part), tanh_c = tanh(c);
            const Pack<T> da_o = formula::Sigmoid::gradient(dh * tanh_c, o);
            Pack<T> dc = load(s.dc + at, part) + formula::Tanh::gradient(dh * o, tanh_c);
            if (peephole_ != nullptr) {
                dc = fma(load(peephole_ + 2 * hidden_ + j, part), da_o, dc);
            }
            const Pack<T> da_i = formula::Sigmoid::gradient(dc * g, i),
                          da_f = formula::Sigmoid::gradient(dc * c_old, f);
            Pack<T> dc_old = dc * f;
            if (peephole_ != nullptr) {
                dc_old = fma(load(peephole_ + j, part), da_i, dc_old);
                dc_old = fma(load(peephole_ + hidden_ + j, part), da_f, dc_old);
                add_product(s.own + j, part, da_i, c_old);
                add_product(s.own + hidden_ + j, part, da_f, c_old);
                add_product(s.own + 2 * hidden_ + j, part, da_o, c);
            }
            T* const da = s.dgates + 4 * row * hidden_ + j;
            store(da, part, da_i);
            store(da + hidden_, part, da_f);
            store(da + 2 * hidden_, part, formula::Tanh::gradient(dc * i, g));
            store(da + 3 * hidden_, part, da_o);
            store(s.dc + at, part, dc_old);
        });
        s.for_units(width_, [&](std::size_t row, std::size_t j, std::size_t part) {
            store(s.dh + row * width_ + j, part, Pack<T>(T(0)));
        });
        weight_.multiply(s.rows, s.dgates, 4 * hidden_, s.dh, width_, {.accumulate = true});
    }

    void add_weight_gradients(const kernels::RecurrentBlock<T>& all, T* dweight_hh) const {
        kernels::add_transposed_product(width_, 4 * hidden_, all.steps(), all.h_old, width_,
                                        all.dgates, 4 * hidden_, dweight_hh, 4 * hidden_);
    }

   private:
    std::size_t peephole_weights() const { return peephole_ != nullptr ? 3 * hidden_ : 0; }

    // scratch = d(h before the projection); the gradient of the projection.
    void unproject(const kernels::RecurrentBlock<T>& s) const {
        projection_.multiply(s.rows, s.dh, width_, s.scratch, hidden_);
        kernels::add_transposed_product(hidden_, width_, s.rows, s.extra, hidden_, s.dh, width_,
                                        s.own + peephole_weights(), width_);
    }

    static void add_product(T* to, std::size_t part, Pack<T> a, Pack<T> b) {
        store(to, part, fma(a, b, load(to, part)));
    }

    std::size_t hidden_, width_;
    const T* peephole_;
    kernels::PackedMatrix<T> weight_;
    bool is_projected_;
    kernels::PackedMatrix<T> projection_;
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
RecurrentResult<T> lstm(const Variable<T>& x,
                        const std::type_identity_t<RecurrentWeights<Variable<T>>>& weights,
                        const std::type_identity_t<RecurrentState<T>>& initial,
                        const detail::DirectionOptions& options) {
    return detail::recurrent_operation<detail::LstmStep<T>>("lstm", x, weights, initial, options);
}

}  // namespace nnlite
