#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "nnlite/core/error.hpp"

extern char** environ;

namespace nnlite {

/// Whether a program can be run by its name, through PATH: "gnuplot" draws line charts, "dot"
/// diagrams.
inline bool has_program(std::string_view name) {
    const char* const path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
        const std::string file = text_of(folder.empty() ? "." : folder, "/", name);
        if (::access(file.c_str(), X_OK) == 0) { return true; }
    }
    return false;
}

namespace detail {

// A file without a name, for what a program reads and writes: no pipe can fill up or break.
class ProgramFile {
   public:
    explicit ProgramFile(std::string_view place) : file_(std::tmpfile()) {
        if (!file_) { fail<FileError>(place, ": no temporary file (", std::strerror(errno), ")"); }
        ::fcntl(descriptor(), F_SETFD, FD_CLOEXEC);
    }
    int descriptor() const { return ::fileno(file_.get()); }

    bool write(std::string_view text) {
        const bool written = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
        return std::fflush(file_.get()) == 0 && written && ::lseek(descriptor(), 0, SEEK_SET) == 0;
    }
    // At most `most` bytes from the beginning.
    std::string read(std::size_t most) {
        const off_t size = ::lseek(descriptor(), 0, SEEK_END);
        std::string text(std::min(static_cast<std::size_t>(std::max<off_t>(size, 0)), most), '\0');
        std::rewind(file_.get());
        text.resize(std::fread(text.data(), 1, text.size(), file_.get()));
        return text;
    }

   private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
};

// What a program writes when it has read `input`. The first of the arguments is its name; no shell
// sees them.
// Throws: FileError, which begins with `place`, if the program is not there (with `packages`, what
// to install), takes longer than `seconds`, fails, or writes more than 64 MB.
inline std::string run_program(std::string_view place, const std::vector<std::string>& arguments,
                               std::string_view input, std::string_view packages,
                               double seconds = 60) {
    const std::string& name = arguments.at(0);
    if (!has_program(name)) {
        fail<FileError>(place, ": the program ", name, " is not in PATH: ", packages);
    }
    ProgramFile in(place), out(place), errors(place);
    if (!in.write(input)) { fail<FileError>(place, ": ", name, ": no room for its input"); }
    std::vector<char*> pointers;
    for (const std::string& argument : arguments) {
        pointers.push_back(const_cast<char*>(argument.c_str()));
    }
    pointers.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.descriptor(), 0);
    posix_spawn_file_actions_adddup2(&actions, out.descriptor(), 1);
    posix_spawn_file_actions_adddup2(&actions, errors.descriptor(), 2);
    pid_t process = 0;
    const int code =
        ::posix_spawnp(&process, name.c_str(), &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) {
        fail<FileError>(place, ": ", name, " cannot be run (", std::strerror(code), ")");
    }

    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    int status = 0;
    for (pid_t ended = 0; (ended = ::waitpid(process, &status, WNOHANG)) != process;) {
        if (ended < 0 && errno != EINTR) {
            fail<FileError>(place, ": ", name, ": its end is unknown (", std::strerror(errno), ")");
        }
        if (std::chrono::steady_clock::now() > end) {
            ::kill(process, SIGKILL);
            while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {}
            fail<FileError>(place, ": ", name, " did not end within ", seconds, " seconds");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fail<FileError>(place, ": ", name, " ended with ",
                        WIFEXITED(status) ? text_of("status ", WEXITSTATUS(status))
                                          : text_of("signal ", WTERMSIG(status)),
                        ": ", errors.read(1000));
    }
    constexpr std::size_t most = std::size_t{1} << 26;
    std::string text = out.read(most + 1);
    if (text.size() > most) { fail<FileError>(place, ": ", name, " wrote more than 64 MB"); }
    return text;
}

}  // namespace detail

}  // namespace nnlite
