#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

/// The inputs of one direction of one layer; one without a value is absent.
template <class T>
struct RecurrentInputs {
    Variable<T> x;                     // [batch, time, in]
    Variable<T> weight_ih, weight_hh;  // [in, gates hidden], [width, gates hidden]
    Variable<T> bias_ih, bias_hh;      // [gates hidden]
    Variable<T> peephole, projection;  // [3, hidden], [hidden, width]
    Variable<T> h0, c0;                // [1, batch or 1, width], [1, batch or 1, hidden]

    static constexpr std::size_t count = 9;
    /// Null where one is absent.
    std::array<const Variable<T>*, count> list() const {
        const auto given = [](const Variable<T>& v) { return v.rank() == 0 ? nullptr : &v; };
        return {given(x),          given(weight_ih), given(weight_hh),
                given(bias_ih),    given(bias_hh),   given(peephole),
                given(projection), given(h0),        given(c0)};
    }
};
template <class T>
using RecurrentValues =  // null where one is absent
    std::array<const Tensor<T>*, RecurrentInputs<T>::count>;

// The checks of x [batch, time, in] and of the sequences' lengths.
void check_recurrent_input(std::string_view place, const Shape& x, std::size_t in);
void check_lengths(std::string_view place, std::span<const std::size_t> lengths, const Shape& x);

/// Options of one direction, and which of its results are needed.
struct RecurrentRun {
    bool reverse = false;
    std::span<const std::size_t> lengths = {};  // of each sequence; empty: all have full length
    bool sequence = true, hidden = false, cell = false;
};

template <class T>
struct RecurrentParts {
    Variable<T> sequence;      // [batch, time, width]
    Variable<T> hidden, cell;  // [1, batch, width], [1, batch, hidden]
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/ops/recurrent_inputs_impl.hpp"
#endif
