#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_FUNCTIONS(template, float)
}  // namespace nnlite
