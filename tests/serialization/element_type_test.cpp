#include "nnlite/serialization/element_type.hpp"

#include <limits>
#include <vector>

#include "support/catch.hpp"
#include "support/not_finite.hpp"

using nnlite::Shape;
using nnlite::detail::byte_count;
using nnlite::detail::convert_elements;
using nnlite::detail::element_type_of;
using nnlite::detail::ElementType;

namespace {

// The text of the number that T refuses; "" if it takes all.
template <class T, class From>
std::string refused(From value, bool rounding = false) {
    T to{};
    const auto type = element_type_of<From>();
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    return convert_elements<T>(type, bytes, 1, &to, rounding).value_or("");
}

template <class T, class From>
T converted(From value, bool rounding = false) {
    T to{};
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    REQUIRE(!convert_elements<T>(element_type_of<From>(), bytes, 1, &to, rounding));
    return to;
}

constexpr auto most64 = std::numeric_limits<std::int64_t>::max();
constexpr auto least64 = std::numeric_limits<std::int64_t>::min();

}  // namespace

TEST_CASE("element_type_of: known values") {
    REQUIRE(element_type_of<bool>() == nnlite::detail::ElementType::boolean);
    REQUIRE(element_type_of<std::uint8_t>() == nnlite::detail::ElementType::u8);
    REQUIRE(element_type_of<std::int16_t>() == nnlite::detail::ElementType::i16);
    REQUIRE(element_type_of<std::uint32_t>() == nnlite::detail::ElementType::u32);
    REQUIRE(element_type_of<std::int64_t>() == nnlite::detail::ElementType::i64);
    REQUIRE(element_type_of<long long>() == nnlite::detail::ElementType::i64);
    REQUIRE(element_type_of<float>() == nnlite::detail::ElementType::f32);
    REQUIRE(element_type_of<double>() == nnlite::detail::ElementType::f64);
}

TEST_CASE("type_name: known values") {
    REQUIRE(nnlite::detail::type_name(nnlite::detail::ElementType::boolean) == "BOOL");
    REQUIRE(nnlite::detail::type_name(nnlite::detail::ElementType::bf16) == "BF16");
    REQUIRE(nnlite::detail::type_name(nnlite::detail::ElementType::f64) == "F64");
}

TEST_CASE("convert_elements: only exact numbers") {
    REQUIRE(converted<float>(0.5) == 0.5F);
    REQUIRE(converted<float>(infinity) == float(infinity));
    REQUIRE(std::isnan(converted<float>(std::nan(""))));
    REQUIRE(refused<float>(0.1) == "0.1");
    REQUIRE(refused<float>(1e300) == "1e+300");
    REQUIRE(refused<float>(1e-50) == "1e-50");
    REQUIRE(converted<double>(0.1F) == double(0.1F));
    REQUIRE(converted<float>(std::int64_t{1} << 60) == 0x1p60F);
    REQUIRE(converted<float>(least64) == -0x1p63F);
    REQUIRE(converted<float>(std::int32_t{16777216}) == 16777216.0F);
    REQUIRE(refused<float>(std::int32_t{16777217}) == "16777217");
    REQUIRE(refused<float>(std::int32_t{-16777217}) == "-16777217");
    REQUIRE(refused<double>(most64) == "9223372036854775807");
    REQUIRE(converted<std::int64_t>(-0x1p63) == least64);
    REQUIRE(refused<std::int64_t>(0x1p63) == "9223372036854775808");
    REQUIRE(refused<std::int32_t>(0.5F) == "0.5");
    REQUIRE(refused<std::int32_t>(std::nan("")) == "nan");
    REQUIRE(refused<std::uint8_t>(-1.0) == "-1");
    REQUIRE(converted<std::uint8_t>(255.0) == 255);
    REQUIRE(refused<std::uint8_t>(std::int16_t{256}) == "256");
    REQUIRE(refused<std::uint64_t>(std::int8_t{-1}) == "-1");
    REQUIRE(converted<bool>(1.0F));
    REQUIRE(refused<bool>(std::uint8_t{2}) == "2");
    REQUIRE(converted<float>(true) == 1.0F);
}

TEST_CASE("convert_elements: rounding") {
    REQUIRE(converted<float>(0.1, true) == 0.1F);
    REQUIRE(converted<float>(1e300, true) == float(infinity));
    REQUIRE(converted<float>(std::int32_t{16777217}, true) == 16777216.0F);
    REQUIRE(refused<std::int32_t>(0.5, true) == "0.5");  // never to integers
    REQUIRE(refused<std::uint8_t>(300.0, true) == "300");
}

TEST_CASE("convert_elements: a boolean is 0 or 1") {
    const std::uint8_t bytes[] = {1, 2};
    float to[2];
    REQUIRE(convert_elements<float>(nnlite::detail::ElementType::boolean, bytes, 2, to, true) ==
            "boolean 2");
}

TEST_CASE("byte_count: limits") {
    REQUIRE(byte_count({}, nnlite::detail::ElementType::f64) == 8);
    REQUIRE(byte_count({2, 3}, nnlite::detail::ElementType::f16) == 12);
    REQUIRE(byte_count({0, std::size_t{1} << 48}, nnlite::detail::ElementType::f32) == 0);
    REQUIRE(byte_count({std::size_t{1} << 48}, nnlite::detail::ElementType::f64) == std::uint64_t{1}
                                                                                        << 51);
    REQUIRE(!byte_count({(std::size_t{1} << 48) + 1}, nnlite::detail::ElementType::u8));
    REQUIRE(
        !byte_count({std::size_t{1} << 32, std::size_t{1} << 32}, nnlite::detail::ElementType::u8));
    REQUIRE(!byte_count({std::size_t{1} << 40, 0, std::size_t{1} << 40},
                        nnlite::detail::ElementType::u8));
}
