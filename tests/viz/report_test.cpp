#include "nnlite/viz/report.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

#include "nnlite/layers/linear.hpp"
#include "nnlite/training/model.hpp"
#include "nnlite/viz/diagram.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/program.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"
#include "support/text.hpp"

using namespace nnlite;
using namespace nnlite::viz;
using viz::detail::png_bytes;

namespace {

// No program is found while it lives.
struct NoPrograms {
    std::string path = std::getenv("PATH");
    NoPrograms() { ::setenv("PATH", "/nowhere", 1); }
    ~NoPrograms() { ::setenv("PATH", path.c_str(), 1); }
};

History two_epochs() {
    History history;
    history.append({{"loss", 3}, {"val_loss", 4}, {"seconds", 0.5}});
    history.append({{"loss", 1.5}, {"val_loss", 2.25}, {"seconds", 0.5}});
    return history;
}

}  // namespace

TEST_CASE("report page: known values") {
    // RFC 4648, section 10.
    REQUIRE(viz::detail::base64("") == "");
    REQUIRE(viz::detail::base64("f") == "Zg==");
    REQUIRE(viz::detail::base64("fo") == "Zm8=");
    REQUIRE(viz::detail::base64("foo") == "Zm9v");
    REQUIRE(viz::detail::base64("foob") == "Zm9vYg==");
    REQUIRE(viz::detail::base64("\xff\xfe\xfd") == "//79");
    REQUIRE(viz::detail::duration_text(0.0032) == "3.2 ms");
    REQUIRE(viz::detail::duration_text(7.06) == "7.1 s");
    REQUIRE(viz::detail::duration_text(125.4) == "2 min 5 s");
    REQUIRE(viz::detail::duration_text(12000) == "3 h 20 min");
    REQUIRE(viz::detail::duration_text(-1) == "-1 s");
}

TEST_CASE("Report: text is text") {
    Report report("A <b> & \"c\"");
    report.text("<h>", "<script>alert(1)</script>");
    report.settings({{"<i>", "0 < 1"}});
    const std::string html = report.html();
    REQUIRE(has(html, "<title>A &lt;b&gt; &amp; &quot;c&quot;</title>"));
    REQUIRE(
        has(html, "<h2 id=\"s0\">&lt;h&gt;</h2>\n<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"));
    REQUIRE(has(html, "<tr><td>&lt;i&gt;</td><td>0 &lt; 1</td></tr>"));
    REQUIRE(has(html, "<a href=\"#s1\">Settings</a>"));
    // Nothing from outside.
    REQUIRE(count(html, "http") == 1);  // http-equiv, which forbids it
    REQUIRE(count(html, "<script") == 0);
    REQUIRE(has(html, "default-src 'none'"));
}

TEST_CASE("Report: a training run") {
    Model<float> model(Sequential(Linear(2)), 1);
    model.build({3});
    Report report("Run");
    report.summary(model);
    report.timings({{"training", 1.5}});
    report.picture("Dot", Picture(2, 3, red), "a dot");
    const auto labels = make_tensor<std::int32_t>({3}, {0, 1, 1});
    const auto probabilities = make_tensor<float>({3, 2}, {0.4F, 0.6F, 0.9F, 0.1F, 0.2F, 0.8F});
    report.confusion(confusion_matrix(argmax_rows(probabilities), labels, 2), {"no", "yes"});
    report.mistakes(full_tensor<float>({3, 4, 4}, 0), labels, probabilities);
    const std::string html = report.html();
    REQUIRE(has(html, "8 (32.00 B)"));
    REQUIRE(has(html, "<tr><td>training</td><td>1.5 s</td></tr>"));
    REQUIRE(has(html, "<img alt=\"Dot\" width=\"3\" height=\"2\" src=\"data:image/png;base64," +
                          viz::detail::base64(png_bytes(Picture(2, 3, red))) +
                          "\"><figcaption>a dot</figcaption>"));
    REQUIRE(has(html, "Accuracy 0.3333 of 3 samples"));
    REQUIRE(has(html, "<tr><td>yes</td><td>0.5000</td><td>0.5000</td><td>0.5000</td><td>2</td>"));
    REQUIRE(has(html, "2 of 3 samples are classified wrongly."));
    const auto first = html.find("Idx 1: P0 (90%) T1"), second = html.find("Idx 0: P1 (60%) T0");
    REQUIRE(first < second);
    REQUIRE(second != std::string::npos);
    const TemporaryFile file("report.html");
    report.write(file.path());
    REQUIRE(file_text(file.path()) == html);
}

