#include "nnlite/serialization/npy.hpp"

#include <limits>

#include "reference/archives.hpp"
#include "reference/serialization.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"
#include "wanted.hpp"

using nnlite::FileError;
using nnlite::read_npy;
using nnlite::Shape;
using nnlite::Tensor;
using nnlite::write_npy;

namespace {

// A file with this header text, followed by so many zeros.
Bytes npy(const std::string& header, std::size_t zeros) {
    return bytes_of("\x93NUMPY\1") + Bytes{0} +
           little_endian(static_cast<std::uint16_t>(header.size())) + bytes_of(header) +
           Bytes(zeros, 0);
}

Bytes npy_of_shape(const std::string& shape, std::size_t zeros) {
    return npy("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }", zeros);
}

template <class T>
Tensor<T> round_trip(const Tensor<T>& tensor) {
    const TemporaryFile file("array.npy");
    write_npy(file.path(), tensor);
    return read_npy<T>(file.path());
}

}  // namespace

TEST_CASE("read_npy: known values") {
    for (const auto& [name, bytes] : reference::npy_files) {
        INFO(name);
        REQUIRE((read_npy(bytes, name) == wanted<float>()));
        REQUIRE((read_npy<double>(bytes, name) == wanted<double>()));
        REQUIRE((read_npy<std::int8_t>(bytes, name) == wanted<std::int8_t>()));
        REQUIRE((read_npy<std::uint16_t>(bytes, name) == wanted<std::uint16_t>()));
        REQUIRE((read_npy<std::int64_t>(bytes, name) == wanted<std::int64_t>()));
        REQUIRE((read_npy<double>(TemporaryFile("a.npy", bytes).path()) == wanted<double>()));
    }
    REQUIRE(
        (read_npy<bool>(reference::npy_bool, "m") == make_tensor<bool>({3}, {true, false, true})));
    REQUIRE((read_npy<float>(reference::npy_bool, "m") == make_tensor<float>({3}, {1, 0, 1})));
    const auto scalar = read_npy(reference::npy_scalar, "m");
    REQUIRE(scalar.shape() == Shape{});
    REQUIRE(scalar.data()[0] == 3);
    const auto cube = read_npy<int>(reference::npy_fortran_cube, "m");
    REQUIRE(cube.shape() == Shape{2, 3, 4});
    REQUIRE(cube(1, 2, 3) == 123);
    REQUIRE(cube(0, 1, 3) == 13);
}

TEST_CASE("read_npy: as Python 2 wrote it") {
    REQUIRE((read_npy(reference::npy_python_2, "m") ==
             make_tensor<float>({2, 3}, {0, 1, 2, 3, 4, 100})));
}

TEST_CASE("read_npy: half precision") {
    const auto values = read_npy<double>(reference::npy_half, "m");
    std::size_t at = 0;
    for (const double value : values) {
        if (!std::isfinite(value)) { continue; }
        const double expected = reference::half_values.at(at++);
        REQUIRE(value == expected);
        REQUIRE(std::signbit(value) == std::signbit(expected));
    }
    REQUIRE(at == reference::half_values.size());
    REQUIRE(values(7) == std::numeric_limits<double>::infinity());
    REQUIRE(values(8) == -std::numeric_limits<double>::infinity());
}

TEST_CASE("write_npy: as NumPy writes it") {
    for (const auto& [name, bytes] : reference::npy_files) {
        const TemporaryFile file("array.npy");
        if (name == "<f4") { write_npy(file.path(), wanted<float>()); }
        if (name == "<f8") { write_npy(file.path(), wanted<double>()); }
        if (name == "|u1") { write_npy(file.path(), wanted<std::uint8_t>()); }
        if (name == "<i8") { write_npy(file.path(), wanted<std::int64_t>()); }
        if (std::filesystem::exists(file.path())) { REQUIRE(file_bytes(file.path()) == bytes); }
    }
    const TemporaryFile flags("flags.npy"), scalar("scalar.npy");
    write_npy(flags.path(), make_tensor<bool>({3}, {true, false, true}));
    write_npy(scalar.path(), Tensor<float>(3.0F));
    REQUIRE(file_bytes(flags.path()) == reference::npy_bool);
    REQUIRE(file_bytes(scalar.path()) == reference::npy_scalar);
}

