// All that is no template: *_impl.hpp.
#define NNLITE_INLINE

#include "nnlite/nnlite.hpp"
