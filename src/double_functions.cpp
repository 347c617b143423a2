#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_FUNCTIONS(template, double)
}  // namespace nnlite
