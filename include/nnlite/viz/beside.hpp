#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/viz/image.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Options of beside(). Lengths are in pixels.
struct BesideOptions {
    std::vector<std::string> titles = {};  ///< none, or one above each picture
    std::size_t gap = 10;                  ///< between the pictures
    std::size_t text_scale = 2;
    Rgb background = white;
};

/// Pictures side by side as one, centred in height.
/// Throws: ValueError if there is none, an option is out of its range, or the result has more
/// than 2^28 pixels.
Picture beside(const std::vector<Picture>& pictures, const BesideOptions& options = {});

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/viz/beside_impl.hpp"
#endif
