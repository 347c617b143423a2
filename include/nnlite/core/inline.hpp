#pragma once

// What stands before a function that is no template but is defined in a header, and in the class
// before its virtual ones: without `inline` there, g++ compiles the whole class into every file. In
// nnlite::compiled, which defines each function once, nothing does.
#ifdef NNLITE_COMPILED
#define NNLITE_INLINE
#else
#define NNLITE_INLINE inline
#endif
