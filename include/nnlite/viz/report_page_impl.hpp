#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/version.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/image.hpp"
#include "nnlite/viz/report_page.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

NNLITE_INLINE std::string html_preformatted(std::string_view text) {
    return "<pre>" + html_text(text) + "</pre>\n";
}

std::string html_figure(const std::string& content, const std::string& caption);

inline constexpr std::string_view report_style = R"(
:root { color-scheme: light dark; --page: #ffffff; --text: #1f2933; --soft: #5b6770; --line: #d9dee3;
  --panel: #f5f7f9; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --page: #15191d; --text: #e4e8eb; --soft: #a3adb5;
  --line: #39424a; --panel: #1f252b; --link: #7db8f0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 62rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0; }
h2 { font-size: 1.25rem; margin: 2rem 0 0.6rem; padding-bottom: 0.2rem;
  border-bottom: 1px solid var(--line); }
nav a { display: inline-block; margin: 0 1rem 0.3rem 0; color: var(--link); }
p { white-space: pre-line; margin: 0.6rem 0; }
pre, .scroll { overflow-x: auto; max-width: 100%; }
pre { background: var(--panel); padding: 0.8rem; border-radius: 6px; font: 0.8rem/1.25 monospace; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.8rem; text-align: right; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th { color: var(--soft); font-weight: 600; }
figure { margin: 0.6rem 0; }
img { max-width: 100%; height: auto; background: #ffffff; border-radius: 4px; vertical-align: top; }
figcaption { color: var(--soft); font-size: 0.9rem; }
summary { cursor: pointer; color: var(--link); padding: 0.4rem 0; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem; }
.charts figure { flex: 1 1 20rem; min-width: 0; max-width: 30rem; }
.charts img { width: 100%; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.8rem; }
.tiles figure { margin: 0; }
footer { margin-top: 2.5rem; color: var(--soft); font-size: 0.85rem; }
@media print { :root { --page: #ffffff; --text: #000000; --soft: #444444; --line: #bbbbbb;
  --panel: #ffffff; } body { max-width: none; padding: 0; } nav, details:not([open]) { display: none; }
  h2 { break-after: avoid; } figure, tr { break-inside: avoid; }
  pre, .scroll { overflow: visible; } pre { font-size: 0.65rem; white-space: pre; padding: 0; } }
)";

NNLITE_INLINE std::string base64(std::string_view bytes) {
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = i; k < i + 3; ++k) {
            group = group << 8U | (k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += i + k <= bytes.size() ? letters[group >> (18 - 6 * k) & 63U] : '=';
        }
    }
    return text;
}

NNLITE_INLINE std::string figure_text(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.5g", value);
    return text;
}

NNLITE_INLINE std::string duration_text(double seconds) {
    if (!(seconds >= 0 && seconds < 1e12)) { return figure_text(seconds) + " s"; }
    if (seconds < 1) { return fixed_text(1000 * seconds, 1) + " ms"; }
    if (seconds < 60) { return fixed_text(seconds, 1) + " s"; }
    const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
    return whole < 3600 ? text_of(whole / 60, " min ", whole % 60, " s")
                        : text_of(whole / 3600, " h ", whole % 3600 / 60, " min");
}

NNLITE_INLINE std::string html_table(std::string_view place, const std::vector<std::string>& header,
                                     const std::vector<std::vector<std::string>>& rows) {
    std::string html = "<div class=\"scroll\"><table>\n<thead><tr>";
    for (const std::string& name : header) { html += "<th>" + html_text(name) + "</th>"; }
    html += "</tr></thead>\n<tbody>\n";
    for (const auto& row : rows) {
        if (row.size() != header.size()) {
            fail<ValueError>(place, ": expected ", header.size(), " cells in a row, got ",
                             row.size());
        }
        html += "<tr>";
        for (const std::string& cell : row) { html += "<td>" + html_text(cell) + "</td>"; }
        html += "</tr>\n";
    }
    return html + "</tbody></table></div>\n";
}

NNLITE_INLINE std::string html_details(const std::string& summary, const std::string& content,
                                       bool open) {
    return text_of("<details", open ? " open" : "", "><summary>", html_text(summary),
                   "</summary>\n", content, "</details>\n");
}

NNLITE_INLINE std::string html_figure(const std::string& content, const std::string& caption) {
    return text_of("<figure>", content,
                   caption.empty() ? "" : "<figcaption>" + html_text(caption) + "</figcaption>",
                   "</figure>\n");
}

NNLITE_INLINE std::string html_picture(const Picture& picture, const std::string& name,
                                       const std::string& caption) {
    return html_figure(text_of("<img alt=\"", html_text(name), "\" width=\"", picture.width(),
                               "\" height=\"", picture.height(), "\" src=\"data:image/png;base64,",
                               base64(png_bytes(picture)), "\">"),
                       caption);
}

NNLITE_INLINE std::string html_svg(const std::string& svg, const std::string& name) {
    return html_figure(text_of("<img alt=\"", html_text(name),
                               "\" src=\"data:image/svg+xml;base64,", base64(svg), "\">"),
                       "");
}

NNLITE_INLINE std::string html_page(const std::string& title,
                                    const std::vector<ReportSection>& sections) {
    std::string html = text_of(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
        "style-src 'unsafe-inline'\">\n<title>",
        html_text(title), "</title>\n<style>", report_style, "</style>\n</head>\n<body>\n<h1>",
        html_text(title), "</h1>\n<nav>\n");
    for (std::size_t i = 0; i < sections.size(); ++i) {
        html += text_of("<a href=\"#s", i, "\">", html_text(sections[i].heading), "</a>\n");
    }
    html += "</nav>\n<main>\n";
    for (std::size_t i = 0; i < sections.size(); ++i) {
        html += text_of("<section>\n<h2 id=\"s", i, "\">", html_text(sections[i].heading),
                        "</h2>\n", sections[i].html, "</section>\n");
    }
    return html + text_of("</main>\n<footer>Written by nnlite ", NNLITE_VERSION_MAJOR, ".",
                          NNLITE_VERSION_MINOR, ".", NNLITE_VERSION_PATCH, ".</footer>\n</body>\n",
                          "</html>\n");
}

}  // namespace nnlite::viz::detail
