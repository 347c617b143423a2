#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "nnlite/core/error.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Reads JSON (RFC 8259) in order: the caller requests what must come next. A duplicate key is an
// error. Errors are FileErrors that begin with `place` and give the byte position.
class JsonReader {
   public:
    JsonReader(std::string place, std::string_view text);

    // Calls member(key) for each member; it must read the value.
    template <class F>
    void object(F&& member) {
        std::set<std::string> keys;
        expect('{');
        if (take('}')) { return; }
        do {
            const std::string key = string();
            if (!keys.insert(key).second) {
                fail<FileError>(place_, "expected different names, got ", key, " twice");
            }
            expect(':');
            member(key);
        } while (take(','));
        expect('}');
    }

    // Calls element() for each element; it must read it.
    template <class F>
    void array(F&& element) {
        expect('[');
        if (take(']')) { return; }
        do { element(); } while (take(','));
        expect(']');
    }

    std::string string();

    std::uint64_t whole_number();

    // Any number: an integer from 0 to 2^64 - 1 exactly, others as the nearest double.
    std::variant<std::uint64_t, double> number();

    // Whether the word, such as null, comes next; reads it.
    bool word(std::string_view word);

    // The next character that is not a space; 0 at the end.
    char next();

    void end();

    [[noreturn]] void fail_at(std::string_view wanted) const;

   private:
    void skip_digits();
    void skip_space();
    bool take(char token);
    void expect(char token) {
        if (!take(token)) { fail_at(std::string_view(&token, 1)); }
    }

    // The characters after a backslash.
    void unescape(std::string& result);

    // "u12ab"
    std::uint32_t hex_code();

    static void append_utf8(std::string& text, std::uint32_t code);

    std::string place_;
    std::string_view text_;
    std::size_t at_ = 0;
};

// The text as a JSON string.
// Throws: ValueError if it is not UTF-8.
std::string json_string(std::string_view place, std::string_view text);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/fields/json_reader_impl.hpp"
#endif
