#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI::viz {

/// How hconcat() arranges pictures. Lengths are pixels.
struct HconcatOptions {
    std::vector<std::string> titles = {};  ///< none, or one above each picture
    std::size_t gap = 10;                  ///< between the pictures
    std::size_t text_scale = 2;
    Rgb background = white;

    static constexpr auto fields() {
        return field_list(Field("titles", &HconcatOptions::titles),
                          Field("gap", &HconcatOptions::gap, Range{0, 1000}),
                          Field("text_scale", &HconcatOptions::text_scale, Range{1, 1000}),
                          Field("background", &HconcatOptions::background));
    }
};

/// One picture of several in a row, centred in height.
/// Throws: ValueError if there is none, an option is outside what it may be, or the result has more
/// than 2^28 pixels.
Picture hconcat(const std::vector<Picture>& pictures, const HconcatOptions& options = {});

}  // namespace nnlite::viz

#ifndef NNLITE_COMPILED
#include "nnlite/viz/hconcat_impl.hpp"
#endif
