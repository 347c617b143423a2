#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/recurrent.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// What gru() takes besides its tensors.
struct GRUFunctionOptions {
    bool reverse = false;                       // from the last time step to the first
    std::span<const std::size_t> lengths = {};  // of the sequences; none: all have full length
    bool sequence = true, hidden = true;        // false: that result is absent
    bool reset_after = true;                    // the reset gate scales the product, not its input
    bool update_takes_new = false;              // h = (1 - z) h_old + z n, not (1 - z) n + z h_old
};

}  // namespace detail

/// One direction of one layer of GRU: r, z = sigmoid(x_t W_ih + b_ih + h_t-1 W_hh + b_hh),
/// n = tanh(x_t W_in + b_in + r (h_t-1 W_hn + b_hn)), h_t = (1 - z) n + z h_t-1. Without
/// reset_after n = tanh(x_t W_in + b_in + (r h_t-1) W_hn + b_hn).
/// After the end of a sequence shorter than `time` its output is 0 and its state does not change.
/// Shapes: x [batch, time, in]; weight_ih [in, 3 hidden] (r, z, n), weight_hh [hidden, 3 hidden],
/// bias_ih and bias_hh [3 hidden] or absent; initial.hidden [1, batch, hidden], [1, 1, hidden] for
/// all sequences, or absent: 0; lengths [batch] -> output [batch, time, hidden], state.hidden
/// [1, batch, hidden].
/// Units or ranges: time >= 1.
/// Throws: ShapeError if they do not fit; ValueError for a length that is 0 or beyond `time`.
/// Elsewhere: torch.gru.
template <class T>
RecurrentResult<T> gru(const Variable<T>& x,
                       const std::type_identity_t<RecurrentWeights<Variable<T>>>& weights,
                       const std::type_identity_t<RecurrentState<T>>& initial = {},
                       const detail::GRUFunctionOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/gru_impl.hpp"
#endif
