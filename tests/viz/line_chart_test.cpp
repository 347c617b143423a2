#include "nnlite/viz/line_chart.hpp"

#include "nnlite/viz/image.hpp"

#include <cstdlib>
#include <limits>
#include <string>

#include "nnlite/viz/program.hpp"
#include "support/catch.hpp"
#include "support/not_finite.hpp"
#include "support/temporary_file.hpp"
#include "support/text.hpp"

using namespace nnlite;
using namespace nnlite::viz;

namespace {

bool no_gnuplot() {
    if (!has_program("gnuplot")) { WARN("SKIPPED: no gnuplot"); }
    return !has_program("gnuplot");
}

}  // namespace

TEST_CASE("line chart: known values") {
    // What gnuplot is told. A gap is an empty line.
    REQUIRE(viz::detail::gnuplot_chart({{{"up", {1, not_a_number, infinity, 3}},
                                         {.y = {2.5}, .x = {10}, .style = LineStyle::points},
                                         {.name = "no", .color = red, .alpha = 0.5}},
                                        {.title = "It's", .x_label = "x", .y_low = -1}}) ==
            "set title 'It''s'\nset xlabel 'x'\nset ylabel ''\nset key\nunset logscale y\n"
            "set yrange [-1:*]\n"
            "$series0 << END\n0 1\n\n3 3\nEND\n"
            "$series1 << END\n10 2.5\nEND\n"
            "$series2 << END\nEND\n"
            "set xrange [*:*]\nset xtics 1\n"
            "plot $series0 using 1:2 with lines lw 2 lc rgb '#000072B2' title 'up', "
            "$series1 using 1:2 with points pt 7 ps 0.7 lc rgb '#00D55E00' notitle, "
            "1/0 with lines lw 2 lc rgb '#80FF0000' title 'no'\n");
    REQUIRE(viz::detail::gnuplot_text("a'\n`b`\\\x7f") == "'a'' `b`\\ '");
    REQUIRE(viz::detail::gnuplot_text("''a'b'") == "''.\"\\047\\047\".'a''b'.\"\\047\".''");
}

TEST_CASE("line chart: drawn by gnuplot") {
    if (no_gnuplot()) { return; }
    const std::string svg =
        line_chart_svg({{"<a> & 'b' `echo c` $d {e}_f", {1, 2}},
                        {"dashed", {3, 4}, {}, LineStyle::dashed},
                        {"both", {3, 4}, {0.5, 1.5}, LineStyle::line_and_points}},
                       {.title = "Title \"t\" \\", .x_label = "@x", .y_label = "y\nset print"});
    for (const std::string text : {"&lt;a> &amp; 'b' `echo c` $d {e}_f", "Title \"t\" \\", "@x",
                                   "y set print", "dashed", "both"}) {
        REQUIRE(svg.find(">" + text + "<") != std::string::npos);
    }
    REQUIRE(svg.find("</svg>") != std::string::npos);
    const std::string two = line_charts_svg({{{{"a", {1, 2}}}, {.title = "left"}},
                                             {{{"b", {1, 2}}}, {.title = "right", .log_y = true}}});
    REQUIRE(two.find("viewBox=\"0 0 1280 400\"") != std::string::npos);
    REQUIRE(two.find(">left<") != std::string::npos);
    REQUIRE(two.find(">right<") != std::string::npos);
}

TEST_CASE("line chart: any text is shown") {
    if (no_gnuplot()) { return; }
    const std::vector<std::string> texts{"'",
                                         "''",
                                         "'''",
                                         "'f1'",
                                         "''a",
                                         "'a' with \"b\"",
                                         "\\",
                                         "'\\",
                                         "a\\",
                                         "\\n",
                                         "{a}_b^c@d",
                                         "@a",
                                         "^",
                                         "_",
                                         "&",
                                         "$x",
                                         "`echo x`",
                                         "\"q\"",
                                         "#a",
                                         "%s %d",
                                         "a;b",
                                         "a,b",
                                         "[1:2]",
                                         "notitle",
                                         "columnheader",
                                         "\xc3\xa4\xe2\x82\xac",
                                         std::string(16384, 'x'),
                                         std::string(300, '\'')};
    for (const std::string& text : texts) {
        CAPTURE(text);
        const std::string svg =
            line_chart_svg({{text, {1, 2}}}, {.title = text, .x_label = text, .y_label = text});
        const std::string shown = text == "&" ? "&amp;" : text;
        if (text.size() <= 45) {
            REQUIRE(count(svg, ">" + shown + "<") == 4);
        } else {  // the legend has its beginning
            REQUIRE(count(svg, ">" + shown + "<") == 3);
            REQUIRE(count(svg, ">" + text.substr(0, 45) + "\xe2\x80\xa6<") == 1);
        }
    }
    std::string many;  // more than gnuplot joins
    for (int i = 0; i < 500; ++i) { many += "a''"; }
    REQUIRE(count(line_chart_svg({{"a", {1, 2}}}, {.title = many}), ">a''a''a''") == 1);
    const std::string svg = line_chart_svg({{"a\xff\xc3z", {1, 2}}}, {.title = "a\nb\r\tc"});
    REQUIRE(count(svg, ">a\xef\xbf\xbd\xef\xbf\xbdz<") == 1);
    REQUIRE(count(svg, ">a b  c<") == 1);
}

