#pragma once

#include <cstdio>
#include <cstdlib>

// Ends the program if what a page says is not so.
inline void check(bool holds, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    if (holds) { return; }
    std::fprintf(stderr, "%s:%d: does not hold\n", file, line);
    std::exit(1);
}
