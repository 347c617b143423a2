#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

// The size of a character, in pixels.
inline constexpr std::size_t glyph_width = 5, glyph_height = 7;

// A number with so many decimals, 0 to 9.
std::string fixed_text(double value, int decimals);

// How many pixels wide draw_text writes a text; it is `glyph_height * scale` high.
std::size_t text_width(std::string_view text, std::size_t scale = 1);

// Writes a line of text from its upper left corner (row, column) on; a letter's dots are scale x
// scale pixels. What lies outside of the picture is left out; letters that ASCII has not are '?'.
void draw_text(Picture& picture, std::size_t row, std::size_t column, std::string_view text,
               Rgb color = black, std::size_t scale = 1);

// Writes in the middle of `width` pixels, which are at least the text's.
void draw_centered_text(Picture& picture, std::size_t row, std::size_t column, std::size_t width,
                        std::string_view text, Rgb color, std::size_t scale);

// Black or white, whichever has the larger contrast. Source: relative luminance and contrast ratio
// of WCAG 2.2, W3C.
Rgb text_color_on(Rgb background);

}  // namespace nnlite::viz::detail

#ifndef NNLITE_COMPILED
#include "nnlite/viz/font_impl.hpp"
#endif
