#include "nnlite/data/mat.hpp"

#include <cmath>
#include <limits>

#include "reference/mat.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"

using namespace nnlite;

namespace {

std::string text_of_variables(const std::vector<TensorInfo>& variables) {
    std::string text;
    for (const TensorInfo& variable : variables) {
        text += text_of(variable.name, " ", variable.shape, " ", variable.type, "; ");
    }
    return text;
}

template <class T>
void require_round_trip(const Tensor<T>& tensor, const std::string& type) {
    const TemporaryFile file("file.mat");
    for (const bool compress : {true, false}) {
        write_mat(file.path(), {{"x", tensor}}, {.compress = compress});
        const auto variables = list_mat(file.path());
        REQUIRE(variables.size() == 1);
        REQUIRE(variables[0].type == type);
        const Tensor<T> back = read_mat<T>(file.path(), "x");
        REQUIRE(back.shape() == variables[0].shape);
        REQUIRE(std::equal(tensor.begin(), tensor.end(), back.begin(), back.end()));
    }
}

}  // namespace

TEST_CASE("list_mat: names, shapes and types in the file's order") {
    const std::string wanted =
        "X [2, 3] double; y [3, 1] uint8; cube [2, 3, 4] int16; empty [0, 0] double; "
        "no_rows [0, 3] single; single [1, 1] single; int8 [1, 2] int8; uint16 [1, 1] uint16; "
        "int32 [1, 2] int32; uint32 [1, 1] uint32; int64 [1, 2] int64; uint64 [1, 1] uint64; "
        "logical [1, 3] logical; fraction [1, 2] double; not_a_number [1, 2] double; ";
    for (const Bytes& bytes : {reference::mat_numbers, reference::mat_numbers_compressed}) {
        const TemporaryFile file("file.mat", bytes);
        REQUIRE(text_of_variables(list_mat(file.path())) == wanted);
    }
    const TemporaryFile others("others.mat", reference::mat_others);
    REQUIRE(text_of_variables(list_mat(others.path())) ==
            "text [1, 9] char; cell [1, 2] cell; record [1, 1] struct; "
            "complex [1, 1] complex double; sparse [2, 2] sparse; ");
}

TEST_CASE("read_mat: known values") {
    for (const Bytes& bytes : {reference::mat_numbers, reference::mat_numbers_compressed}) {
        const TemporaryFile file("file.mat", bytes);
        const std::string path = file.path();
        const auto x = make_tensor<double>({2, 3}, {0, 0.25, 0.5, 0.75, 1, 1.25});
        REQUIRE((read_mat<double>(path, "X") == x));
        REQUIRE((read_mat<float>(path, "X") == xt::cast<float>(x)));
        REQUIRE(
            (read_mat<std::int32_t>(path, "y") == make_tensor<std::int32_t>({3, 1}, {1, 2, 10})));
        REQUIRE((read_mat<std::int32_t>(path, "y", {.squeeze = true}) == Labels{1, 2, 10}));
        const Tensor<double> cube = read_mat<double>(path, "cube");
        REQUIRE(cube.shape() == Shape{2, 3, 4});
        for (std::size_t i = 0; i < 24; ++i) { REQUIRE(cube.data()[i] == double(i)); }
        REQUIRE(
            (read_mat<float>(path, "single", {.squeeze = true}) == make_tensor<float>({}, {1.5F})));
        REQUIRE(
            (read_mat<std::int8_t>(path, "int8") == make_tensor<std::int8_t>({1, 2}, {-128, 127})));
        REQUIRE((read_mat<std::uint16_t>(path, "uint16") ==
                 make_tensor<std::uint16_t>({1, 1}, {65535})));
        REQUIRE((read_mat<double>(path, "int32") ==
                 make_tensor<double>({1, 2}, {-2147483648.0, 2147483647.0})));
        REQUIRE((read_mat<std::int64_t>(path, "uint32") ==
                 make_tensor<std::int64_t>({1, 1}, {4294967295})));
        REQUIRE((read_mat<std::int64_t>(path, "int64") ==
                 make_tensor<std::int64_t>({1, 2}, {-9223372036854775807, 1LL << 60})));
        REQUIRE((read_mat<std::uint64_t>(path, "uint64") ==
                 make_tensor<std::uint64_t>({1, 1}, {18446744073709551615U})));
        REQUIRE(
            (read_mat<bool>(path, "logical") == make_tensor<bool>({1, 3}, {true, false, true})));
        REQUIRE((read_mat<float>(path, "logical") == make_tensor<float>({1, 3}, {1, 0, 1})));
        const Tensor<float> special = read_mat<float>(path, "not_a_number");
        REQUIRE(std::isnan(special(0, 0)));
        REQUIRE(special(0, 1) == std::numeric_limits<float>::infinity());
    }
    for (const Bytes& bytes : {reference::mat_narrow, reference::mat_narrow_big_endian}) {
        const TemporaryFile file("narrow.mat", bytes);
        REQUIRE(
            (read_mat<double>(file.path(), "X") == make_tensor<double>({2, 2}, {1, 2, 3, 250})));
    }
}