TEST_CASE("npy: there and back") {
    REQUIRE((round_trip(wanted<std::uint32_t>()) == wanted<std::uint32_t>()));
    const auto empty = round_trip(nnlite::empty_tensor<float>({3, 0, 2}));
    REQUIRE(empty.shape() == Shape{3, 0, 2});
    const auto single = round_trip(make_tensor<double>({1, 1}, {0.1}));
    REQUIRE(single.shape() == Shape{1, 1});
    REQUIRE(single(0, 0) == 0.1);
    auto special = make_tensor<float>({2}, {0.0F, -0.0F});
    special(0) = std::numeric_limits<float>::signaling_NaN();
    const auto back = round_trip(special);
    REQUIRE(std::memcmp(back.data(), special.data(), 8) == 0);
    auto large = nnlite::empty_tensor<double>({100'001});  // several blocks, read as float
    for (std::size_t i = 0; i < large.size(); ++i) { large.data()[i] = double(i); }
    const TemporaryFile file("large.npy");
    write_npy(file.path(), large);
    const auto narrow = read_npy<float>(file.path());
    REQUIRE((narrow == Tensor<float>(xt::cast<float>(large))));
}

TEST_CASE("read_npy: numbers that T does not have") {
    const TemporaryFile file("array.npy");
    write_npy(file.path(), make_tensor<double>({2}, {1, 0.1}));
    REQUIRE_ERROR(
        read_npy(file.path()), FileError,
        "read_npy: " + file.path() +
            ": expected values that F32 can hold, got 0.1; to round them: .allow_rounding = true");
    REQUIRE(read_npy(file.path(), {.allow_rounding = true})(1) == 0.1F);
    REQUIRE_ERROR(read_npy<int>(file.path(), {.allow_rounding = true}), FileError,
                  "read_npy: " + file.path() + ": expected values that I32 can hold, got 0.1");
}

TEST_CASE("read_npy: errors of files") {
    REQUIRE_ERROR(read_npy("/no/such/file"), FileError,
                  "read_npy: /no/such/file: cannot be opened (No such file or directory)");
    const TemporaryFile file("array.npy");
    REQUIRE_ERROR(read_npy(file.folder()), FileError,
                  "read_npy: " + file.folder() + ": expected a regular file");
}

TEST_CASE("read_npy: errors of the header") {
    const auto error = [](const Bytes& bytes) -> std::string {
        try {
            read_npy(bytes, "m");
        } catch (const FileError& caught) { return caught.what(); }
        return "none";
    };
    const Bytes good = npy_of_shape("(2,)", 8);
    REQUIRE(error(good) == "none");
    REQUIRE(error({}) == "read_npy: m: expected 8 bytes of magic text and version, got 0");
    REQUIRE(error(replaced(good, "NUMPY", "NUMPI")) ==
            "read_npy: m: is not a .npy file: expected it to begin with \\x93NUMPY");
    REQUIRE(error(replaced(good, "NUMPY\1", "NUMPY\4")) ==
            "read_npy: m: expected version 1.0, 2.0 or 3.0, got 4.0");
    REQUIRE(error(prefix(good, 9)) == "read_npy: m: expected 2 bytes of header length, got 1");
    REQUIRE(error(prefix(good, 20)).ends_with(" bytes of header, got 10"));
    REQUIRE(error(bytes_of("\x93NUMPY\2") + Bytes{0, 255, 255, 255, 255}) ==
            "read_npy: m: expected a header of up to 65536 bytes, got 4294967295");
    REQUIRE(error(prefix(good, good.size() - 1)) ==
            "read_npy: m: expected 8 bytes of data for shape [2], got 7");
    REQUIRE(error(good + Bytes{0}) == "read_npy: m: expected 8 bytes of data for shape [2], got 9");
    REQUIRE(error(npy_of_shape("(4294967296, 4294967296)", 0)) ==
            "read_npy: m: expected at most 2^48 elements, got shape [4294967296, 4294967296]");
    REQUIRE(error(npy_of_shape("(18446744073709551616,)", 0)) ==
            "read_npy: m: header: expected an extent at byte 51, got 18446744073709551616");
    REQUIRE(error(npy_of_shape("(-1,)", 0)) ==
            "read_npy: m: header: expected an extent at byte 51, got -1,), }");
    REQUIRE(error(npy_of_shape("(2)", 8)) ==
            "read_npy: m: header: expected , after a single extent at byte 52, got ), }");
    REQUIRE(error(npy_of_shape("(2 3)", 8)) ==
            "read_npy: m: header: expected , after a single extent at byte 53, got 3), }");
    std::string axes = "(";
    for (int i = 0; i < 65; ++i) { axes += "1,"; }
    REQUIRE(error(npy_of_shape(axes + ")", 4)) ==
            "read_npy: m: header: expected an extent at byte 179, got 1,), }");
    REQUIRE(error(npy("{'descr': '<f4', 'shape': (), }", 4)) ==
            "read_npy: m: header: expected descr, fortran_order and shape, got no fortran_order");
    REQUIRE(error(npy("{'descr': '<f4', 'descr': '<f4'}", 4)) ==
            "read_npy: m: header: expected descr once, got it twice");
    REQUIRE(error(npy("{'shapes': ()}", 4)) ==
            "read_npy: m: header: expected descr, fortran_order and shape, got shapes");
    REQUIRE(error(npy("{'fortran_order': 0}", 4)) ==
            "read_npy: m: header: expected True or False at byte 18, got 0}");
    REQUIRE(error(npy("{'shape': (), 'fortran_order': False, 'descr': \"<f4\"} x", 4)) ==
            "read_npy: m: header: expected the end at byte 54, got x");
    REQUIRE(error(npy("{'shape': (),", 4)) ==
            "read_npy: m: header: expected a text in quotes at byte 13, got its end");
    REQUIRE(error(npy("{'shape", 4)) ==
            "read_npy: m: header: expected a text's end at byte 2, got shape");
}

TEST_CASE("read_npy: errors of the type") {
    const std::string expected =
        "read_npy: m: header: expected elements of type b1, u1 to u8, i1 to i8 or f2 to f8, got ";
    REQUIRE_ERROR(read_npy(reference::npy_complex, "m"), FileError, expected + "<c8");
    REQUIRE_ERROR(read_npy(reference::npy_record, "m"), FileError,
                  expected + "[('a', '<f4'), ('b',");
    for (const std::string type : {"|f4", "=f4", "f4", "", "<f16", "<U3", "|O", "<b2"}) {
        REQUIRE_ERROR(read_npy(npy("{'descr': '" + type + "'}", 0), "m"), FileError,
                      expected + type);
    }
}
