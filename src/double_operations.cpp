#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_LAYERS(extern template, double)
NNLITE_TRAINING(extern template, double)
NNLITE_OPERATIONS(template, double)
}  // namespace nnlite
