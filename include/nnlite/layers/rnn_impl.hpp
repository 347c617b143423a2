#pragma once

#include "nnlite/layers/rnn.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
void RNN<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("activation", options_.activation);
    if (visitor.sets()) { *this = RNN(this->in_, this->hidden_, options_); }
}

template <class T>
RecurrentResult<T> RNN<T>::run_direction(const Variable<T>& x,
                                         const RecurrentWeights<Variable<T>>& weights,
                                         const RecurrentState<T>& initial,
                                         const detail::DirectionOptions& options) const {
    return rnn(
        x, weights, initial,
        {options.reverse, options.lengths, options.sequence, options.hidden, options_.activation});
}

}  // namespace nnlite
