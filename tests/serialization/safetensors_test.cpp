#include "nnlite/serialization/safetensors.hpp"

#include "reference/serialization.hpp"
#include "support/bytes.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"
#include "wanted.hpp"

using nnlite::FileError;
using nnlite::NamedTensors;
using nnlite::read_safetensors;
using nnlite::Shape;
using nnlite::Tensor;
using nnlite::ValueError;
using nnlite::write_safetensors;

namespace {

Bytes safetensors(const std::string& header, std::size_t zeros) {
    return little_endian(std::uint64_t{header.size()}) + bytes_of(header) + Bytes(zeros, 0);
}

// What is said of a file with this header and so many bytes of numbers, after its name.
std::string error(const std::string& header, std::size_t zeros) {
    try {
        read_safetensors(safetensors(header, zeros), "m");
    } catch (const FileError& caught) {
        const std::string text = caught.what(), start = "read_safetensors: m: ";
        REQUIRE(text.starts_with(start));
        return text.substr(start.size());
    }
    return "none";
}

std::string tensor(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return R"({"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets +
           "}";
}

}  // namespace

TEST_CASE("read_safetensors: known values") {
    const auto all = read_safetensors(reference::safetensors_types, "m");
    REQUIRE(all.size() == 12);
    for (const auto& [name, values] : all) {
        INFO(name);
        REQUIRE((values == wanted<float>()));
    }
    const TemporaryFile file("t.safetensors", reference::safetensors_types);
    REQUIRE((read_safetensors<double>(file.path(), "BF16") == wanted<double>()));
    REQUIRE((read_safetensors<std::int8_t>(file.path(), "F64") == wanted<std::int8_t>()));
    REQUIRE((read_safetensors<std::uint64_t>(file.path()).at("F16") == wanted<std::uint64_t>()));
    const auto list = nnlite::list_safetensors(file.path());
    REQUIRE(list.size() == 12);
    REQUIRE(list[11].name == "BF16");
    REQUIRE(list[11].type == "BF16");
    REQUIRE(list[0].shape == Shape{2, 3});
    const auto metadata = nnlite::safetensors_metadata(file.path());
    REQUIRE(metadata.at("format") == "pt");
    REQUIRE(metadata.at("note") == "\xc3\xa9 \" \\ \n \xf0\x9f\x98\x80");

    const auto shapes = read_safetensors(reference::safetensors_shapes, "m");
    REQUIRE((shapes.at("flags") == make_tensor<float>({2}, {1, 0})));
    REQUIRE(shapes.at("scalar").shape() == Shape{});
    REQUIRE(shapes.at("scalar").data()[0] == 7);
    REQUIRE(shapes.at("empty").shape() == Shape{3, 0});
    REQUIRE((shapes.at("bf16") == make_tensor<float>({3}, {1, -2.5F, 3.140625F})));
}

TEST_CASE("safetensors: there and back") {
    const TemporaryFile file("t.safetensors");
    const auto flags = make_tensor<bool>({3}, {true, false, true});
    const Tensor<float> scalar(0.1F);
    const auto empty = nnlite::empty_tensor<float>({0, 2});
    const auto labels = wanted<std::int32_t>();
    const auto precise = make_tensor<double>({1}, {0.1});
    const std::map<std::string, std::string> metadata{{"a \"name\"", "line\nline \x01 \xc3\xa9"},
                                                      {"", ""}};
    write_safetensors(
        file.path(),
        {{"flags", flags}, {"0.weight", scalar}, {"e", empty}, {"y \\", labels}, {"p", precise}},
        {.metadata = metadata});
    REQUIRE(nnlite::safetensors_metadata(file.path()) == metadata);
    REQUIRE((read_safetensors<bool>(file.path(), "flags") == flags));
    REQUIRE((read_safetensors(file.path(), "0.weight") == scalar));
    REQUIRE(read_safetensors(file.path(), "e").shape() == Shape{0, 2});
    REQUIRE((read_safetensors<std::int32_t>(file.path(), "y \\") == labels));
    REQUIRE((read_safetensors<double>(file.path(), "p") == precise));
    const auto list = nnlite::list_safetensors(file.path());  // large numbers first
    REQUIRE(list.front().name == "p");
    REQUIRE(list.back().name == "flags");

    write_safetensors(file.path(), std::vector<nnlite::detail::TensorView>{});
    REQUIRE(read_safetensors(file.path()).empty());
    write_safetensors(file.path(), std::vector<nnlite::detail::TensorView>{},
                      {.metadata = metadata});
    REQUIRE(nnlite::safetensors_metadata(file.path()) == metadata);
    const NamedTensors<double> named{{"a", precise}, {"b", wanted<double>()}};
    write_safetensors(file.path(), named);
    REQUIRE((read_safetensors<double>(file.path()) == named));
}

TEST_CASE("safetensors: errors of names") {
    const TemporaryFile file("t.safetensors");
    const auto x = wanted<float>();
    REQUIRE_ERROR(write_safetensors(file.path(), {{"x", x}, {"x", x}}), ValueError,
                  "write_safetensors: expected different names, got x twice");
    REQUIRE_ERROR(write_safetensors(file.path(), {{"__metadata__", x}, {"x", x}}), ValueError,
                  "write_safetensors: expected a tensor's name, got __metadata__");
    REQUIRE_ERROR(write_safetensors(file.path(), {{"\xff", x}, {"x", x}}), ValueError,
                  "write_safetensors: expected UTF-8 text, got other bytes");
    REQUIRE(!std::filesystem::exists(file.path()));
    write_safetensors(file.path(), {{"x", x}, {"y", x}});
    REQUIRE_ERROR(read_safetensors(file.path(), "z"), FileError,
                  "read_safetensors: " + file.path() + ": expected a tensor z, got x, y");
    REQUIRE_ERROR(
        read_safetensors<bool>(file.path(), "y"), FileError,
        "read_safetensors: " + file.path() + ": y: expected values that BOOL can hold, got 2");
}

