#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "nnlite/data/digits_table.hpp"
#include "nnlite/data/image_data.hpp"

namespace nnlite {

/// 1,797 handwritten digits as 8x8 pictures, embedded in the library.
/// Shapes: images [1797, 8, 8], labels [1797].
/// Units or ranges: pixels 0 (paper) to 16 (ink), labels 0 to 9.
/// Source: E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
/// Learning Repository, 1998, https://doi.org/10.24432/C50P49, CC BY 4.0; its test set, in the
/// order of scikit-learn's load_digits.
inline ImageData load_digits() {
    ImageData result{empty_tensor<std::uint8_t>({1797, 8, 8}), Labels::from_shape({1797})};
    std::size_t row = 0;
    for (std::string_view rows : detail::digits_table) {
        for (; !rows.empty(); rows.remove_prefix(65), ++row) {
            result.labels.data()[row] = rows[0] - '0';
            std::uint8_t* pixels = result.images.data() + row * 64;
            for (std::size_t i = 0; i < 64; ++i) {
                pixels[i] = static_cast<std::uint8_t>(rows[i + 1] - 'a');
            }
        }
    }
    return result;
}

}  // namespace nnlite
