#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/version.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

// A section of a Report, in HTML.
struct ReportSection {
    std::string heading, html;
};

std::string base64(std::string_view bytes);

std::string figure_text(double value);

// "3.2 ms", "7.1 s", "2 min 5 s", "3 h 20 min"
std::string duration_text(double seconds);

std::string html_preformatted(std::string_view text);

// The first column has the rows' names; the others are right-aligned.
std::string html_table(std::string_view place, const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);

std::string html_details(const std::string& summary, const std::string& content, bool open);

std::string html_picture(const Picture& picture, const std::string& name,
                         const std::string& caption);

// An SVG file embedded in a page, as an image, so that its names do not collide with those of other
// pictures, and no script in it runs.
std::string html_svg(const std::string& svg, const std::string& name);

// A page that loads and runs nothing, whatever the sections contain.
std::string html_page(const std::string& title, const std::vector<ReportSection>& sections);

}  // namespace nnlite::viz::detail

#ifndef NNLITE_COMPILED
#include "nnlite/viz/report_page_impl.hpp"
#endif
