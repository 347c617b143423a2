#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/ops/recurrent.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The function of an RNN.
enum class RecurrentActivation { tanh, relu };

inline std::vector<std::string_view> names_of(RecurrentActivation) { return {"tanh", "relu"}; }

namespace detail {

// What rnn() takes besides its tensors.
struct RNNFunctionOptions {
    bool reverse = false;                       // from the last time step to the first
    std::span<const std::size_t> lengths = {};  // of the sequences; none: all have full length
    bool sequence = true, hidden = true;        // false: that result is absent
    RecurrentActivation activation = RecurrentActivation::tanh;
};

}  // namespace detail

/// One direction of one layer of RNN: h_t = f(x_t W_ih + b_ih + h_t-1 W_hh + b_hh), f tanh or ReLU.
/// After the end of a sequence shorter than `time` its output is 0 and its state does not change.
/// Shapes: x [batch, time, in]; weight_ih [in, hidden], weight_hh [hidden, hidden], bias_ih and
/// bias_hh [hidden] or absent; initial.hidden [1, batch, hidden], [1, 1, hidden] for all sequences,
/// or absent: 0; lengths [batch] -> output [batch, time, hidden], state.hidden [1, batch, hidden].
/// Units or ranges: time >= 1.
/// Throws: ShapeError if they do not fit; ValueError for a length that is 0 or beyond `time`.
/// Elsewhere: torch.rnn_tanh; torch.rnn_relu.
template <class T>
RecurrentResult<T> rnn(const Variable<T>& x,
                       const std::type_identity_t<RecurrentWeights<Variable<T>>>& weights,
                       const std::type_identity_t<RecurrentState<T>>& initial = {},
                       const detail::RNNFunctionOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/rnn_impl.hpp"
#endif
