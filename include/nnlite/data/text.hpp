#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/io/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The bytes of a text file, plain or gzip.
/// Throws: FileError if the file is missing or damaged, or has more than max_unpacked unpacked
/// bytes.
std::string read_text(const std::string& path, std::uint64_t max_unpacked = detail::most_unpacked);

/// Numbers the characters that occur in a text, in the order of their codes. A character is one
/// byte, so some UTF-8 letters are two or more.
/// Throws: ValueError if the text is empty.
class CharacterVocabulary {
   public:
    explicit CharacterVocabulary(std::string_view text);

    /// The number of characters.
    std::size_t size() const { return characters_.size(); }

    /// All characters: number i is characters()[i].
    const std::string& characters() const { return characters_; }

    /// The number of each character.
    /// Shapes: [text.size()].
    /// Throws: ValueError if a character does not occur in the vocabulary's text.
    Labels encode(std::string_view text) const;

    /// The characters of the numbers, in row-major order.
    /// Throws: ValueError if a number is not from 0 to size() - 1.
    std::string decode(const detail::LabelsParameter& given) const;

   private:
    static std::size_t byte(char c) { return static_cast<unsigned char>(c); }

    std::array<std::int32_t, 256> numbers_;  // -1: does not occur
    std::string characters_;
};

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/text_impl.hpp"
#endif
