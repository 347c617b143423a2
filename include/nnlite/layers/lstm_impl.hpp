#pragma once

#include "nnlite/core/count_of.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/ops/recurrent.hpp"
#include "nnlite/ops/recurrent_lstm.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
void LSTM<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("peephole", options_.peephole);
    visitor.field("projection", options_.projection);
    if (visitor.sets()) { *this = LSTM(this->in_, this->plan_.hidden, options_); }
}

template <class T>
detail::RecurrentPlan LSTM<T>::plan(std::size_t hidden, const LSTMOptions& options) {
    detail::RecurrentPlan result("LSTM", 4, hidden, options);
    detail::count_of("LSTM", "units of a projection", options.projection);
    if (options.projection > 0 && options.projection >= hidden) {
        fail<ValueError>("LSTM: expected a projection below ", hidden, ", got ",
                         options.projection);
    }
    if (options.projection > 0) { result.width = options.projection; }
    result.has_peephole = options.peephole;
    return result;
}

template <class T>
detail::RecurrentParts<T> LSTM<T>::run_direction(const detail::RecurrentInputs<T>& inputs,
                                                 const detail::RecurrentRun& run) const {
    return detail::recurrent_operation<detail::LstmStep<T>>("LSTM", inputs, run);
}

}  // namespace nnlite
