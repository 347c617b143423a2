#include "nnlite/viz/program.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <string>
#include <thread>

#include "support/catch.hpp"
#include "support/in_child.hpp"

using namespace nnlite;
using namespace nnlite::viz;
using viz::detail::run_program;

TEST_CASE("run_program: known values") {
    REQUIRE(run_program("test", {"cat"}, "one\ntwo", "") == "one\ntwo");
    REQUIRE(run_program("test", {"printf", "%s|", "a b", "$HOME;'\"`x`"}, "", "") ==
            "a b|$HOME;'\"`x`|");
    // More than a pipe holds, in both directions.
    const std::string large(std::size_t{1} << 20, 'x');
    REQUIRE(run_program("test", {"cat"}, large, "") == large);
    // A program that does not read.
    REQUIRE(run_program("test", {"true"}, large, "").empty());
}

TEST_CASE("has_program: known values") {
    REQUIRE(has_program("cat"));
    REQUIRE(!has_program("a program that is nowhere"));
}

TEST_CASE("run_program: errors") {
    REQUIRE_ERROR(run_program("chart", {"nowhere"}, "", "apt-get install it"), FileError,
                  "chart: the program nowhere is not in PATH: apt-get install it");
    REQUIRE_ERROR(run_program("chart", {"sh", "-c", "echo text; echo why >&2; exit 3"}, "", ""),
                  FileError, "chart: sh ended with status 3: why\n");
    REQUIRE_ERROR(run_program("chart", {"sh", "-c", "kill -9 $$"}, "", ""), FileError,
                  "chart: sh ended with signal 9: ");
    REQUIRE_ERROR(run_program("chart", {"sleep", "60"}, "", "", 0.05), FileError,
                  "chart: sleep did not end within 0.05 seconds");
    REQUIRE_ERROR(run_program("chart", {"head", "-c", "70000000", "/dev/zero"}, "", ""), FileError,
                  "chart: head wrote more than 64 MB");
}

TEST_CASE("run_program: a process that ignores its children or reaps them itself") {
    const auto nothing = [](struct sigaction&) {};
    const auto ignored = [](struct sigaction& action) { action.sa_handler = SIG_IGN; };
    const auto no_zombies = [](struct sigaction& action) { action.sa_flags = SA_NOCLDWAIT; };
    const auto reaped = [](struct sigaction& action) {
        action.sa_handler = [](int) {
            while (::waitpid(-1, nullptr, WNOHANG) > 0) {}
        };
    };
    const auto result_in_child = [](auto disposition) {
        return in_child([&] {
            struct sigaction action = {}, after = {};
            disposition(action);
            ::sigaction(SIGCHLD, &action, nullptr);
            if (run_program("test", {"cat"}, "text", "") != "text") { return 1; }
            try {
                run_program("chart", {"sh", "-c", "echo why >&2; exit 3"}, "", "");
                return 2;
            } catch (const FileError& error) {
                if (error.what() != std::string("chart: sh ended with status 3: why\n")) {
                    return 3;
                }
            }
            try {
                run_program("chart", {"sh", "-c", "kill -9 $$"}, "", "");
                return 4;
            } catch (const FileError& error) {
                if (error.what() != std::string("chart: sh ended with signal 9: ")) { return 5; }
            }
            // The program itself can wait for its children, and ends with all it started.
            if (run_program("test", {"sh", "-c", "sleep 0.01 & wait $!; echo $?"}, "", "") !=
                "0\n") {
                return 6;
            }
            ::sigaction(SIGCHLD, nullptr, &after);
            const bool same = after.sa_handler == action.sa_handler &&
                              (after.sa_flags & SA_NOCLDWAIT) == (action.sa_flags & SA_NOCLDWAIT);
            return same ? 0 : 7;
        });
    };
    REQUIRE(result_in_child(nothing) == 0);
    REQUIRE(result_in_child(ignored) == 0);
    REQUIRE(result_in_child(no_zombies) == 0);
    REQUIRE(result_in_child(reaped) == 0);
}

TEST_CASE("run_program: nothing is left of a program that was ended") {
    const std::string file = "program_test_" + std::to_string(::getpid());
    REQUIRE_ERROR(run_program("chart", {"sh", "-c", "sleep 0.3; touch \"$0\"", file}, "", "", 0.05),
                  FileError, "chart: sh did not end within 0.05 seconds");
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    REQUIRE(std::remove(file.c_str()) != 0);
}
