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
#include "nnlite/core/inline.hpp"
#include "nnlite/viz/program.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

// An unnamed file for a program's input or output: unlike a pipe, it cannot fill up or break.
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

// Starts `arguments` on the given files and returns the process. A shell runs them, without
// interpreting them, and writes its $? to `ended`: if this process ignores or catches SIGCHLD, it
// cannot wait for the status.
pid_t start_program(std::string_view place, const std::vector<std::string>& arguments,
                    const ProgramFile& in, const ProgramFile& out, const ProgramFile& errors,
                    const ProgramFile& ended);

}  // namespace nnlite::viz::detail

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE bool has_program(std::string_view name) {
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

}  // namespace nnlite::viz

namespace nnlite::inline NNLITE_ABI::viz::detail {

NNLITE_INLINE ProgramFile::ProgramFile(std::string_view place) : file_(std::tmpfile()) {
    if (!file_) { fail<FileError>(place, ": no temporary file (", std::strerror(errno), ")"); }
    ::fcntl(descriptor(), F_SETFD, FD_CLOEXEC);
}

NNLITE_INLINE bool ProgramFile::write(std::string_view text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
    return std::fflush(file_.get()) == 0 && written && ::lseek(descriptor(), 0, SEEK_SET) == 0;
}

NNLITE_INLINE std::string ProgramFile::read(std::size_t most) {
    const off_t size = ::lseek(descriptor(), 0, SEEK_END);
    std::string text(std::min(static_cast<std::size_t>(std::max<off_t>(size, 0)), most), '\0');
    std::rewind(file_.get());
    text.resize(std::fread(text.data(), 1, text.size(), file_.get()));
    return text;
}

NNLITE_INLINE pid_t start_program(std::string_view place, const std::vector<std::string>& arguments,
                                  const ProgramFile& in, const ProgramFile& out,
                                  const ProgramFile& errors, const ProgramFile& ended) {
    const char* const script = "exec 4>&2 2>/dev/null; (exec \"$@\" 2>&4 3>&- 4>&-); echo $? >&3";
    std::vector<char*> pointers;
    for (const char* text : {"sh", "-c", script, "sh"}) {
        pointers.push_back(const_cast<char*>(text));
    }
    for (const std::string& argument : arguments) {
        pointers.push_back(const_cast<char*>(argument.c_str()));
    }
    pointers.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    int target = 0;
    for (const ProgramFile* file : {&in, &out, &errors, &ended}) {
        posix_spawn_file_actions_adddup2(&actions, file->descriptor(), target++);
    }
    posix_spawnattr_t attributes;  // a separate process group, to end all of it; default SIGCHLD
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF);
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    pid_t process = 0;
    const int code =
        ::posix_spawn(&process, "/bin/sh", &actions, &attributes, pointers.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (code != 0) {
        fail<FileError>(place, ": ", arguments[0], " cannot be run (", std::strerror(code), ")");
    }
    return process;
}

NNLITE_INLINE std::string run_program(std::string_view place,
                                      const std::vector<std::string>& arguments,
                                      std::string_view input, std::string_view packages,
                                      double seconds) {
    const std::string& name = arguments.at(0);
    if (!has_program(name)) {
        fail<FileError>(place, ": the program ", name, " is not in PATH: ", packages);
    }
    ProgramFile in(place), out(place), errors(place), ended(place);
    if (!in.write(input)) { fail<FileError>(place, ": ", name, ": cannot write its input"); }
    const pid_t process = start_program(place, arguments, in, out, errors, ended);
    const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
    // -1 with ECHILD: it has ended, and its status was taken by another wait.
    for (pid_t waited = 0; waited == 0 || (waited < 0 && errno == EINTR);) {
        waited = ::waitpid(process, nullptr, WNOHANG);
        if (waited == 0 && std::chrono::steady_clock::now() > end) {
            ::kill(-process, SIGKILL);
            while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {}
            fail<FileError>(place, ": ", name, " did not end within ", seconds, " seconds");
        }
        if (waited == 0) { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }
    }
    const std::string status_text = ended.read(10);
    if (status_text.empty()) { fail<FileError>(place, ": ", name, " was ended"); }
    if (const int status = std::stoi(status_text); status != 0) {  // 128 + n: signal n
        fail<FileError>(
            place, ": ", name, " ended with ",
            status > 128 ? text_of("signal ", status - 128) : text_of("status ", status), ": ",
            errors.read(1000));
    }
    constexpr std::size_t most = std::size_t{1} << 26;
    std::string text = out.read(most + 1);
    if (text.size() > most) { fail<FileError>(place, ": ", name, " wrote more than 64 MB"); }
    return text;
}

}  // namespace nnlite::viz::detail
