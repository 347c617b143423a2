#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_OPERATIONS(extern template, double)
NNLITE_LAYERS(extern template, double)
NNLITE_TRAINING(template, double)
}  // namespace nnlite