TEST_CASE("read_safetensors: errors of sizes") {
    REQUIRE_ERROR(read_safetensors(Bytes(7, 0), "m"), FileError,
                  "read_safetensors: m: expected 8 bytes with the header's length, got 7");
    REQUIRE_ERROR(read_safetensors(Bytes(8, 255), "m"), FileError,
                  "read_safetensors: m: expected a header of up to 0 bytes, got "
                  "18446744073709551615");
    REQUIRE(error(R"({"x":)" + tensor("F32", "[2]", "[0,8]") + "}", 8) == "none");
    REQUIRE(error(R"({"x":)" + tensor("F32", "[2]", "[0,8]") + "}", 7) ==
            "expected 8 bytes of data, got 7");
    REQUIRE(error(R"({"x":)" + tensor("F32", "[2]", "[0,8]") + "}", 9) ==
            "expected 8 bytes of data, got 9");
    REQUIRE(error(R"({"x":)" + tensor("F32", "[2]", "[0,9]") + "}", 9) ==
            "x: expected data_offsets 8 bytes apart for F32 [2], got [0, 9]");
    REQUIRE(error(R"({"x":)" + tensor("F32", "[2]", "[8,0]") + "}", 8) ==
            "x: expected data_offsets 8 bytes apart for F32 [2], got [8, 0]");
    REQUIRE(error(R"({"x":)" + tensor("F32", "[2]", "[0]") + "}", 8) ==
            "x: expected data_offsets 8 bytes apart for F32 [2], got [0]");
    REQUIRE(error(R"({"x":)" + tensor("F32", "[4294967296,4294967296]", "[0,0]") + "}", 0) ==
            "x: expected at most 64 axes and 2^48 elements, got shape [4294967296, 4294967296]");
    std::string ones = "[1";
    for (int i = 0; i < 64; ++i) { ones += ",1"; }
    REQUIRE(error(R"({"x":)" + tensor("F32", ones + "]", "[0,4]") + "}", 4) ==
            "x: expected at most 64 axes and 2^48 elements, got 65 axes");
    // A hole, an overlap, a start after the beginning.
    const std::string x = R"({"x":)" + tensor("F32", "[1]", "[0,4]") + R"(,"y":)";
    REQUIRE(error(x + tensor("F32", "[1]", "[5,9]") + "}", 9) ==
            "y: expected data_offsets that begin at 4, where the tensor before ends, got 5");
    REQUIRE(error(x + tensor("F32", "[1]", "[2,6]") + "}", 6) ==
            "y: expected data_offsets that begin at 4, where the tensor before ends, got 2");
    REQUIRE(error(R"({"x":)" + tensor("F32", "[1]", "[4,8]") + "}", 8) ==
            "x: expected data_offsets that begin at 0, where the tensor before ends, got 4");
    REQUIRE(error(x + tensor("U8", "[0]", "[2,2]") + "}", 4) ==
            "y: expected data_offsets that begin at 4, where the tensor before ends, got 2");
    REQUIRE(error(x + tensor("U8", "[0]", "[0,0]") + "}", 4) == "none");
}

TEST_CASE("read_safetensors: errors of the header") {
    const std::string x = tensor("F32", "[]", "[0,4]");
    REQUIRE(error(R"({"x":)" + x + R"(,"x":)" + x + "}", 4) ==
            "header: expected different names, got x twice");
    REQUIRE(error(R"({"x":)" + tensor("C64", "[]", "[0,8]") + "}", 8) ==
            "x: expected a dtype of BOOL, U8 to U64, I8 to I64, F16 to F64 or BF16, got C64");
    REQUIRE(error(R"({"x":{}})", 0) ==
            "x: expected a dtype of BOOL, U8 to U64, I8 to I64, F16 to F64 or BF16, got none");
    REQUIRE(error(R"({"x":{"kind":"F32"}})", 0) ==
            "x: expected dtype, shape and data_offsets, got kind");
    REQUIRE(error(R"({"__metadata__":{"a":1}})", 0) == "header: expected \" at byte 21, got 1}}");
    REQUIRE(error("", 0) == "header: expected { at byte 0, got the end");
    REQUIRE(error("{", 0) == "header: expected \" at byte 1, got the end");
    REQUIRE(error("{} x", 0) == "header: expected the end at byte 3, got x");
    REQUIRE(error("{}  ", 0) == "none");
    REQUIRE(error(" {}  ", 0) == "header: expected { at byte 0, got  {}  ");
    REQUIRE(error(R"({"x":{"dtype":"F32","data_offsets":[0,4]}})", 4) ==
            "x: expected dtype, shape and data_offsets, got no shape");
    REQUIRE(error(R"({"__metadata__":null,"x":)" + x + "}", 4) == "none");
    REQUIRE(error(R"({"__metadata__":[]})", 0) == "header: expected { at byte 16, got []}");
    Bytes two = safetensors(R"({"x":)" + tensor("BOOL", "[]", "[0,1]") + "}", 1);
    two.back() = 2;
    for (const bool allow_rounding : {false, true}) {
        REQUIRE_ERROR(read_safetensors(two, "m", {allow_rounding}), FileError,
                      "read_safetensors: m: x: expected values that F32 can hold, got boolean 2");
    }
}
