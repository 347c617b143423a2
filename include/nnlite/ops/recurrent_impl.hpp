#pragma once

#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/ops/recurrent.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE RecurrentWeights<Shape> recurrent_shapes(std::size_t gates, std::size_t in,
                                                       std::size_t hidden, std::size_t width) {
    const std::size_t columns = gates * hidden;
    RecurrentWeights<Shape> shapes{.weight_ih = {in, columns},
                                   .weight_hh = {width, columns},
                                   .bias_ih = {columns},
                                   .bias_hh = {columns}};
    if (gates == 4) {
        shapes.weight_hr = {hidden, width};
        shapes.weight_peephole = {3, hidden};
    }
    return shapes;
}

NNLITE_INLINE void check_recurrent_input(std::string_view place, const Shape& x, std::size_t in) {
    if (x.size() != 3 || x[2] != in) {
        fail<ShapeError>(place, ": expected input [batch, time, ", in, "], got ", x);
    }
    if (x[1] == 0) { fail<ShapeError>(place, ": expected at least 1 time step, got ", x); }
}

NNLITE_INLINE void check_lengths(std::string_view place, std::span<const std::size_t> lengths,
                                 const Shape& x) {
    if (lengths.empty()) { return; }
    if (lengths.size() != x[0]) {
        fail<ShapeError>(place, ": expected ", x[0], " lengths, one per sequence, got ",
                         lengths.size());
    }
    for (const std::size_t length : lengths) {
        if (length == 0 || length > x[1]) {
            fail<ValueError>(place, ": expected lengths from 1 to ", x[1], ", got ", length);
        }
    }
}

NNLITE_INLINE std::size_t check_recurrent(std::string_view place, std::size_t gates, const Shape& x,
                                          const RecurrentWeights<Shape>& weights, const Shape& h0,
                                          const Shape& c0) {
    const Shape &ih = weights.weight_ih, &hr = weights.weight_hr;
    if (ih.size() != 2 || ih[1] % gates != 0) {
        fail<ShapeError>(place, ": expected weight_ih [in, ",
                         gates == 1 ? std::string() : text_of(gates, ' '), "hidden], got ", ih);
    }
    check_recurrent_input(place, x, ih[0]);
    const std::size_t hidden = ih[1] / gates, width = gates == 4 && hr.size() == 2 ? hr[1] : hidden;
    const RecurrentWeights<Shape> wanted = recurrent_shapes(gates, ih[0], hidden, width);
    constexpr const char* names[] = {"weight_ih", "weight_hh", "bias_ih",
                                     "bias_hh",   "weight_hr", "weight_peephole"};
    const auto require = [&](const char* name, const Shape& expected, const Shape& got) {
        if (got == expected) { return; }
        if (expected.empty()) { fail<ShapeError>(place, ": expected no ", name, ", got ", got); }
        fail<ShapeError>(place, ": expected ", name, ' ', expected, ", got ", got);
    };
    for (std::size_t i = 1; i < std::size(names); ++i) {
        const Shape& got = *weights.all()[i];
        if (i == 1 || !got.empty()) { require(names[i], *wanted.all()[i], got); }
    }
    const auto require_state = [&](const char* name, Shape expected, const Shape& got) {
        // One state serves all sequences.
        if (got.size() == 3 && got[1] == 1 && !expected.empty()) { expected[1] = 1; }
        if (!got.empty()) { require(name, expected, got); }
    };
    require_state("hidden state", {1, x[0], width}, h0);
    require_state("cell state", gates == 4 ? Shape{1, x[0], hidden} : Shape{}, c0);
    return hidden;
}

}  // namespace nnlite::detail
