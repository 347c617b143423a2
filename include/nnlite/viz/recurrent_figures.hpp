#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// A recurrent layer unrolled over time as a graph in Graphviz's language: the same cell, so the
/// same weights, at each step; h goes from step to step, of an LSTM c too.
/// Throws: ValueError if the cell is not RNN, LSTM or GRU, or steps are not from 1 to 50.
std::string unrolled_dot(std::string_view cell, std::size_t steps = 4);

/// What a cell does in a step, as a graph in Graphviz's language: from the state before and the
/// input, through the gates, to the state after.
/// Throws: ValueError if the cell is not RNN, LSTM or GRU.
/// Source: the formulas of PyTorch, but for the GRU, whose reset gate is in its first place here
/// (Cho et al. 2014), before the product; z keeps the old state.
std::string cell_dot(std::string_view cell);

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/recurrent_figures_impl.hpp"
#endif
