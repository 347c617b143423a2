#include "nnlite/instantiations.hpp"

namespace nnlite {
NNLITE_CLASSES(template, double)
}  // namespace nnlite
