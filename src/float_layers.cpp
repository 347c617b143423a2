#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_OPERATIONS(extern template, float)
NNLITE_TRAINING(extern template, float)
NNLITE_LAYERS(template, float)
}  // namespace nnlite
