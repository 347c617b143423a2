#pragma once

#include <type_traits>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/recurrent.hpp"

namespace nnlite::inline NNLITE_ABI {

/// One direction of one layer of LSTM: i, f, o = sigmoid(a), g = tanh(a) from a = x_t W_ih + b_ih +
/// h_t-1 W_hh + b_hh, c_t = f c_t-1 + i g, h_t = o tanh(c_t). With peephole p: a_i + p_i c_t-1,
/// a_f + p_f c_t-1, a_o + p_o c_t. With projection: h_t = (o tanh(c_t)) W_hr.
/// After the end of a sequence shorter than `time` its output is 0 and its state does not change.
/// Shapes: x [batch, time, in]; weight_ih [in, 4 hidden] (i, f, g, o), weight_hh [width, 4 hidden],
/// bias_ih and bias_hh [4 hidden] or absent, weight_hr [hidden, width] or absent: width = hidden,
/// weight_peephole [3, hidden] (i, f, o) or absent; initial.hidden [1, batch, width], initial.cell
/// [1, batch, hidden], a batch of 1 for all sequences, or absent: 0; lengths [batch] -> output
/// [batch, time, width], state.hidden [1, batch, width], state.cell [1, batch, hidden].
/// Units or ranges: time >= 1.
/// Throws: ShapeError if they do not fit; ValueError for a length that is 0 or beyond `time`.
/// Elsewhere: torch.lstm.
template <class T>
RecurrentResult<T> lstm(const Variable<T>& x,
                        const std::type_identity_t<RecurrentWeights<Variable<T>>>& weights,
                        const std::type_identity_t<RecurrentState<T>>& initial = {},
                        const detail::DirectionOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/lstm_impl.hpp"
#endif
