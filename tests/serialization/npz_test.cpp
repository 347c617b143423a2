#include "nnlite/serialization/npz.hpp"

#include "reference/archives.hpp"
#include "reference/serialization.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"

using nnlite::FileError;
using nnlite::NamedTensors;
using nnlite::read_npz;
using nnlite::Shape;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::write_npz;

namespace {

const auto matrix = make_tensor<float>({2, 3}, {0, 1, 2, 3, 4, 100});
const auto integers = make_tensor<std::int64_t>({2}, {1, 2});
const auto no_rows = nnlite::empty_tensor<double>({0, 3});

std::string error_of_npz(const Bytes& bytes) {
    try {
        read_npz(bytes, "m");
    } catch (const FileError& caught) { return caught.what(); }
    return "none";
}

// The place of the nth mark of a record.
std::size_t find(const Bytes& bytes, std::string_view mark, int n = 0) {
    const std::string text(bytes.begin(), bytes.end());
    std::size_t at = text.find(mark);
    while (n-- > 0) { at = text.find(mark, at + 1); }
    REQUIRE(at != text.npos);
    return at;
}
constexpr std::string_view directory_mark = "PK\1\2", end_mark = "PK\5\6";

template <class N>
Bytes with(Bytes bytes, std::size_t at, N number) {
    std::memcpy(bytes.data() + at, &number, sizeof number);
    return bytes;
}

// matrix alone, stored or deflated.
Bytes one(bool compress) {
    const TemporaryFile file("one.npz");
    write_npz(file.path(), {{"x", matrix}}, {.compress = compress});
    return file_bytes(file.path());
}

}  // namespace

TEST_CASE("read_npz: known values") {
    for (const auto& bytes : {reference::npz_stored, reference::npz_deflated}) {
        const auto all = read_npz(bytes, "m");
        REQUIRE(all.size() == 3);
        REQUIRE((all.at("X") == matrix));
        REQUIRE((all.at("y") == make_tensor<float>({2}, {1, 2})));
        REQUIRE(all.at("empty").shape() == Shape{0, 3});
        const TemporaryFile file("arrays.npz", bytes);
        REQUIRE((read_npz<std::int64_t>(file.path(), "y") == integers));
        const auto list = nnlite::list_npz(file.path());
        REQUIRE(list.size() == 3);
        REQUIRE(list[0].name == "X");
        REQUIRE(list[0].shape == Shape{2, 3});
        REQUIRE(list[1].type == "I64");
    }
}

TEST_CASE("read_npz: one array among members that are not arrays") {
    const TemporaryFile file("mixed.npz", reference::npz_mixed);
    REQUIRE((read_npz(file.path(), "X") == matrix));
    REQUIRE((read_npz<std::int64_t>(file.path(), "y") == make_tensor<std::int64_t>({2}, {0, 1})));
    const std::string start = "read_npz: " + file.path() + ": ";
    REQUIRE_ERROR(read_npz(file.path(), "readme.txt"), FileError,
                  start + "expected a tensor readme.txt, got text, object, complex, record, X, y");
    REQUIRE_ERROR(read_npz(file.path(), "complex"), FileError,
                  start +
                      "complex: header: expected elements of type b1, u1 to u8, i1 to i8 or f2 "
                      "to f8, got <c16");
    REQUIRE_ERROR(read_npz(file.path()), FileError,
                  start + "expected members named .npy, got folder/");
}

TEST_CASE("read_npz: zip64") {
    for (const auto& bytes : {reference::npz_zip64, reference::npz_zip64_end}) {
        const auto all = read_npz(bytes, "m");
        REQUIRE(all.size() == 2);
        REQUIRE((all.at("X") == matrix));
        REQUIRE((all.at("y") == make_tensor<float>({2}, {0, 1})));
        for (std::size_t count = 0; count < bytes.size(); ++count) {
            REQUIRE(error_of_npz(prefix(bytes, count)) != "none");
        }
        // Numbers of the end records beyond the file.
        const std::size_t end = find(bytes, "PK\6\6"), place = find(bytes, "PK\6\7");
        for (const std::size_t at : {end, end + 32, end + 40, end + 48, place, place + 8}) {
            for (const std::uint64_t number : {~std::uint64_t{0}, ~std::uint64_t{0} - 50}) {
                REQUIRE(error_of_npz(with(bytes, at, number)) != "none");
            }
        }
    }
}