TEST_CASE("read_mat: no variable is left out") {
    const auto with = [](std::size_t place, std::uint8_t value) {
        Bytes bytes = reference::mat_narrow;
        bytes[place] = value;
        const Bytes more(reference::mat_narrow.begin() + 128, reference::mat_narrow.end());
        bytes.insert(bytes.end(), more.begin(), more.end());
        bytes[bytes.size() - more.size() + 48] = 'Y';  // its name
        return bytes;
    };
    // A name in UTF-8, and extents that are unsigned.
    for (const Bytes& bytes : {with(168, 16), with(152, 6)}) {
        const TemporaryFile file("file.mat", bytes);
        REQUIRE(text_of_variables(list_mat(file.path())) == "X [2, 2] double; Y [2, 2] double; ");
        REQUIRE(read_mat<double>(file.path(), "Y")(1, 1) == 250);
        const std::string message = "read_mat: " + file.path() +
                                    ": variable X: its name or its extents are stored in a way "
                                    "that libmatio does not support: save it with MATLAB";
        REQUIRE_ERROR(read_mat<double>(file.path(), "X"), FileError, message);
        REQUIRE_ERROR(read_mat<double>(file.path()), FileError, message);
    }
    // Without a name: MATLAB's own.
    const TemporaryFile file("file.mat", with(176, 0));
    REQUIRE(text_of_variables(list_mat(file.path())) == "Y [2, 2] double; ");
    REQUIRE(read_mat<double>(file.path()).size() == 1);
}

TEST_CASE("read_mat: version 4") {
    const Bytes& bytes = reference::mat_version_4;
    const TemporaryFile file("file.mat", bytes);
    REQUIRE(text_of_variables(list_mat(file.path())) == "X [2, 3] double; ");
    const auto wanted = make_tensor<double>({2, 3}, {0, 0.25, 0.5, 0.75, 1, 1.25});
    REQUIRE((read_mat<double>(file.path(), "X") == wanted));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const TemporaryFile part("part.mat", prefix(bytes, size));
        REQUIRE_THROWS_AS(list_mat(part.path()), FileError);
    }
    Bytes huge = bytes;
    huge[6] = huge[10] = 255;  // rows and columns
    const TemporaryFile damaged("huge.mat", huge);
    REQUIRE_THROWS_AS(read_mat<double>(damaged.path(), "X"), FileError);
    // The other order of bytes.
    const TemporaryFile big("big.mat",
                            Bytes{0, 0, 4, 6, 0, 0, 0,   1, 0,    0,    0, 2, 0, 0,
                                  0, 0, 0, 0, 0, 2, 'y', 0, 0xFF, 0xFE, 1, 0});  // int16: -2, 256
    REQUIRE((read_mat<double>(big.path(), "y") == make_tensor<double>({1, 2}, {-2, 256})));
}

