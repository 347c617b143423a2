#pragma once

#include <signal.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/abi.hpp"

extern char** environ;

namespace nnlite::inline NNLITE_ABI::viz {

/// Whether a program can be run by its name, through PATH: "gnuplot" draws line charts, "dot"
/// diagrams.
bool has_program(std::string_view name);

namespace detail {

// What a program writes when it has read `input`. The first of the arguments is its name; no shell
// reads them.
// Throws: FileError, which begins with `place`, if the program is not there (with `packages`, what
// to install), takes longer than `seconds`, fails, or writes more than 64 MB.
std::string run_program(std::string_view place, const std::vector<std::string>& arguments,
                        std::string_view input, std::string_view packages, double seconds = 60);

}  // namespace detail

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/program_impl.hpp"
#endif
