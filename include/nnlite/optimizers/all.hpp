#pragma once

#include "nnlite/fields/type_list.hpp"
#include "nnlite/optimizers/adagrad.hpp"
#include "nnlite/optimizers/adam.hpp"
#include "nnlite/optimizers/rmsprop.hpp"
#include "nnlite/optimizers/sgd.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The options of each optimizer that a file can have.
using AllOptimizers = TypeList<AdagradOptions, AdamOptions, AdamWOptions, AdamaxOptions,
                               NadamOptions, RMSpropOptions, SGDOptions>;

}  // namespace nnlite::detail
