#pragma once

#include <signal.h>

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/abi.hpp"

extern char** environ;

namespace nnlite::inline NNLITE_ABI::viz {

/// Whether a program is found in PATH: "gnuplot" draws line charts, "dot"
/// diagrams.
bool has_program(std::string_view name);

namespace detail {

// Runs a program with `input` and returns its output. The first of the arguments is its name; no
// shell interprets them.
// Throws: FileError, which begins with `place`, if the program is not installed (it names
// `packages`), takes longer than `seconds`, fails, or writes more than 64 MB.
std::string run_program(std::string_view place, const std::vector<std::string>& arguments,
                        std::string_view input, std::string_view packages, double seconds = 60);

}  // namespace detail

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/program_impl.hpp"
#endif
