#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_OPERATIONS(extern template, double)
NNLITE_TRAINING(extern template, double)
NNLITE_LAYERS(template, double)
}  // namespace nnlite
