#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

// Ends the program if what a page says is not so.
inline void check(bool holds, std::source_location here = std::source_location::current()) {
    if (holds) { return; }
    std::fprintf(stderr, "%s:%u: does not hold\n", here.file_name(), unsigned(here.line()));
    std::exit(1);
}
