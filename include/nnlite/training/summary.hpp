#pragma once

#include <cstddef>
#include <string>

#include "nnlite/layers/sequential.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

std::string with_commas(std::size_t number);

// "136.04 KB"; the units are powers of 1024.
std::string size_text(double bytes);

std::string batch_shape_text(const Shape& sample);

// Cut or filled to `width` characters (ASCII), at the left or the right side.
std::string cell(const std::string& text, std::size_t width, bool right);

}  // namespace detail

/// The layers of a built network as Keras' summary() shows them: a box table of each layer's name
/// and class, output shape and number of parameters, then the totals with their sizes in memory.
/// BatchNorm's running statistics count as non-trainable parameters.
/// `optimizer_values` (0: not trained yet) are counted in the total, as Keras does.
/// Throws: ValueError if line_length is below 11.
template <class T>
std::string summary_text(Sequential<T>& network, std::size_t optimizer_values = 0,
                         std::size_t line_length = 80);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/training/summary_impl.hpp"
#endif
