#pragma once

#include "nnlite/layers/gru.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
void GRU<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("reset_after", options_.reset_after);
    visitor.field("update_takes_new", options_.update_takes_new);
    if (visitor.sets()) { *this = GRU(this->in_, this->hidden_, options_); }
}

template <class T>
RecurrentResult<T> GRU<T>::run_direction(const Variable<T>& x,
                                         const RecurrentWeights<Variable<T>>& weights,
                                         const RecurrentState<T>& initial,
                                         const detail::DirectionOptions& options) const {
    return gru(x, weights, initial,
               {options.reverse, options.lengths, options.sequence, options.hidden,
                options_.reset_after, options_.update_takes_new});
}

}  // namespace nnlite
