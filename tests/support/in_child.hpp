#pragma once

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <exception>

// What run() returns (0 to 100) in a forked process: signal handlers, traps and limits that it sets
// end with that process. 101: it threw; 1000 + n: signal n ended it.
template <class Run>
int in_child(Run run) {
    const pid_t child = ::fork();
    if (child == 0) {
        for (const int signal : {SIGFPE, SIGSEGV, SIGABRT}) { std::signal(signal, SIG_DFL); }
        try {
            ::_exit(run());
        } catch (const std::exception&) { ::_exit(101); }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}
