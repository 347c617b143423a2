#pragma once

#include <string_view>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/estimators/mlp_options.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/ops/activation.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void check_mlp_choices(std::string_view place, const MLPOptions& options) {
    const Activation a = options.activation;
    if (a != Activation::none && a != Activation::sigmoid && a != Activation::tanh &&
        a != Activation::relu) {
        fail<ValueError>(place, ": expected activation none, sigmoid, tanh or relu, got ",
                         activation_name(a));
    }
    const int solver = static_cast<int>(options.solver);
    if (solver < 0 || solver > static_cast<int>(MLPSolver::lbfgs)) {
        fail<ValueError>(place, ": expected solver adam, sgd or lbfgs, got ", solver);
    }
    const int rate = static_cast<int>(options.learning_rate);
    if (rate < 0 || rate > static_cast<int>(MLPLearningRate::adaptive)) {
        fail<ValueError>(place, ": expected learning_rate constant, invscaling or adaptive, got ",
                         rate);
    }
}

NNLITE_INLINE void check_mlp_options(std::string_view place, const MLPOptions& options) {
    check_mlp_choices(place, options);
    require_in_range(place, options);
    if (options.early_stopping && options.validation_fraction == 0) {
        fail<ValueError>(place,
                         ": expected validation_fraction in (0, 1) with early_stopping, got 0");
    }
}

}  // namespace nnlite::detail
