#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_CLASSES(template, float)
}  // namespace nnlite
