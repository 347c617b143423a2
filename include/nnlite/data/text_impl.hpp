#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/text.hpp"
#include "nnlite/io/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE std::string read_text(const std::string& path, std::uint64_t max_unpacked) {
    return detail::ByteReader("read_text", path).read_rest(max_unpacked);
}

NNLITE_INLINE CharacterVocabulary::CharacterVocabulary(std::string_view text) {
    if (text.empty()) {
        fail<ValueError>("CharacterVocabulary: expected a text that is not empty");
    }
    numbers_.fill(-1);
    for (const char c : text) { numbers_[byte(c)] = 0; }
    for (std::size_t code = 0; code < numbers_.size(); ++code) {
        if (numbers_[code] == -1) { continue; }
        numbers_[code] = static_cast<std::int32_t>(characters_.size());
        characters_ += static_cast<char>(code);
    }
}

NNLITE_INLINE Labels CharacterVocabulary::encode(std::string_view text) const {
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

NNLITE_INLINE std::string CharacterVocabulary::decode(const detail::LabelsParameter& given) const {
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

}  // namespace nnlite