TEST_CASE("Report: charts and diagrams") {
    CounterGenerator generator(1);
    Sequential network(Linear(2));
    network.build({3}, generator);
    const auto html = [&] {
        Report report("Run");
        report.history(two_epochs());
        report.charts("Wave", {{{{"sine", {0, 1}}}}});
        report.diagram(diagram_dot(network));
        return report.html();
    };
    const std::string row = "<tr><td>2</td><td>1.5</td><td>0.5</td><td>2.25</td></tr>";
    if (has_program("gnuplot") && has_program("dot")) {
        REQUIRE(count(html(), "src=\"data:image/svg+xml;base64,") == 3);
        REQUIRE(has(html(), row));
    }
    REQUIRE(has(html(), "<p>2 epochs in 1.0 s.</p>"));
    const NoPrograms none;
    REQUIRE(count(html(), "data:image") == 0);
    REQUIRE(count(html(), "gnuplot is not installed: no charts of these values.") == 2);
    REQUIRE(has(html(), "<details open>"));
    REQUIRE(has(html(), row));
    REQUIRE(has(html(), "<tr><td>1</td><td>1</td></tr>"));
    REQUIRE(has(html(), "<pre>digraph network {"));
}

TEST_CASE("Report: a diagram that Graphviz cannot draw is its description") {
    if (!has_program("dot")) {
        WARN("SKIPPED: no Graphviz");
        return;
    }
    const std::string name(16384, 'n');
    CounterGenerator generator(1);
    Sequential network;
    network.add(name, Linear(2));
    network.build({3}, generator);
    Report report("Run");
    report.diagram(diagram_dot(network));
    REQUIRE(has(report.html(), "<p>dot_svg: dot ended with status 1: "));
    REQUIRE(has(report.html(), "<pre>digraph network {"));
    REQUIRE(has(report.html(), name));
}

TEST_CASE("Report: mistakes of colours and channels") {
    const auto labels = make_tensor<std::int32_t>({1}, {0});
    const auto probabilities = make_tensor<double>({1, 2}, {0.25, 0.75});
    auto images = full_tensor<std::uint8_t>({1, 1, 2, 3}, 0);
    images(0, 0, 0, 0) = 255;
    const auto png = [](Rgb left) {
        Picture picture(42, 84, black);
        picture.paint(0, 0, 42, 42, left);
        return viz::detail::base64(png_bytes(picture));
    };
    Report report("Run");
    report.mistakes(images, labels, probabilities);
    REQUIRE(has(report.html(), png(white)));  // the first channel
    report.mistakes(images, labels, probabilities, {.rgb = true});
    REQUIRE(has(report.html(), png(red)));
    Report of_others("Run");
    of_others.mistakes(xt::xarray<std::uint8_t>(images), std::vector<int>{0},
                       xt::view(probabilities, xt::all(), xt::all()));
    of_others.mistakes(xt::view(images, xt::all()), xt::xtensor<std::int64_t, 1>{0}, probabilities,
                       {.rgb = true});
    REQUIRE(of_others.html() == report.html());
}

TEST_CASE("Report: errors") {
    Report report("Run");
    REQUIRE_ERROR(report.table("T", {"a", "b"}, {{"1", "2"}, {"3"}}), ValueError,
                  "Report::table: expected 2 cells in a row, got 1");
    REQUIRE_ERROR(report.mistakes(empty_tensor<float>({3, 4, 4}), empty_tensor<std::int32_t>({2}),
                                  empty_tensor<float>({3, 2})),
                  ShapeError,
                  "Report::mistakes: expected images [samples, height, width] or [samples, height, "
                  "width, channels], labels [samples] and probabilities [samples, classes], got "
                  "[3, 4, 4], [2] and [3, 2]");
    const TemporaryFile file("report.html");
    const std::string path = file.folder() + "/none/report.html";
    REQUIRE_ERROR(report.write(path), FileError,
                  "Report: " + path + ": cannot be written (No such file or directory)");
}

TEST_CASE("Report: edges") {
    Report report("");
    REQUIRE(has(report.html(), "</html>"));
    report.history({});  // no epoch
    report.mistakes(empty_tensor<float>({0, 4, 4}), empty_tensor<std::int32_t>({0}),
                    empty_tensor<float>({0, 2}));
    REQUIRE(has(report.html(), "0 of 0 samples are classified wrongly."));
}
