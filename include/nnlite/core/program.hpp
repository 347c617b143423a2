#pragma once

#include <signal.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"

extern char** environ;

namespace nnlite {

/// Whether a program can be run by its name, through PATH: "gnuplot" draws line charts, "dot"
/// diagrams.
bool has_program(std::string_view name);

namespace detail {

// A file without a name, for what a program reads and writes: no pipe can fill up or break.
class ProgramFile {
   public:
    explicit ProgramFile(std::string_view place);
    int descriptor() const { return ::fileno(file_.get()); }

    bool write(std::string_view text);
    // At most `most` bytes from the beginning.
    std::string read(std::size_t most);

   private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
};

// Starts `arguments` on the given files and returns the process. A shell runs them, but does not
// read them, and writes how they ended, as its $?, to `ended`: the process may ignore or catch
// SIGCHLD itself, and then nobody can wait for a status.
pid_t start_program(std::string_view place, const std::vector<std::string>& arguments,
                    const ProgramFile& in, const ProgramFile& out, const ProgramFile& errors,
                    const ProgramFile& ended);

// What a program writes when it has read `input`. The first of the arguments is its name; no shell
// reads them.
// Throws: FileError, which begins with `place`, if the program is not there (with `packages`, what
// to install), takes longer than `seconds`, fails, or writes more than 64 MB.
std::string run_program(std::string_view place, const std::vector<std::string>& arguments,
                        std::string_view input, std::string_view packages, double seconds = 60);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/core/program_impl.hpp"
#endif
