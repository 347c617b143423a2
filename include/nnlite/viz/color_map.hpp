#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// A colour of a picture.
struct Rgb {
    std::uint8_t red = 0, green = 0, blue = 0;

    friend bool operator==(const Rgb&, const Rgb&) = default;
};

namespace detail {

using ColorLevels = std::array<double, 3>;  // red, green, blue from 0 to 255

}  // namespace detail

/// Colours for values from 0 to 1: "gray", "viridis", "hot" or "RdBu", reversed with "_r" after the
/// name ("RdBu_r": blue is low, red is high).
/// Throws: ValueError if there is no map of this name.
/// Source: matplotlib's maps, each colour within 1/255. RdBu is C. Brewer's (ColorBrewer), viridis
/// S. van der Walt's and N. Smith's.
class ColorMap {
   public:
    explicit ColorMap(std::string_view name);

    /// The colour of a value; values below 0 have the first, above 1 the last.
    /// Throws: ValueError for NaN.
    Rgb operator()(double value) const;

    /// All colours, from 0 to 1.
    const std::array<Rgb, 256>& colors() const { return colors_; }

   private:
    using Color = detail::ColorLevels (*)(double);

    static Color find(std::string_view name, std::string_view forward);

    std::array<Rgb, 256> colors_{};
};

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/color_map_impl.hpp"
#endif
