#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/parse_double.hpp"
#include "nnlite/core/utf8.hpp"
#include "nnlite/fields/json_reader.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE JsonReader::JsonReader(std::string place, std::string_view text)
    : place_(std::move(place)), text_(text) {
    if (!is_utf8(text)) { fail<FileError>(place_, "expected UTF-8 text, got other bytes"); }
}

NNLITE_INLINE std::string JsonReader::string() {
    expect('"');
    std::string result;
    while (at_ < text_.size() && text_[at_] != '"') {
        const char c = text_[at_];
        if (static_cast<unsigned char>(c) < 0x20) { fail_at("no control character"); }
        ++at_;
        if (c == '\\') {
            unescape(result);
        } else {
            result += c;
        }
    }
    if (at_ == text_.size()) { fail_at("a string's end"); }
    ++at_;
    return result;
}

NNLITE_INLINE std::uint64_t JsonReader::whole_number() {
    skip_space();
    const char *begin = text_.data() + at_, *end = text_.data() + text_.size();
    std::uint64_t value = 0;
    const auto [stop, error] = std::from_chars(begin, end, value);
    const bool longer = stop != end && std::string_view(".eE").find(*stop) != text_.npos;
    if (error != std::errc() || longer || (*begin == '0' && stop - begin > 1)) {
        fail_at("an integer below 2^64");
    }
    at_ += static_cast<std::size_t>(stop - begin);
    return value;
}

NNLITE_INLINE std::variant<std::uint64_t, double> JsonReader::number() {
    skip_space();
    const std::size_t begin = at_;
    if (at_ < text_.size() && text_[at_] == '-') { ++at_; }
    const std::size_t digits = at_;
    skip_digits();
    if (text_[digits] == '0' && at_ - digits > 1) { fail_at("no digit after 0"); }
    bool whole = digits == begin;
    if (at_ < text_.size() && text_[at_] == '.') {
        whole = false;
        ++at_;
        skip_digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
        whole = false;
        ++at_;
        if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) { ++at_; }
        skip_digits();
    }
    const char *first = text_.data() + begin, *last = text_.data() + at_;
    std::uint64_t exact = 0;
    if (whole && std::from_chars(first, last, exact).ec == std::errc()) { return exact; }
    double value = 0;
    if (!parse_double({first, last}, value) || std::isinf(value)) {
        at_ = begin;
        fail_at("a number");
    }
    return value;
}

NNLITE_INLINE bool JsonReader::word(std::string_view word) {
    skip_space();
    if (text_.substr(at_, word.size()) != word) { return false; }
    at_ += word.size();
    return true;
}

NNLITE_INLINE char JsonReader::next() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
}

NNLITE_INLINE void JsonReader::end() {
    skip_space();
    if (at_ != text_.size()) { fail_at("the end"); }
}

NNLITE_INLINE void JsonReader::fail_at(std::string_view wanted) const {
    fail<FileError>(place_, "expected ", wanted, " at byte ", at_, ", got ",
                    at_ < text_.size() ? text_.substr(at_, 20) : "the end");
}

NNLITE_INLINE void JsonReader::skip_digits() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') { ++at_; }
    if (at_ == begin) { fail_at("a digit"); }
}

NNLITE_INLINE void JsonReader::skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\n\r").find(text_[at_]) != text_.npos) {
        ++at_;
    }
}

NNLITE_INLINE bool JsonReader::take(char token) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != token) { return false; }
    ++at_;
    return true;
}

NNLITE_INLINE void JsonReader::unescape(std::string& result) {
    static constexpr std::string_view from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
    if (at_ < text_.size() && text_[at_] == 'u') {
        std::uint32_t code = hex_code();
        if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
            ++at_;
            const std::uint32_t low = hex_code();
            if (low < 0xDC00 || low > 0xDFFF) { fail_at("the second half of a pair before"); }
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        } else if (code >= 0xD800 && code < 0xE000) {
            fail_at("no second half of a surrogate pair before");
        }
        return append_utf8(result, code);
    }
    const std::size_t which = at_ < text_.size() ? from.find(text_[at_]) : from.npos;
    if (which == from.npos) { fail_at("an escaped character"); }
    result += to[which];
    ++at_;
}

NNLITE_INLINE std::uint32_t JsonReader::hex_code() {
    const std::string_view digits = text_.substr(at_ + 1, 4);
    std::uint32_t code = 0;
    const char* end = digits.data() + digits.size();
    if (digits.size() < 4 || std::from_chars(digits.data(), end, code, 16).ptr != end) {
        fail_at("u and four hexadecimal digits");
    }
    at_ += 5;
    return code;
}

NNLITE_INLINE void JsonReader::append_utf8(std::string& text, std::uint32_t code) {
    const int continuations = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    constexpr std::uint32_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    text += static_cast<char>(lead[continuations] | code >> 6 * continuations);
    for (int k = continuations; k-- > 0;) {
        text += static_cast<char>(0x80 | (code >> 6 * k & 0x3F));
    }
}

NNLITE_INLINE std::string json_string(std::string_view place, std::string_view text) {
    if (!is_utf8(text)) { fail<ValueError>(place, ": expected UTF-8 text, got other bytes"); }
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            result += text_of("\\u00", c >> 4 & 1, "0123456789abcdef"[c & 15]);
        } else {
            result += c;
        }
    }
    return result + '"';
}

}  // namespace nnlite::detail
