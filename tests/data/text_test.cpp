#include "nnlite/data/text.hpp"

#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using nnlite::CharacterVocabulary;
using nnlite::FileError;
using nnlite::Labels;
using nnlite::ValueError;

TEST_CASE("read_text: known values") {
    const std::string text("one\r\ntwo\0three", 14);
    const Bytes bytes(text.begin(), text.end());
    REQUIRE(nnlite::read_text(TemporaryFile("a.txt", bytes).path()) == text);
    REQUIRE(nnlite::read_text(TemporaryFile("a.gz", gzip(bytes)).path()) == text);
    const std::string large(300000, 'x');
    REQUIRE(nnlite::read_text(TemporaryFile("b.txt", large).path()) == large);
    REQUIRE(nnlite::read_text(TemporaryFile("empty.txt", std::string()).path()).empty());
    REQUIRE_ERROR(nnlite::read_text("/no/such.txt"), FileError,
                  "read_text: /no/such.txt: cannot be opened (No such file or directory)");
}

TEST_CASE("CharacterVocabulary: known values") {
    const CharacterVocabulary vocabulary("hello\n\xc3\xa9");  // a letter of two bytes
    REQUIRE(vocabulary.size() == 7);
    REQUIRE(vocabulary.characters() == "\nehlo\xa9\xc3");
    REQUIRE((vocabulary.encode("hole\n") == Labels{2, 4, 3, 1, 0}));
    REQUIRE(vocabulary.decode(Labels{{2, 4}, {6, 5}}) == "ho\xc3\xa9");
    REQUIRE(vocabulary.encode("").size() == 0);
    REQUIRE(vocabulary.decode(vocabulary.encode("")).empty());
}

TEST_CASE("CharacterVocabulary: errors") {
    REQUIRE_ERROR(CharacterVocabulary(""), ValueError,
                  "CharacterVocabulary: expected a text that is not empty");
    const CharacterVocabulary vocabulary("ab");
    REQUIRE_ERROR(
        vocabulary.encode("abc"), ValueError,
        "CharacterVocabulary: expected characters of its text, got code 99 at position 2");
    REQUIRE_ERROR(vocabulary.decode(Labels{0, 2}), ValueError,
                  "CharacterVocabulary: expected numbers from 0 to below 2, got 2 at position 1");
    REQUIRE_ERROR(vocabulary.decode(Labels{-1}), ValueError,
                  "CharacterVocabulary: expected numbers from 0 to below 2, got -1 at position 0");
}
