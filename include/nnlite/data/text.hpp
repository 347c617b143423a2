#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/byte_reader.hpp"

namespace nnlite {

/// The bytes of a text file, plain or gzip.
/// Throws: FileError if the file is missing or damaged, or has more than max_unpacked bytes once
/// unpacked.
inline std::string read_text(const std::string& path,
                             std::uint64_t max_unpacked = detail::most_unpacked) {
    return detail::ByteReader("read_text", path).read_rest(max_unpacked);
}

/// Numbers for the characters that occur in a text, in the order of their codes. A character is one
/// byte, so in UTF-8 some letters are two or more.
/// Throws: ValueError if the text is empty.
class CharacterVocabulary {
   public:
    explicit CharacterVocabulary(std::string_view text) {
        if (text.empty()) { fail<ValueError>("CharacterVocabulary: expected a text, it is empty"); }
        numbers_.fill(-1);
        for (const char c : text) { numbers_[byte(c)] = 0; }
        for (std::size_t code = 0; code < numbers_.size(); ++code) {
            if (numbers_[code] == -1) { continue; }
            numbers_[code] = static_cast<std::int32_t>(characters_.size());
            characters_ += static_cast<char>(code);
        }
    }

    /// How many characters there are.
    std::size_t size() const { return characters_.size(); }

    /// All characters: number i is characters()[i].
    const std::string& characters() const { return characters_; }

    /// The number of each character.
    /// Shapes: [text.size()].
    /// Throws: ValueError if a character does not occur in the vocabulary's text.
    Labels encode(std::string_view text) const {
        Labels result = empty_tensor<std::int32_t>({text.size()});
        for (std::size_t i = 0; i < text.size(); ++i) {
            const std::int32_t number = numbers_[byte(text[i])];
            if (number < 0) {
                fail<ValueError>("CharacterVocabulary: expected characters of its text, got code ",
                                 byte(text[i]), " at position ", i);
            }
            result.data()[i] = number;
        }
        return result;
    }

    /// The characters of the numbers, in row-major order.
    /// Throws: ValueError if a number is not from 0 to size() - 1.
    std::string decode(const detail::LabelsParameter& given) const {
        const Labels& numbers = *given;
        std::string text;
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const std::int32_t number = numbers.data()[i];
            if (number < 0 || static_cast<std::size_t>(number) >= size()) {
                fail<ValueError>("CharacterVocabulary: expected numbers from 0 to below ", size(),
                                 ", got ", number, " at position ", i);
            }
            text += characters_[static_cast<std::size_t>(number)];
        }
        return text;
    }

   private:
    static std::size_t byte(char c) { return static_cast<unsigned char>(c); }

    std::array<std::int32_t, 256> numbers_;  // -1: does not occur
    std::string characters_;
};

}  // namespace nnlite
