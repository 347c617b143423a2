#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_OPERATIONS(extern template, float)
NNLITE_LAYERS(extern template, float)
NNLITE_TRAINING(template, float)
}  // namespace nnlite
