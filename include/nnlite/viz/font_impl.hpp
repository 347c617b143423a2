#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/viz/font.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz::detail {

// The printable characters of ASCII from the space on, twelve side by side.
inline constexpr std::string_view glyph_rows[] = {
    // clang-format off
    //         !     "     #     $     %     &     '     (     )     *     +
    "..... ..#.. .#.#. ..... ..#.. ##..# .##.. ..#.. ...#. .#... ..... .....",
    "..... ..#.. .#.#. .#.#. .#### ##..# #..#. ..#.. ..#.. ..#.. #.#.# ..#..",
    "..... ..#.. ..... ##### #.#.. ...#. #.#.. ..... .#... ...#. .###. ..#..",
    "..... ..#.. ..... .#.#. .###. ..#.. .#... ..... .#... ...#. ##### #####",
    "..... ..#.. ..... ##### ..#.# .#... #.#.# ..... .#... ...#. .###. ..#..",
    "..... ..... ..... .#.#. ####. #..## #..#. ..... ..#.. ..#.. #.#.# ..#..",
    "..... ..#.. ..... ..... ..#.. #..## .##.# ..... ...#. .#... ..... .....",
    //   ,     -     .     /     0     1     2     3     4     5     6     7
    "..... ..... ..... ....# .###. ..#.. .###. .###. ...#. ##### .###. #####",
    "..... ..... ..... ....# #...# .##.. #...# #...# ..##. #.... #.... ....#",
    "..... ..... ..... ...#. #..## ..#.. ....# ....# .#.#. ####. #.... ...#.",
    "..... ####. ..... ..#.. #.#.# ..#.. ..##. ..##. #..#. ....# ####. ...#.",
    "..... ..... ..... .#... ##..# ..#.. .#... ....# ##### ....# #...# ..#..",
    "..#.. ..... ..... #.... #...# ..#.. #.... #...# ...#. #...# #...# ..#..",
    ".#... ..... ..#.. #.... .###. .###. ##### .###. ...#. .###. .###. ..#..",
    //   8     9     :     ;     <     =     >     ?     @     A     B     C
    ".###. .###. ..... ..... ...#. ..... .#... .###. .###. ..#.. ####. .####",
    "#...# #...# ..... ..... ..#.. ..... ..#.. #...# #...# .#.#. #...# #....",
    "#...# #...# ..#.. ..#.. .#... ##### ...#. ....# #.### #...# #...# #....",
    ".###. .#### ..... ..... #.... ..... ....# ...#. #.#.# #...# ####. #....",
    "#...# ....# ..... ..... .#... ##### ...#. ..#.. #.##. ##### #...# #....",
    "#...# ....# ..#.. ..#.. ..#.. ..... ..#.. ..... #.... #...# #...# #....",
    ".###. .###. ..... .#... ...#. ..... .#... ..#.. .#### #...# ####. .####",
    //   D     E     F     G     H     I     J     K     L     M     N     O
    "####. ##### ##### .#### #...# .###. ..### #...# #.... #...# #...# .###.",
    "#...# #.... #.... #.... #...# ..#.. ...#. #..#. #.... ##.## ##..# #...#",
    "#...# #.... #.... #.... #...# ..#.. ...#. #.#.. #.... #.#.# ##..# #...#",
    "#...# ####. ####. #..## ##### ..#.. ...#. ##... #.... #.#.# #.#.# #...#",
    "#...# #.... #.... #...# #...# ..#.. ...#. #.#.. #.... #...# #..## #...#",
    "#...# #.... #.... #...# #...# ..#.. #..#. #..#. #.... #...# #..## #...#",
    "####. ##### #.... .#### #...# .###. .##.. #...# ##### #...# #...# .###.",
    //   P     Q     R     S     T     U     V     W     X     Y     Z     [
    "####. .###. ####. .#### ##### #...# #...# #...# #...# #...# ##### .###.",
    "#...# #...# #...# #.... ..#.. #...# #...# #...# #...# #...# ....# .#...",
    "#...# #...# #...# #.... ..#.. #...# #...# #...# .#.#. .#.#. ...#. .#...",
    "####. #...# ####. .###. ..#.. #...# #...# #.#.# ..#.. ..#.. ..#.. .#...",
    "#.... #.#.# #.#.. ....# ..#.. #...# .#.#. #.#.# .#.#. ..#.. .#... .#...",
    "#.... #..#. #..#. ....# ..#.. #...# .#.#. ##.## #...# ..#.. #.... .#...",
    "#.... .##.# #...# ####. ..#.. .###. ..#.. #...# #...# ..#.. ##### .###.",
    //   \     ]     ^     _     `     a     b     c     d     e     f     g
    "#.... .###. ..#.. ..... .#... ..... #.... ..... ....# ..... ..##. .....",
    "#.... ...#. .#.#. ..... ..#.. ..... #.... ..... ....# ..... .#... .....",
    ".#... ...#. #...# ..... ..... .###. ####. .#### .#### .###. ####. .####",
    "..#.. ...#. ..... ..... ..... ....# #...# #.... #...# #...# .#... #...#",
    "...#. ...#. ..... ..... ..... .#### #...# #.... #...# ##### .#... .####",
    "....# ...#. ..... ..... ..... #...# #...# #.... #...# #.... .#... ....#",
    "....# .###. ..... ##### ..... .#### ####. .#### .#### .#### .#... .###.",
    //   h     i     j     k     l     m     n     o     p     q     r     s
    "#.... ..#.. ...#. #.... .##.. ..... ..... ..... ..... ..... ..... .....",
    "#.... ..... ..... #.... ..#.. ..... ..... ..... ..... ..... ..... .....",
    "####. .##.. ..##. #..#. ..#.. ##.#. ####. .###. ####. .#### #.##. .####",
    "#...# ..#.. ...#. #.#.. ..#.. #.#.# #...# #...# #...# #...# ##... #....",
    "#...# ..#.. ...#. ##... ..#.. #.#.# #...# #...# ####. .#### #.... .###.",
    "#...# ..#.. #..#. #.#.. ..#.. #.#.# #...# #...# #.... ....# #.... ....#",
    "#...# .###. .##.. #..#. .###. #.#.# #...# .###. #.... ....# #.... ####.",
    //   t     u     v     w     x     y     z     {     |     }     ~
    ".#... ..... ..... ..... ..... ..... ..... ..##. ..#.. .##.. .....",
    ".#... ..... ..... ..... ..... ..... ..... ..#.. ..#.. ..#.. .....",
    "####. #...# #...# #.#.# #...# #...# ##### ..#.. ..#.. ..#.. .#..#",
    ".#... #...# #...# #.#.# .#.#. #...# ...#. .#... ..#.. ...#. #.#.#",
    ".#... #...# .#.#. #.#.# ..#.. .#### ..#.. ..#.. ..#.. ..#.. #..#.",
    ".#... #...# .#.#. #.#.# .#.#. ....# .#... ..#.. ..#.. ..#.. .....",
    "..##. .#### ..#.. .#.#. #...# .###. ##### ..##. ..#.. .##.. .....",
    // clang-format on
};

