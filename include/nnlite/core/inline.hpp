#pragma once

// What stands before a function that is defined in a header and is no template. In
// nnlite::compiled, which defines it once for all (src/library.cpp), nothing does.
#ifndef NNLITE_INLINE
#define NNLITE_INLINE inline
#endif
