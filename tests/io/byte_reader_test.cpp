#include "nnlite/io/byte_reader.hpp"

#include <sys/stat.h>

#include <thread>

#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/temporary_file.hpp"

using nnlite::FileError;
using nnlite::detail::ByteReader;

namespace {

std::string all_of(const std::string& path) { return ByteReader("read", path).read_rest(); }

// What is said of a file, after its name.
std::string error_of(const Bytes& bytes) {
    const TemporaryFile file("f", bytes);
    try {
        all_of(file.path());
    } catch (const FileError& caught) {
        const std::string text = caught.what(), start = "read: " + file.path() + ": ";
        REQUIRE(text.starts_with(start));
        return text.substr(start.size());
    }
    return "none";
}

}  // namespace

TEST_CASE("ByteReader: plain and gzip, in parts of any size") {
    std::string text;
    for (int i = 0; text.size() < 300'000; ++i) {
        text += std::to_string(i % 7919 * (i % 101)) + ',';
    }
    const TemporaryFile plain("f", text), packed("f.gz", gzip(bytes_of(text)));
    for (const std::string& path : {plain.path(), packed.path()}) {
        REQUIRE(all_of(path) == text);
        ByteReader reader("read", path);
        std::string got, part;
        for (std::size_t size = 1; got.size() < text.size(); size = size * 3 % 70'001) {
            part.resize(size);
            part.resize(reader.read(part.data(), size));
            got += part;
        }
        REQUIRE(got == text);
        REQUIRE(reader.read(part.data(), 1) == 0);
    }
    REQUIRE(ByteReader("read", plain.path()).capacity() == text.size());
    REQUIRE(ByteReader("read", packed.path()).capacity() >= text.size());
}

TEST_CASE("ByteReader: gzip as zlib reads it") {
    const Bytes one = gzip(bytes_of("one")), two = gzip(bytes_of("two")), none = gzip({});
    REQUIRE(all_of(TemporaryFile("f", one + none + two).path()) == "onetwo");
    REQUIRE(all_of(TemporaryFile("f", one + Bytes(7, 0)).path()) == "one");
    REQUIRE(all_of(TemporaryFile("f", one + Bytes{0x1f}).path()) == "one");
    for (const Bytes& start : {Bytes{}, Bytes{0x1f}, Bytes{0x1f, 0x8a}, Bytes{0x8b, 0x1f}}) {
        REQUIRE(bytes_of(all_of(TemporaryFile("f", start).path())) == start);  // not gzip
    }
    for (std::size_t count = 2; count < one.size(); ++count) {
        REQUIRE(error_of(prefix(one, count)) == "the gzip data ends too early");
    }
    REQUIRE(error_of(one + prefix(two, 12)) == "the gzip data ends too early");
    const TemporaryFile method("f", with_byte(one, 2, 7)), sum("f", with_byte(one, 15, 0));
    REQUIRE_ERROR(all_of(method.path()), FileError,
                  "read: " + method.path() + ": cannot be read (" + method.path() +
                      ": unknown compression method)");
    REQUIRE_ERROR(
        all_of(sum.path()), FileError,
        "read: " + sum.path() + ": cannot be read (" + sum.path() + ": incorrect data check)");
}

TEST_CASE("ByteReader: files without a size") {
    const TemporaryFile place("pipe");
    const std::string large(300'000, 'x');
    for (const Bytes& bytes : {bytes_of(large), gzip(bytes_of(large))}) {
        REQUIRE(::mkfifo(place.path().c_str(), 0600) == 0);
        std::thread writer([&] {
            std::ofstream(place.path(), std::ios::binary)
                .write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
        });
        ByteReader reader("read", place.path());
        REQUIRE(reader.capacity() >= large.size());
        REQUIRE(reader.read_rest() == large);
        writer.join();
        std::filesystem::remove(place.path());
    }
    REQUIRE(all_of("/dev/null").empty());
    if (std::filesystem::exists("/proc/self/status")) {
        REQUIRE(all_of("/proc/self/status").starts_with("Name:"));
    }
}