TEST_CASE("npz: there and back") {
    const TemporaryFile file("arrays.npz");
    for (const bool compress : {false, true}) {
        write_npz(file.path(),
                  {{"x", matrix}, {"y", integers}, {"empty", no_rows}, {"\xc3\xa9", matrix}},
                  {.compress = compress});
        const auto all = read_npz<double>(file.path());
        REQUIRE(all.size() == 4);
        REQUIRE((all.at("\xc3\xa9") == Tensor<double>(xt::cast<double>(matrix))));
        REQUIRE(all.at("empty").shape() == Shape{0, 3});
        const Bytes first = file_bytes(file.path());
        write_npz(file.path(),
                  {{"x", matrix}, {"y", integers}, {"empty", no_rows}, {"\xc3\xa9", matrix}},
                  {.compress = compress});
        REQUIRE(file_bytes(file.path()) == first);
        write_npz(file.path(), std::vector<nnlite::detail::TensorView>{}, {.compress = compress});
        REQUIRE(read_npz(file.path()).empty());
    }
    NamedTensors<> many;  // larger than the blocks that are packed and unpacked at a time
    for (int i = 0; i < 3; ++i) {
        auto& tensor = many["t" + std::to_string(i)] = nnlite::empty_tensor<float>({200'000});
        for (std::size_t k = 0; k < tensor.size(); ++k) { tensor.data()[k] = float(k * k % 1009); }
    }
    write_npz(file.path(), many, {.compress = true});
    REQUIRE(std::filesystem::file_size(file.path()) < 1'200'000);
    REQUIRE((read_npz(file.path()) == many));
    write_npz(file.path(), many);
    REQUIRE((read_npz(file.path()) == many));
}

TEST_CASE("write_npz: says which names are UTF-8") {
    const TemporaryFile file("arrays.npz");
    for (const std::string name : {"a", "~", "\xc3\xa4", "a\xe2\x82\xac"}) {
        write_npz(file.path(), {{name, matrix}});
        const Bytes bytes = file_bytes(file.path());
        const std::uint8_t flag = name.size() > 1 ? 8 : 0;  // bit 11
        REQUIRE(bytes[7] == flag);
        REQUIRE(bytes[find(bytes, directory_mark) + 9] == flag);
    }
}

TEST_CASE("npz: errors of names") {
    const TemporaryFile file("arrays.npz");
    REQUIRE_ERROR(write_npz(file.path(), {{"x", matrix}, {"x", integers}}), ValueError,
                  "write_npz: expected different names, got x twice");
    write_npz(file.path(), {{"x", matrix}, {"y", integers}});
    REQUIRE_ERROR(read_npz(file.path(), "z"), FileError,
                  "read_npz: " + file.path() + ": expected a tensor z, got x, y");
    REQUIRE_ERROR(read_npz<bool>(file.path(), "y"), FileError,
                  "read_npz: " + file.path() + ": y: expected values that BOOL can hold, got 2");
    Bytes twice = file_bytes(file.path());
    for (std::uint8_t& byte : twice) { byte = byte == 'y' ? 'x' : byte; }
    REQUIRE(error_of_npz(twice).starts_with("read_npz: m: "));
    twice = file_bytes(file.path());
    twice[find(twice, directory_mark, 1) + 46] = 'x';
    REQUIRE(error_of_npz(twice) == "read_npz: m: expected different names, got x twice");
    twice[find(twice, directory_mark, 1) + 49] = 'x';
    REQUIRE(error_of_npz(twice) == "read_npz: m: expected members named .npy, got x.nxy");
}

TEST_CASE("read_npz: damaged numbers") {
    const Bytes stored = one(false), deflated = one(true);
    Bytes damaged = stored;
    damaged[30 + 5 + 128 + 3] ^= 1;  // local header, name, .npy header
    REQUIRE(error_of_npz(damaged) == "read_npz: m: x: is damaged: its checksum is wrong");
    for (std::size_t i = 35; i < find(deflated, directory_mark); ++i) {
        damaged = deflated;
        damaged[i] ^= 0x55;
        REQUIRE(error_of_npz(damaged).starts_with("read_npz: m: x: "));
    }
}

TEST_CASE("read_npz: damaged directory") {
    const Bytes good = one(false);
    const std::size_t directory = find(good, directory_mark), end = find(good, end_mark);
    for (std::size_t count = 0; count < good.size(); ++count) {  // truncated anywhere
        REQUIRE(error_of_npz(prefix(good, count)) ==
                "read_npz: m: is not a .npz file, or is truncated: it has no zip directory");
    }
    REQUIRE(error_of_npz(good + Bytes{0}) ==
            "read_npz: m: is not a .npz file, or is truncated: it has no zip directory");
    REQUIRE(error_of_npz(with(good, end + 16, std::uint32_t{1})) ==
            "read_npz: m: expected its directory to end at byte 238, got 52");
    REQUIRE(error_of_npz(with(good, end + 16, std::uint32_t{0xFFFFFFFF})) ==
            "read_npz: m: expected a zip64 file's end records before byte 238, got none");
    REQUIRE(error_of_npz(with(good, end + 10, std::uint16_t{2})) ==
            "read_npz: m: expected 2 members in its directory, got fewer");
    REQUIRE(error_of_npz(with(good, end + 10, std::uint16_t{0})) ==
            "read_npz: m: expected a directory of 0 bytes, got 51");
    REQUIRE(error_of_npz(with(good, directory + 28, std::uint16_t{500})) ==
            "read_npz: m: its directory is truncated");
    REQUIRE(error_of_npz(with(good, directory + 10, std::uint16_t{12})) ==
            "read_npz: m: x.npy: expected it stored or deflated, got method 12");
    REQUIRE(error_of_npz(with(good, directory + 8, std::uint16_t{1})) ==
            "read_npz: m: x.npy: expected it stored or deflated, got it encrypted");
    REQUIRE(error_of_npz(with(good, directory + 42, std::uint32_t{1})) ==
            "read_npz: m: x.npy: expected a member at byte 1, got none");
    REQUIRE(error_of_npz(with(good, directory + 42, std::uint32_t{4000})) ==
            "read_npz: m: x.npy: expected 30 bytes at 4000 before the directory at 187, got fewer");
    REQUIRE(error_of_npz(with(good, directory + 20, std::uint32_t{4000})) ==
            "read_npz: m: x.npy: expected 4000 bytes at 35 before the directory at 187, got fewer");
    REQUIRE(error_of_npz(with(good, directory + 24, std::uint32_t{4000})) ==
            "read_npz: m: x.npy: expected 152 unpacked bytes, got 4000");
    // A bomb is an error before memory is allocated.
    REQUIRE(error_of_npz(
                with(one(true), find(one(true), directory_mark) + 24, std::uint32_t{4'000'000}))
                .ends_with(" unpacked bytes, got 4000000"));
}

TEST_CASE("read_npz: members that overlap") {
    const TemporaryFile file("arrays.npz");
    write_npz(file.path(), {{"x", matrix}, {"y", matrix}});
    const Bytes bytes = file_bytes(file.path());
    const std::size_t second = find(bytes, directory_mark, 1);
    REQUIRE(error_of_npz(with(bytes, second + 42, std::uint32_t{0})) ==
            "read_npz: m: y.npy: expected it after x.npy, got an overlap");
}
