#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/data/digits.hpp"
#include "nnlite/data/digits_table.hpp"
#include "nnlite/data/image_data.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE ImageData load_digits() {
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
