#include "nnlite/viz/dot.hpp"

#include <cstdlib>
#include <iterator>
#include <string>

#include "nnlite/viz/program.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"
#include "support/text.hpp"

using namespace nnlite;
using namespace nnlite::viz;

TEST_CASE("dot: known values") {
    REQUIRE(viz::detail::html_text("<a & \"b\">\n\x01") == "&lt;a &amp; &quot;b&quot;&gt;\n ");
    REQUIRE(viz::detail::dot_title("") == "  fontname=\"Helvetica\";\n");
    const TemporaryFile file("graph.dot");
    write_dot(file.path(), "digraph { a -> b }");
    REQUIRE(file_text(file.path()) == "digraph { a -> b }");
}

TEST_CASE("dot: drawn by Graphviz") {
    if (!has_program("dot")) {
        WARN("SKIPPED: no Graphviz");
        return;
    }
    const std::string svg =
        dot_svg("graph {" + viz::detail::dot_title("<b> & c") + "a -- second }");
    REQUIRE(svg.find("&lt;b&gt; &amp; c") != std::string::npos);
    REQUIRE(svg.find(">second<") != std::string::npos);
    const TemporaryFile file("graph.png");
    write_dot(file.path(), "graph { a -- b }");
    REQUIRE(file_text(file.path()).starts_with("\x89PNG"));
    try {
        (void)dot_svg("graph { a - b");
        FAIL("nothing was thrown");
    } catch (const FileError& error) {
        REQUIRE(std::string(error.what()).starts_with("dot_svg: dot ended with status 1: "));
    }
}

TEST_CASE("dot: any text is shown") {
    REQUIRE(viz::detail::html_text("a\xff\\") == "a\xef\xbf\xbd\\");
    REQUIRE(viz::detail::dot_text("\\N<") == "\\\\N&lt;");
    if (!has_program("dot")) {
        WARN("SKIPPED: no Graphviz");
        return;
    }
    for (const std::string text :
         {"\\", "\\N", "\\G\\L\\T", "\\n", "{a}|b", "(q)", "#", "@^_", "\xc3\xa4"}) {
        CAPTURE(text);
        const std::string label = viz::detail::dot_text(text);
        std::string svg =
            dot_svg("digraph g {" + viz::detail::dot_title(text) + "a [label=<" + label +
                    ">]; b [label=<<table><tr><td>" + label + "</td></tr></table>>] }");
        for (int i = 0; i < 3; ++i) {
            const std::size_t at = svg.find(">" + text + "<");
            REQUIRE(at != svg.npos);
            svg.erase(at, 1);
        }
    }
    const std::string odd = viz::detail::dot_text("\xff\xef\xbf\xbf\x01\"&'");
    REQUIRE(dot_svg("digraph {a [label=<" + odd + ">]}").find("\xef\xbf\xbd\xef\xbf\xbd") !=
            std::string::npos);
}

TEST_CASE("dot: errors") {
    REQUIRE_ERROR(write_dot("graph.pdf", "graph {}"), ValueError,
                  "write_dot: expected a path that ends with .dot, .svg or .png, got graph.pdf");
    REQUIRE_ERROR(write_dot("", "graph {}"), ValueError,
                  "write_dot: expected a path that ends with .dot, .svg or .png, got ");
    const TemporaryFile file("graph.dot");
    const std::string path = file.folder() + "/none/graph.dot";
    REQUIRE_ERROR(write_dot(path, "graph {}"), FileError, "write_dot: cannot write " + path);
    const std::string programs = std::getenv("PATH");
    ::setenv("PATH", "/nowhere", 1);
    REQUIRE_ERROR(dot_svg("graph {}"), FileError,
                  "dot_svg: the program dot is not in PATH: apt-get install graphviz | brew "
                  "install graphviz | conda install -c conda-forge graphviz");
    ::setenv("PATH", programs.c_str(), 1);
}
