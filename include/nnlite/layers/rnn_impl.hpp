#pragma once

#include "nnlite/layers/rnn.hpp"
#include "nnlite/ops/recurrent.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
RecurrentParts<T> rnn_direction(const RecurrentInputs<T>& inputs, const RecurrentRun& run,
                                RecurrentActivation activation) {
    return activation == RecurrentActivation::tanh
               ? recurrent_operation<TanhStep<T>>("RNN", inputs, run)
               : recurrent_operation<ReluStep<T>>("RNN", inputs, run);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
void RNN<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("activation", options_.activation);
    if (visitor.sets()) { *this = RNN(this->in_, this->plan_.hidden, options_); }
}

}  // namespace nnlite