// The number of UTF-8 characters: continuation bytes do not count.
bool starts_character(char byte);

bool glyph_dot(char character, std::size_t row, std::size_t column);

NNLITE_INLINE bool starts_character(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80;
}

NNLITE_INLINE bool glyph_dot(char character, std::size_t row, std::size_t column) {
    const std::size_t number = static_cast<std::size_t>(character - ' ');
    return glyph_rows[number / 12 * glyph_height + row][number % 12 * (glyph_width + 1) + column] ==
           '#';
}

NNLITE_INLINE std::string fixed_text(double value, int decimals) {
    char text[400];
    return {text,
            std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals).ptr};
}

NNLITE_INLINE std::size_t text_width(std::string_view text, std::size_t scale) {
    const auto count =
        static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
    return count == 0 ? 0 : (count * (glyph_width + 1) - 1) * scale;
}

NNLITE_INLINE void draw_text(Picture& picture, std::size_t row, std::size_t column,
                             std::string_view text, Rgb color, std::size_t scale) {
    for (const char byte : text) {
        if (!starts_character(byte)) { continue; }
        const char character = byte >= ' ' && byte <= '~' ? byte : '?';
        for (std::size_t y = 0; y < glyph_height; ++y) {
            for (std::size_t x = 0; x < glyph_width; ++x) {
                if (glyph_dot(character, y, x)) {
                    picture.paint(row + y * scale, column + x * scale, scale, scale, color);
                }
            }
        }
        column += (glyph_width + 1) * scale;
    }
}

NNLITE_INLINE void draw_centered_text(Picture& picture, std::size_t row, std::size_t column,
                                      std::size_t width, std::string_view text, Rgb color,
                                      std::size_t scale) {
    draw_text(picture, row, column + (width - text_width(text, scale)) / 2, text, color, scale);
}

NNLITE_INLINE Rgb text_color_on(Rgb background) {
    const auto linear = [](std::uint8_t level) {
        const double share = level / 255.;
        return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
    };
    const double luminance = 0.2126 * linear(background.red) + 0.7152 * linear(background.green) +
                             0.0722 * linear(background.blue);
    const double with_black = (luminance + 0.05) / 0.05, with_white = 1.05 / (luminance + 0.05);
    return with_black > with_white ? black : white;
}

}  // namespace nnlite::viz::detail
