#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/npy.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline constexpr std::string_view npy_magic = "\x93NUMPY";

// A Python dictionary as text, such as {'descr': '<f4', 'fortran_order': False, 'shape': (3,), }
class NpyHeaderParser {
   public:
    NpyHeaderParser(const InputStream& in, std::string_view text) : in_(in), text_(text) {}

    void parse(StoredTensor& header);

   private:
    [[noreturn]] void fail_at(std::string_view wanted) const;
    void skip_space();
    bool take(std::string_view token);
    bool take(char token) { return take(std::string_view(&token, 1)); }
    void expect(char token) {
        if (!take(token)) { fail_at(std::string_view(&token, 1)); }
    }
    std::string_view quoted();
    bool truth();
    Shape tuple();
    void parse_type(StoredTensor& header);

    const InputStream& in_;
    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <detail::Element T>
void write_npy(const std::string& path, const Tensor<T>& tensor) {
    const detail::TensorView view("", tensor);
    AtomicFile file("write_npy", path);
    file.write(detail::npy_header(view));
    file.write(view.data, view.bytes());
    file.commit();
}

}  // namespace nnlite

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void NpyHeaderParser::parse(StoredTensor& header) {
    bool has_type = false, has_order = false, has_shape = false;
    const auto once = [&](bool& seen, std::string_view key) {
        if (seen) { in_.fail("header: expected ", key, " once, got it twice"); }
        seen = true;
    };
    expect('{');
    while (!take('}')) {
        const std::string_view key = quoted();
        expect(':');
        if (key == "descr") {
            once(has_type, key);
            parse_type(header);
        } else if (key == "fortran_order") {
            once(has_order, key);
            header.fortran_order = truth();
        } else if (key == "shape") {
            once(has_shape, key);
            header.shape = tuple();
        } else {
            in_.fail("header: expected descr, fortran_order and shape, got ", key);
        }
        if (!take(',')) {
            expect('}');
            break;
        }
    }
    skip_space();
    if (at_ != text_.size()) { fail_at("the end"); }
    if (!has_type || !has_order || !has_shape) {
        in_.fail("header: expected descr, fortran_order and shape, got no ", !has_type ? "descr"
                                                                             : !has_order
                                                                                 ? "fortran_order"
                                                                                 : "shape");
    }
}

NNLITE_INLINE void NpyHeaderParser::fail_at(std::string_view wanted) const {
    in_.fail("header: expected ", wanted, " at byte ", at_, ", got ",
             at_ < text_.size() ? text_.substr(at_, 20) : "its end");
}

NNLITE_INLINE void NpyHeaderParser::skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) { ++at_; }
}

NNLITE_INLINE bool NpyHeaderParser::take(std::string_view token) {
    skip_space();
    if (!text_.substr(at_).starts_with(token)) { return false; }
    at_ += token.size();
    return true;
}

NNLITE_INLINE std::string_view NpyHeaderParser::quoted() {
    const char quote = take('\'') ? '\'' : '"';
    if (quote == '"' && !take('"')) { fail_at("a text in quotes"); }
    const std::size_t end = text_.find(quote, at_);
    if (end == std::string_view::npos) { fail_at("a text's end"); }
    const std::string_view result = text_.substr(at_, end - at_);
    at_ = end + 1;
    return result;
}

NNLITE_INLINE bool NpyHeaderParser::truth() {
    if (take("True")) { return true; }
    if (!take("False")) { fail_at("True or False"); }
    return false;
}

NNLITE_INLINE Shape NpyHeaderParser::tuple() {
    Shape shape;
    expect('(');
    while (!take(')')) {
        std::size_t extent = 0;
        skip_space();
        const char* begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), extent);
        if (error != std::errc() || shape.size() == most_axes) { fail_at("an extent"); }
        at_ += static_cast<std::size_t>(end - begin);
        take('L');  // Python 2's suffix of long integers
        shape.push_back(extent);
        if (!take(',')) {
            if (shape.size() == 1) { fail_at(", after a single extent"); }
            expect(')');
            break;
        }
    }
    return shape;
}

NNLITE_INLINE void NpyHeaderParser::parse_type(StoredTensor& header) {
    skip_space();
    const bool is_text = text_.substr(at_).starts_with('\'') || text_.substr(at_, 1) == "\"";
    const std::string_view name = is_text ? quoted() : text_.substr(at_, 20);
    const char order = name.empty() ? ' ' : name[0];
    const auto type = find_element_type(&ElementTypeFacts::npy, name.substr(name.empty() ? 0 : 1));
    const bool one_byte = type && facts(*type).bytes == 1;
    if (!is_text || !type || !(order == '<' || order == '>' || (order == '|' && one_byte))) {
        in_.fail("header: expected elements of type b1, u1 to u8, i1 to i8 or f2 to f8, got ",
                 name);
    }
    header.type = *type;
    header.swapped = order == '>';
}

NNLITE_INLINE void read_npy_header(InputStream& in, StoredTensor& tensor) {
    std::array<std::uint8_t, 8> start{};
    in.read(start.data(), start.size(), "magic text and version");
    if (!std::equal(npy_magic.begin(), npy_magic.end(), start.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
        in.fail("is not a .npy file: expected it to begin with \\x93NUMPY");
    }
    const unsigned version = start[6];
    if (version < 1 || version > 3 || start[7] != 0) {
        in.fail("expected version 1.0, 2.0 or 3.0, got ", version, ".", unsigned{start[7]});
    }
    std::uint32_t length = 0;
    in.read(&length, version == 1 ? 2 : 4, "header length");
    constexpr std::uint32_t most = 1 << 16;
    if (length > most) { in.fail("expected a header of up to ", most, " bytes, got ", length); }
    std::string text(length, ' ');
    in.read(text.data(), length, "header");
    NpyHeaderParser(in, text).parse(tensor);
    const auto bytes = byte_count(tensor.shape, tensor.type);
    if (!bytes) { in.fail("expected at most 2^48 elements, got shape ", tensor.shape); }
    if (*bytes != in.left()) {
        in.fail("expected ", *bytes, " bytes of data for shape ", tensor.shape, ", got ",
                in.left());
    }
}

NNLITE_INLINE NpyFile::NpyFile(const InputFile& file) : TensorFile(file) {
    InputStream in(file, "", 0, file.size());
    read_npy_header(in, entries_.emplace_back());
    entries_[0].begin = file.size() - in.left();
    entries_[0].end = file.size();
}

NNLITE_INLINE std::string npy_header(const TensorView& tensor) {
    const ElementTypeFacts& type = facts(tensor.type);
    std::string shape = text_of(tensor.shape);
    shape = shape.substr(1, shape.size() - 2) + (tensor.shape.size() == 1 ? "," : "");
    std::string text = text_of("{'descr': '", type.bytes == 1 ? '|' : '<', type.npy,
                               "', 'fortran_order': False, 'shape': (", shape, "), }");
    const std::size_t start = npy_magic.size() + 4;
    text.resize((start + text.size() + 1 + 63) / 64 * 64 - start, ' ');
    text.back() = '\n';
    const auto low = static_cast<char>(text.size() & 255),
               high = static_cast<char>(text.size() >> 8);
    return text_of(npy_magic, '\1', '\0', low, high) + text;
}

}  // namespace nnlite::detail
