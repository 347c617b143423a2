#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/version.hpp"
#include "nnlite/viz/dot.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::detail {

// A part of a Report, in HTML.
struct ReportSection {
    std::string heading, html;
};

std::string base64(std::string_view bytes);

std::string figure_text(double value);

// "3.2 ms", "7.1 s", "2 min 5 s", "3 h 20 min"
std::string duration_text(double seconds);

inline std::string html_preformatted(std::string_view text) {
    return "<pre>" + html_text(text) + "</pre>\n";
}

// The first column names the rows; others are to the right.
std::string html_table(std::string_view place, const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);

std::string html_details(const std::string& summary, const std::string& content, bool open);

std::string html_figure(const std::string& content, const std::string& caption);

std::string html_picture(const Picture& picture, const std::string& name,
                         const std::string& caption);

// The text of an SVG file as a part of a page; as an image of its own, so that its names do not
// meet those of other pictures, and nothing in it runs.
std::string html_svg(const std::string& svg, const std::string& name);

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

// A page that loads nothing and runs nothing, whatever the sections say.
std::string html_page(const std::string& title, const std::vector<ReportSection>& sections);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/training/report_page_impl.hpp"
#endif
