#pragma once

#include "nnlite/autograd/dual.hpp"
#include "nnlite/kernels/packed_matrix.hpp"
#include "nnlite/kernels/recurrent.hpp"
#include "nnlite/ops/activation.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

/// The weights of a cell except those of its input; a null one is absent.
template <class T>
struct RecurrentWeights {
    std::size_t hidden, width;
    std::size_t steps;    // of all sequences
    const T* weight_hh;   // [width, gates hidden]
    const T* bias_hh;     // [gates hidden]
    const T* peephole;    // [3, hidden]
    const T* projection;  // [hidden, width]
};

/// The pass that a cell's products are for: the backward pass uses the transposed weights.
enum class Pass { forward, backward };

/// Columns [first, first + n) of a matrix [k, stride] for products with it, or with its transpose.
template <class T>
kernels::PackedMatrix<T> packed_columns(const RecurrentWeights<T>& of, const T* matrix,
                                        std::size_t k, std::size_t n, std::size_t stride, Pass pass,
                                        std::size_t first = 0) {
    const bool forward = pass == Pass::forward;
    return {forward ? k : n, forward ? n : k, {matrix + first, stride, !forward}, of.steps};
}

struct RecurrentReLU : formula::ReLU {
    template <class V>
    static V gradient(V dy, V y) {
        return where(y <= 0, V(0), dy);
    }
};

/// h = f(a), a = x W_ih + b + h_old W_hh.
template <class T, class F>
class RnnStep {
   public:
    static constexpr std::size_t gates = 1;
    static constexpr bool has_cell = false;
    struct Options {};

    RnnStep(const RecurrentWeights<T>& of, Options, Pass pass)
        : hidden_(of.hidden),
          weight_(packed_columns(of, of.weight_hh, of.hidden, of.hidden, of.hidden, pass)) {}

    static bool has_extra(const RecurrentWeights<T>&, Options) { return false; }
    static std::size_t own_bias(const RecurrentWeights<T>&, Options) { return 0; }
    static std::size_t own_weights(const RecurrentWeights<T>&, Options) { return 0; }

    void forward(const kernels::RecurrentStep<T>& s) const {
        weight_.multiply(s.rows, s.h_old, hidden_, s.gates, hidden_, {.accumulate = true});
        s.for_units(hidden_, [&](std::size_t row, std::size_t j, std::size_t part) {
            const std::size_t at = row * hidden_ + j;
            store(s.h + at, part, F{}(load(s.gates + at, part)));
        });
    }

    void backward(const kernels::RecurrentStep<T>& s, const kernels::RecurrentSlopes<T>& d) const {
        s.for_units(hidden_, [&](std::size_t row, std::size_t j, std::size_t part) {
            const std::size_t at = row * hidden_ + j;
            store(d.dgates + at, part, F::gradient(load(d.dh + at, part), load(s.h + at, part)));
            store(d.dh + at, part, Pack<T>(T(0)));
        });
        weight_.multiply(s.rows, d.dgates, hidden_, d.dh, hidden_, {.accumulate = true});
    }

    void add_weight_gradients(std::size_t steps, const kernels::RecurrentTape<T>& tape,
                              const T* dgates, const T*, T* dweight_hh, T*) const {
        kernels::add_transposed_product(hidden_, hidden_, steps, tape.hidden, hidden_, dgates,
                                        hidden_, dweight_hh, hidden_);
    }

   private:
    std::size_t hidden_;
    kernels::PackedMatrix<T> weight_;
};

template <class T>
using TanhStep = RnnStep<T, formula::Tanh>;
template <class T>
using ReluStep = RnnStep<T, RecurrentReLU>;

}  // namespace nnlite::detail
