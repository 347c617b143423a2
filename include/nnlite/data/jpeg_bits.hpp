#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "nnlite/data/image_file_check.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The bits of a JPEG's pixels from an offset on; "FF 00" encodes the byte FF, and any other byte
// after FF ends them.
class JpegBits {
   public:
    JpegBits(const ImageBytes& jpeg, std::size_t at) : jpeg_(jpeg), at_(at) {}

    std::uint32_t bit() {
        if (left_ == 0) {
            byte_ = jpeg_.part(at_, 1)[0];
            const bool escaped = byte_ == 255;
            if (escaped && jpeg_.big_endian(at_, 2) != 0xFF00) {
                jpeg_.fail("is damaged: its pixels end too early, at byte ", at_);
            }
            at_ += escaped ? 2 : 1;
            left_ = 8;
        }
        return byte_ >> --left_ & 1U;
    }
    std::uint32_t bits(std::size_t count) {
        std::uint32_t number = 0;
        while (count-- > 0) { number = number << 1U | bit(); }
        return number;
    }

    // Skips the rest of a byte; returns the offset of the marker that must come next.
    std::size_t end() {
        left_ = 0;
        if (jpeg_.big_endian(at_, 2) <= 0xFF00) {
            jpeg_.fail("is damaged: expected the end of its pixels at byte ", at_);
        }
        while (jpeg_.big_endian(at_, 2) == 0xFFFF) { ++at_; }  // may stand before any marker
        return at_;
    }
    // Reads such a marker, that of a restart with this number.
    void restart(std::size_t number) {
        if (jpeg_.big_endian(end(), 2) != 0xFFD0 + number) {
            jpeg_.fail("is damaged: expected restart ", number, " at byte ", at_);
        }
        at_ += 2;
    }

   private:
    const ImageBytes& jpeg_;
    std::size_t at_;
    std::uint32_t byte_ = 0, left_ = 0;
};

// Codes of 1 to 16 bits; those of one length are consecutive numbers.
struct JpegHuffman {
    std::array<std::uint32_t, 17> counts{};
    std::vector<std::uint8_t> values;

    std::uint32_t read(const ImageBytes& jpeg, JpegBits& bits) const {
        std::uint32_t code = 0, first = 0, before = 0;
        for (std::size_t length = 1; length < counts.size(); ++length) {
            code = code << 1U | bits.bit();
            first <<= 1U;
            if (code < first + counts[length]) { return values[before + code - first]; }
            before += counts[length];
            first += counts[length];
        }
        jpeg.fail("is damaged: its pixels have a code that is in no table");
    }
};

}  // namespace nnlite::detail
