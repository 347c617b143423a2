#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// A recurrent layer unrolled over time as a graph in Graphviz's language: the same cell, with the
/// same weights, at each time step; h goes from one time step to the next, in an LSTM c too.
/// Throws: ValueError if the cell is not RNN, LSTM or GRU, or steps are not from 1 to 50.
std::string unrolled_dot(std::string_view cell, std::size_t steps = 4);

/// A cell's operations in one time step, as a graph in Graphviz's language: from the old state and
/// the input, through the gates, to the new state.
/// Throws: ValueError if the cell is not RNN, LSTM or GRU.
/// Source: the formulas of PyTorch, except for the GRU, whose reset gate is before the product, as
/// in Cho et al. 2014; z is the weight of the old state.
std::string cell_dot(std::string_view cell);

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/recurrent_figures_impl.hpp"
#endif