TEST_CASE("line chart: files") {
    if (no_gnuplot()) { return; }
    const TemporaryFile file("chart.png");
    write_line_chart(file.path(), {{"a", {1, 2}}}, {.legend = false});
    REQUIRE(file_text(file.path()).starts_with("\x89PNG"));
    const std::string svg = file.folder() + "/chart.svg";
    write_line_charts(svg, {{{{"a", {1, 2}}}, {.width = 60, .height = 50}}});
    REQUIRE(file_text(svg).find("viewBox=\"0 0 60 50\"") != std::string::npos);
    const std::string nowhere = file.folder() + "/none/chart.svg";
    REQUIRE_ERROR(write_line_chart(nowhere, {{"a", {1, 2}}}), FileError,
                  "write_line_chart: cannot write " + nowhere);
}

TEST_CASE("line chart: errors") {
    const std::vector<Series> line{{"a", {1, 2}}};
    REQUIRE_ERROR(line_chart_svg({}), ValueError, "line_chart_svg: expected at least one series");
    REQUIRE_ERROR(line_charts_svg({}), ValueError, "line_charts_svg: expected at least one chart");
    REQUIRE_ERROR(line_chart_svg({{"a", {1, 2}, {1}}}), ValueError,
                  "line_chart_svg: expected as many x as y in series \"a\", got 1 and 2");
    REQUIRE_ERROR(line_chart_svg({{.y = {1}, .alpha = -1}}), ValueError,
                  "line_chart_svg: expected alpha in [0, 1], got -1");
    REQUIRE_ERROR(line_chart_svg(line, {.width = 49}), ValueError,
                  "line_chart_svg: expected width in [50, 10000], got 49");
    REQUIRE_ERROR(line_chart_svg(line, {.log_y = true, .y_low = 0}), ValueError,
                  "line_chart_svg: expected y_low and y_high above 0, got 0");
    REQUIRE_ERROR(line_chart_svg(line, {.y_high = not_a_number}), ValueError,
                  "line_chart_svg: expected a finite y_high, got nan");
    REQUIRE_ERROR(line_chart_svg(line, {.y_low = 2, .y_high = 2}), ValueError,
                  "line_chart_svg: expected y_low < y_high, got 2 and 2");
    REQUIRE_ERROR(write_line_chart("chart.jpg", line), ValueError,
                  "write_line_chart: expected a path that ends with .svg or .png, got chart.jpg");
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", "/nowhere", 1);
    REQUIRE_ERROR(line_chart_svg(line), FileError,
                  "line_chart_svg: the program gnuplot is not in PATH: apt-get install gnuplot-nox "
                  "| brew install gnuplot | conda install -c conda-forge gnuplot");
    ::setenv("PATH", path.c_str(), 1);
}

TEST_CASE("line chart: edges") {
    if (no_gnuplot()) { return; }
    // No point at all, one, equal ones, and numbers as far apart as they are.
    constexpr double most = std::numeric_limits<double>::max(), nan = not_a_number;
    for (const std::vector<double>& y : std::vector<std::vector<double>>{
             {}, {nan, infinity}, {3}, {3, 3, 3}, {-most, most}, {-1e300, 1e300}, {-1, 0}}) {
        REQUIRE(line_chart_svg({{"a", y}}).find("</svg>") != std::string::npos);
        REQUIRE(line_chart_svg({{"a", y}}, {.log_y = true}).find("</svg>") != std::string::npos);
    }
}
