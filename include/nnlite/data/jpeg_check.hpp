#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "nnlite/data/image_file_check.hpp"
#include "nnlite/data/jpeg_bits.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Checks a JPEG: every segment up to the end marker must be complete, and its scans must have a
// code for every block of every component. stb invents missing pixels.
// Source: ITU-T T.81, annexes B, F and G.
class JpegCheck {
   public:
    JpegCheck(const ImageBytes& jpeg, std::size_t max_pixels)
        : jpeg_(jpeg), max_pixels_(max_pixels) {}

    void run() {
        std::size_t at = 2;
        for (std::size_t kind = 0; kind != 0xD9;) {
            const std::size_t marker = jpeg_.big_endian(at, 2);
            kind = marker & 255U;
            if (marker >> 8U != 255 || kind == 0 || (kind >= 0xD0 && kind <= 0xD7)) {
                jpeg_.fail("is damaged: expected a marker at byte ", at);
            }
            if (kind == 0xFF) {  // may stand before any marker
                ++at;
            } else if (kind != 0xD9) {
                at = read_segment(kind, at + 2);
            }
        }
        const bool whole = std::all_of(components_.begin(), components_.end(),
                                       [](const Component& part) { return part.seen; });
        if (components_.empty() || !whole) { jpeg_.fail("is damaged: it has no pixels"); }
    }

   private:
    struct Component {
        std::size_t id, horizontal, vertical;   // sampling
        std::size_t height = 0, width = 0;      // in blocks
        std::vector<std::uint64_t> known = {};  // of each block: its coefficients that are not 0
        bool seen = false;
        const JpegHuffman *dc = nullptr, *ac = nullptr;
    };
    struct Scan {
        std::vector<Component*> parts;
        std::size_t first, last;  // coefficients
        bool refines;             // adds further bits to them
    };

    // The offset after the segment, which begins with its length.
    std::size_t read_segment(std::size_t kind, std::size_t at) {
        const std::size_t end = at + jpeg_.big_endian(at, 2);
        if (end < at + 2) { jpeg_.fail("is damaged: wrong length at byte ", at); }
        at += 2;
        if (kind == 0xC4) { read_tables(at, end); }
        if (kind == 0xDD) { interval_ = jpeg_.big_endian(at, 2); }
        if (kind >= 0xC0 && kind <= 0xC2) { read_frame(kind, at); }
        return kind == 0xDA ? read_scan(at, end) : end;
    }

    // With more than 256 codes stb 2.27 writes out of bounds.
    void read_tables(std::size_t at, std::size_t end) {
        while (at < end) {
            JpegHuffman& table = tables_[jpeg_.big_endian(at, 1) % 32];
            const auto counts = jpeg_.part(at + 1, 16);
            std::copy(counts.begin(), counts.end(), table.counts.begin() + 1);
            std::size_t codes = 0;
            for (const std::size_t of_length : counts) { codes += of_length; }
            if (codes > 256 || at + 17 + codes > end) {
                jpeg_.fail("is damaged: wrong Huffman table");
            }
            const auto values = jpeg_.part(at + 17, codes);
            table.values.assign(values.begin(), values.end());
            at += 17 + codes;
        }
    }

