#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The state of a recurrent layer between two calls.
/// Shapes: [layers directions, batch, hidden]; `cell` is an LSTM's.
template <class T = float>
struct RecurrentState {
    Variable<T> hidden, cell;

    /// The same state outside the graph: gradients end here (truncated backpropagation through
    /// time).
    RecurrentState detach() const { return {hidden.detach(), cell.detach()}; }
};

/// The result of run(), rnn(), lstm() and gru().
/// Shapes: output [batch, time, directions hidden], or [batch, directions hidden] of the last time
/// step.
template <class T = float>
struct RecurrentResult {
    Variable<T> output;
    RecurrentState<T> state;
};

/// The weights of one direction of one recurrent layer, for rnn(), lstm() and gru(), which say the
/// shapes. One without a value is absent.
template <class Value = Variable<float>>
struct RecurrentWeights {
    Value weight_ih = {}, weight_hh = {};        // of the input, of the state
    Value bias_ih = {}, bias_hh = {};            // both are added
    Value weight_hr = {}, weight_peephole = {};  // the projection and the peephole of an LSTM

    /// In the order in which they are drawn.
    std::array<Value*, 6> all() {
        return {&weight_ih, &weight_hh, &bias_ih, &bias_hh, &weight_hr, &weight_peephole};
    }
    std::array<const Value*, 6> all() const {
        return {&weight_ih, &weight_hh, &bias_ih, &bias_hh, &weight_hr, &weight_peephole};
    }
};

namespace detail {

// What lstm() takes besides its tensors; rnn() and gru() have more.
struct DirectionOptions {
    bool reverse = false;                       // from the last time step to the first
    std::span<const std::size_t> lengths = {};  // of the sequences; none: all have full length
    bool sequence = true, hidden = true, cell = true;  // false: that result is absent
};

// The shapes of all weights; `gates` is 4 for an LSTM, which alone has the last two.
RecurrentWeights<Shape> recurrent_shapes(std::size_t gates, std::size_t in, std::size_t hidden,
                                         std::size_t width);

// The checks of x [batch, time, in] and of the sequences' lengths.
void check_recurrent_input(std::string_view place, const Shape& x, std::size_t in);
void check_lengths(std::string_view place, std::span<const std::size_t> lengths, const Shape& x);

// The checks of rnn(), lstm() and gru(), whose shapes are [] where an input is absent. Returns the
// number of hidden units.
std::size_t check_recurrent(std::string_view place, std::size_t gates, const Shape& x,
                            const RecurrentWeights<Shape>& weights, const Shape& h0,
                            const Shape& c0);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/recurrent_impl.hpp"
#endif