TEST_CASE("read_mat: all variables") {
    const TemporaryFile file("file.mat", reference::mat_numbers);
    const auto plain = read_mat<double>(file.path());
    REQUIRE(plain.size() == 15);
    REQUIRE(plain.at("y").shape() == Shape{3, 1});
    REQUIRE(plain.at("empty").shape() == Shape{0, 0});
    const auto squeezed = read_mat<double>(file.path(), {.squeeze = true});
    REQUIRE(squeezed.at("y").shape() == Shape{3});
    REQUIRE(squeezed.at("single").dimension() == 0);
    REQUIRE(squeezed.at("empty").shape() == Shape{0});  // as loadmat(squeeze_me=True)
    REQUIRE(squeezed.at("no_rows").shape() == Shape{0});
}

TEST_CASE("write_mat: what was written is read") {
    require_round_trip(make_tensor<double>({2, 3}, {1, 2, 3, 4, 5, 6e300}), "double");
    require_round_trip(make_tensor<float>({2, 1, 2}, {1, 2, -3, 4}), "single");
    require_round_trip(make_tensor<std::int8_t>({1, 2}, {-128, 127}), "int8");
    require_round_trip(make_tensor<std::uint8_t>({1, 2}, {0, 255}), "uint8");
    require_round_trip(make_tensor<std::int16_t>({2, 1}, {-32768, 1}), "int16");
    require_round_trip(make_tensor<std::uint16_t>({1, 1}, {65535}), "uint16");
    require_round_trip(make_tensor<std::int32_t>({4}, {1, 2, 3, -4}), "int32");
    require_round_trip(make_tensor<std::uint32_t>({}, {4294967295}), "uint32");
    require_round_trip(make_tensor<std::int64_t>({1, 1}, {-(1LL << 60) - 1}), "int64");
    require_round_trip(make_tensor<std::uint64_t>({1, 1}, {18446744073709551615U}), "uint64");
    require_round_trip(make_tensor<bool>({2, 2}, {true, false, false, true}), "logical");
    require_round_trip(empty_tensor<double>({0, 3}), "double");
}

TEST_CASE("write_mat: shapes and reproducible bytes") {
    const TemporaryFile file("file.mat");
    const std::vector<std::pair<std::string, nnlite::detail::MatTensor>> variables{
        {"X", make_tensor<double>({2, 2}, {1, 2, 3, 4})},
        {"y", Labels{1, 10}},
        {"scalar", make_tensor<float>({}, {3})}};
    write_mat(file.path(), variables);
    REQUIRE(text_of_variables(list_mat(file.path())) ==
            "X [2, 2] double; y [1, 2] int32; scalar [1, 1] single; ");
    const auto bytes = [&] {
        std::ifstream in(file.path(), std::ios::binary);
        return Bytes{std::istreambuf_iterator<char>(in), {}};
    };
    const Bytes first = bytes();
    write_mat(file.path(), variables);
    REQUIRE(bytes() == first);
    write_mat(file.path(), {});
    REQUIRE(list_mat(file.path()).empty());
}

TEST_CASE("read_mat: errors of variables") {
    const TemporaryFile few("few.mat", reference::mat_narrow);
    const std::string few_place = "read_mat: " + few.path() + ": ";
    REQUIRE_ERROR(read_mat<float>(few.path(), "Y"), FileError,
                  few_place + "expected a variable Y, found X [2, 2] double");
    REQUIRE_ERROR(read_mat<std::int8_t>(few.path(), "X"), FileError,
                  few_place + "variable X: expected integers from -128 to 127, got 250");
    REQUIRE_ERROR(read_mat<bool>(few.path(), "X"), FileError,
                  few_place + "variable X: expected integers from false to true, got 2");
    const TemporaryFile none("none.mat", prefix(reference::mat_narrow, 128));
    REQUIRE_ERROR(read_mat<float>(none.path(), "X"), FileError,
                  "read_mat: " + none.path() + ": expected a variable X, found none");

    const TemporaryFile others("others.mat", reference::mat_others);
    const std::string place = "read_mat: " + others.path() + ": variable ";
    for (const TensorInfo& variable : list_mat(others.path())) {
        REQUIRE_ERROR(read_mat<double>(others.path(), variable.name), FileError,
                      place + variable.name + ": expected real numbers, got " + variable.type);
    }
    REQUIRE_ERROR(read_mat<double>(others.path()), FileError,
                  place + "text: expected real numbers, got char");

    const TemporaryFile file("file.mat", reference::mat_numbers);
    const std::string numbers = "read_mat: " + file.path() + ": variable ";
    const std::string wanted = ": expected integers from -2147483648 to 2147483647, got ";
    REQUIRE_ERROR(read_mat<std::int32_t>(file.path(), "fraction"), FileError,
                  numbers + "fraction" + wanted + "2.5");
    REQUIRE_ERROR(read_mat<std::int32_t>(file.path(), "not_a_number"), FileError,
                  numbers + "not_a_number" + wanted + "nan");
    REQUIRE_ERROR(read_mat<std::int32_t>(file.path(), "uint32"), FileError,
                  numbers + "uint32" + wanted + "4294967295");
    REQUIRE_ERROR(read_mat<std::int32_t>(file.path(), "int64"), FileError,
                  numbers + "int64" + wanted + "-9223372036854775807");
}

