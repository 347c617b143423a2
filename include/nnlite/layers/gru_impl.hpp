#pragma once

#include "nnlite/layers/gru.hpp"
#include "nnlite/ops/recurrent.hpp"
#include "nnlite/ops/recurrent_gru.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
void GRU<T>::visit_options(OptionVisitor<T>& visitor) {
    this->visit_shared(visitor, options_);
    visitor.field("reset_after", options_.reset_after);
    visitor.field("update_takes_new", options_.update_takes_new);
    if (visitor.sets()) { *this = GRU(this->in_, this->plan_.hidden, options_); }
}

template <class T>
detail::RecurrentParts<T> GRU<T>::run_direction(const detail::RecurrentInputs<T>& inputs,
                                                const detail::RecurrentRun& run) const {
    return detail::recurrent_operation<detail::GruStep<T>>(
        "GRU", inputs, run, {options_.reset_after, options_.update_takes_new});
}

}  // namespace nnlite
