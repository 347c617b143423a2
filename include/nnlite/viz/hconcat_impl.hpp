#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/hconcat.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

NNLITE_INLINE Picture hconcat(const std::vector<Picture>& pictures, const HconcatOptions& options) {
    if (pictures.empty()) { fail<ValueError>("hconcat: expected at least one picture"); }
    if (!options.titles.empty() && options.titles.size() != pictures.size()) {
        fail<ValueError>("hconcat: expected ", pictures.size(), " titles or none, got ",
                         options.titles.size());
    }
    nnlite::detail::require_in_range("hconcat", options);
    const std::size_t line =
        options.titles.empty() ? 0 : (detail::glyph_height + 6) * options.text_scale;
    std::vector<std::size_t> widths;
    std::size_t height = 0, width = (pictures.size() - 1) * options.gap;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        widths.push_back(pictures[i].width());
        if (line > 0) {
            widths[i] =
                std::max(widths[i], detail::text_width(options.titles[i], options.text_scale));
        }
        width += widths[i];
        height = std::max(height, pictures[i].height());
    }
    Picture result(line + height, width, options.background);
    for (std::size_t i = 0, left = 0; i < pictures.size(); left += widths[i++] + options.gap) {
        const Picture& picture = pictures[i];
        if (line > 0) {
            detail::draw_centered_text(result, 2 * options.text_scale, left, widths[i],
                                       options.titles[i], black, options.text_scale);
        }
        result.paste(line + (height - picture.height()) / 2,
                     left + (widths[i] - picture.width()) / 2, picture);
    }
    return result;
}

}  // namespace nnlite::viz
