#pragma once

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/lstm.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
void LSTM<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("peephole", options_.peephole);
    visitor.field("projection", options_.projection);
    if (visitor.sets()) { *this = LSTM(this->in_, this->hidden_, options_); }
}

template <class T>
LSTM<T>::LSTM(std::optional<std::size_t> in, std::size_t hidden, const LSTMOptions& options)
    : detail::RecurrentLayer<T>("LSTM", 4, in, hidden, options, options.projection,
                                options.peephole),
      options_(options) {
    detail::count_of("LSTM", "units of a projection", options.projection);
    if (options.projection > 0 && options.projection >= hidden) {
        fail<ValueError>("LSTM: expected a projection below ", hidden, ", got ",
                         options.projection);
    }
}

template <class T>
RecurrentResult<T> LSTM<T>::run_direction(const Variable<T>& x,
                                          const RecurrentWeights<Variable<T>>& weights,
                                          const RecurrentState<T>& initial,
                                          const detail::DirectionOptions& options) const {
    return lstm(x, weights, initial, options);
}

}  // namespace nnlite
