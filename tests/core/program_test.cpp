#include "nnlite/core/program.hpp"

#include <string>

#include "support/catch.hpp"

using namespace nnlite;
using detail::run_program;

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