TEST_CASE("read_mat: errors of files") {
    const TemporaryFile file("file.mat", Bytes(500, 'a'));  // more of them in mat_check_test.cpp
    const std::string message =
        ": " + file.path() +
        ": is not a MAT file of version 4 or 5, which MATLAB's -v4, -v6 and -v7 write";
    REQUIRE_ERROR(list_mat(file.path()), FileError, "list_mat" + message);
    REQUIRE_ERROR(read_mat<double>(file.path()), FileError, "read_mat" + message);
    REQUIRE_ERROR(read_mat<double>(file.path(), "X"), FileError, "read_mat" + message);

    // Two extents of 2^31 - 1 are an error before memory is allocated.
    Bytes bytes = reference::mat_narrow;
    const std::size_t extents = 128 + 8 + 16 + 8;
    for (const std::size_t i : {0U, 1U, 2U, 4U, 5U, 6U}) { bytes[extents + i] = 255; }
    bytes[extents + 3] = bytes[extents + 7] = 127;
    const TemporaryFile huge("huge.mat", bytes);
    REQUIRE_ERROR(read_mat<double>(huge.path(), "X"), FileError,
                  "read_mat: " + huge.path() + ": variable X is damaged");
}

TEST_CASE("read_mat: two variables of one name are refused") {
    const Tensor<double> x = make_tensor<double>({1, 2}, {1, 2});
    const TemporaryFile file("file.mat");
    write_mat(file.path(), {{"x", x}, {"y", x}}, {.compress = false});
    Bytes bytes = file_bytes(file.path());
    const std::size_t variable = (bytes.size() - 128) / 2, name = 128 + variable + 8 + 16 + 16;
    const auto y = std::find(bytes.begin() + std::ptrdiff_t(name), bytes.end(), 'y');
    REQUIRE(y != bytes.end());
    *y = 'x';
    const TemporaryFile twice("twice.mat", bytes);
    const std::string message =
        ": " + twice.path() + ": expected different names, got two variables x";
    REQUIRE_ERROR(list_mat(twice.path()), FileError, "list_mat" + message);
    REQUIRE_ERROR(read_mat<double>(twice.path()), FileError, "read_mat" + message);
    REQUIRE_ERROR(read_mat<double>(twice.path(), "x"), FileError, "read_mat" + message);
}

TEST_CASE("write_mat: errors") {
    const Tensor<double> x = make_tensor<double>({1, 1}, {1});
    REQUIRE_ERROR(write_mat("/no/such/folder/x.mat", {{"x", x}}), FileError,
                  "write_mat: /no/such/folder/x.mat: cannot be opened (No such file or directory)");
    for (const std::string& name : {std::string(), std::string("1x"), std::string("a b"),
                                    std::string("_x"), std::string(64, 'a')}) {
        REQUIRE_ERROR(write_mat("x.mat", {{name, x}}), ValueError,
                      "write_mat: expected a name of at most 63 letters, digits and _ that begins "
                      "with a letter, got \"" +
                          name + "\"");
    }
    REQUIRE_ERROR(write_mat("x.mat", {{"x", x}, {"y", x}, {"x", x}}), ValueError,
                  "write_mat: expected different names, got x twice");
    if (std::ifstream("/dev/full")) {
        REQUIRE_THROWS_AS(write_mat("/dev/full", {{"x", x}}), FileError);
    }
}
