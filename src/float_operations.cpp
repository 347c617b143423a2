#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_LAYERS(extern template, float)
NNLITE_TRAINING(extern template, float)
NNLITE_OPERATIONS(template, float)
}  // namespace nnlite