    void read_frame(std::size_t kind, std::size_t at) {
        if (!components_.empty()) { jpeg_.fail("is damaged: expected one frame, got more"); }
        progressive_ = kind == 0xC2;
        const std::size_t height = jpeg_.big_endian(at + 1, 2);
        const std::size_t width = jpeg_.big_endian(at + 3, 2);
        jpeg_.check_pixels(height, width, max_pixels_);
        const std::size_t count = jpeg_.big_endian(at + 5, 1);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t sampling = jpeg_.big_endian(at + 7 + 3 * i, 1);
            components_.push_back(
                {jpeg_.big_endian(at + 6 + 3 * i, 1), sampling >> 4, sampling & 15U});
            most_horizontal_ = std::max(most_horizontal_, sampling >> 4);
            most_vertical_ = std::max(most_vertical_, sampling & 15U);
        }
        const auto is_wrong = [](std::size_t n) { return n < 1 || n > 4; };
        rows_ = divided_up(height, 8 * most_vertical_);
        columns_ = divided_up(width, 8 * most_horizontal_);
        for (Component& part : components_) {
            if (count > 4 || is_wrong(part.horizontal) || is_wrong(part.vertical)) {
                jpeg_.fail("is damaged: wrong sampling");
            }
            part.height = divided_up(height * part.vertical, 8 * most_vertical_);
            part.width = divided_up(width * part.horizontal, 8 * most_horizontal_);
            if (progressive_) {
                part.known.resize(rows_ * part.vertical * columns_ * part.horizontal);
            }
        }
    }

    static std::size_t divided_up(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

    std::size_t read_scan(std::size_t at, std::size_t end) {
        constexpr std::size_t most_scans = 100;  // each takes time
        if (++scans_ > most_scans) {
            jpeg_.fail("expected at most ", most_scans, " scans, got more");
        }
        Scan scan;
        const std::size_t count = jpeg_.big_endian(at, 1);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t id = jpeg_.big_endian(at + 1 + 2 * i, 1);
            const std::size_t tables = jpeg_.big_endian(at + 2 + 2 * i, 1);
            const auto part = std::find_if(components_.begin(), components_.end(),
                                           [&](const Component& of) { return of.id == id; });
            if (part == components_.end()) { jpeg_.fail("is damaged: wrong scan"); }
            part->dc = &tables_[tables >> 4];
            part->ac = &tables_[16 + (tables & 15U)];
            scan.parts.push_back(&*part);
        }
        scan.first = jpeg_.big_endian(at + 1 + 2 * count, 1);
        scan.last = jpeg_.big_endian(at + 2 + 2 * count, 1);
        scan.refines = jpeg_.big_endian(at + 3 + 2 * count, 1) >> 4 != 0;
        const bool fits = !progressive_ || (scan.first <= scan.last && scan.last < 64 &&
                                            (scan.first == 0) == (scan.last == 0));
        if (count < 1 || count > 4 || !fits || (count > 1 && scan.first > 0)) {
            jpeg_.fail("is damaged: wrong scan");
        }
        return read_blocks(scan, end);
    }

    // The pixels of a scan: one component's blocks row by row, or those of several interleaved.
    std::size_t read_blocks(const Scan& scan, std::size_t at) {
        JpegBits bits(jpeg_, at);
        const bool alone = scan.parts.size() == 1;
        const std::size_t rows = alone ? scan.parts[0]->height : rows_;
        const std::size_t columns = alone ? scan.parts[0]->width : columns_;
        end_run_ = 0;
        for (std::size_t unit = 0; unit < rows * columns; ++unit) {
            if (interval_ > 0 && unit > 0 && unit % interval_ == 0) {
                bits.restart((unit / interval_ - 1) % 8);
                end_run_ = 0;
            }
            const std::size_t row = unit / columns, column = unit % columns;
            for (Component* part : scan.parts) {
                part->seen = part->seen || !progressive_ || scan.first == 0;
                const std::size_t high = alone ? 1 : part->vertical;
                const std::size_t wide = alone ? 1 : part->horizontal;
                for (std::size_t i = 0; i < high * wide; ++i) {
                    const std::size_t y = row * high + i / wide, x = column * wide + i % wide;
                    if (progressive_) {
                        read_block(bits, scan, *part,
                                   part->known[y * columns_ * part->horizontal + x]);
                    } else {
                        bits.bits(part->dc->read(jpeg_, bits) & 15U);
                        std::uint64_t known = 0;
                        read_coefficients(bits, *part->ac, 1, 63, known);
                    }
                }
            }
        }
        return bits.end();
    }

    // The scan of a progressive file.
    void read_block(JpegBits& bits, const Scan& scan, const Component& part, std::uint64_t& known) {
        if (scan.first == 0) {
            bits.bits(scan.refines ? 1 : part.dc->read(jpeg_, bits) & 15U);
        } else if (scan.refines) {
            refine(bits, *part.ac, scan, known);
        } else if (end_run_ > 0) {
            --end_run_;
        } else {
            read_coefficients(bits, *part.ac, scan.first, scan.last, known);
        }
    }

    // New coefficients, each after a run of zeros.
    void read_coefficients(JpegBits& bits, const JpegHuffman& table, std::size_t at,
                           std::size_t last, std::uint64_t& known) {
        while (at <= last) {
            const std::uint32_t code = table.read(jpeg_, bits);
            const std::uint32_t run = code >> 4, size = code & 15U;
            if (size == 0 && run < 15) {
                end_run_ = progressive_ ? (1U << run) - 1 + bits.bits(run) : 0;
                return;
            }
            at += run;
            require_coefficient(at, last);
            if (size > 0) { known |= std::uint64_t{1} << at; }
            bits.bits(size);
            ++at;
        }
    }

    // Another bit of those that are known, and new ones between.
    void refine(JpegBits& bits, const JpegHuffman& table, const Scan& scan, std::uint64_t& known) {
        const auto is_known = [&](std::size_t at) { return (known >> at & 1U) != 0; };
        std::size_t at = scan.first;
        while (end_run_ == 0 && at <= scan.last) {
            const std::uint32_t code = table.read(jpeg_, bits);
            std::uint32_t run = code >> 4;
            const std::uint32_t size = code & 15U;
            if (size == 0 && run < 15) {
                end_run_ = (1U << run) + bits.bits(run);
                break;
            }
            bits.bits(size);
            for (; at <= scan.last && (is_known(at) || run > 0); ++at) {
                if (is_known(at)) {
                    bits.bit();
                } else {
                    --run;
                }
            }
            require_coefficient(at, scan.last);
            if (size > 0) { known |= std::uint64_t{1} << at; }
            ++at;
        }
        if (end_run_ > 0) {
            for (; at <= scan.last; ++at) {
                if (is_known(at)) { bits.bit(); }
            }
            --end_run_;
        }
    }

    void require_coefficient(std::size_t at, std::size_t last) const {
        if (at > last) { jpeg_.fail("is damaged: its pixels have coefficients beyond the last"); }
    }

    const ImageBytes& jpeg_;
    std::size_t max_pixels_;
    std::array<JpegHuffman, 32> tables_;  // DC, then AC
    std::vector<Component> components_;
    std::size_t most_horizontal_ = 1, most_vertical_ = 1, rows_ = 0,
                columns_ = 0;  // of the interleaved units
    std::size_t interval_ = 0, scans_ = 0;
    std::uint32_t end_run_ = 0;  // blocks without further coefficients
    bool progressive_ = false;
};

}  // namespace nnlite::detail
