// expect: no viable conversion from 'const char|conversion from .const char \[4\]. to
#include <nnlite/nnlite.hpp>

nnlite::kernels::Pack<float> pack = "1.0";
