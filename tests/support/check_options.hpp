#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "nnlite/fields/fields.hpp"
#include "support/catch.hpp"
#include "support/not_finite.hpp"

namespace option_check {

template <class V>
std::optional<V> number(double value) {
    if constexpr (std::is_integral_v<V>) {
        if (!std::isfinite(value)) { return std::nullopt; }
        return static_cast<V>(static_cast<std::int64_t>(value));
    } else {
        return static_cast<V>(value);
    }
}

template <class V>
concept Number = std::is_arithmetic_v<V> && !std::is_same_v<V, bool>;

// Sets a number, an optional number, or the last number of a list; false if `member` is something
// else or cannot have the value.
template <class Member>
bool set(Member& member, double value) {
    if constexpr (Number<Member>) {
        const auto to = number<Member>(value);
        if (to) { member = *to; }
        return to.has_value();
    } else if constexpr (requires { requires Number<typename Member::value_type>; }) {
        const auto to = number<typename Member::value_type>(value);
        if constexpr (requires { member.has_value(); }) {
            member = to;
        } else if (to) {
            member = {1, *to};
        }
        return to.has_value();
    } else {
        return false;
    }
}

inline std::vector<double> outside(const nnlite::Range& range, bool is_unsigned) {
    std::vector<double> values{not_a_number, infinity, -infinity};
    if (is_unsigned) { values.push_back(-1); }
    if (std::isfinite(range.low)) { values.push_back(range.low - 1); }
    if (range.above_low) { values.push_back(range.low); }
    if (std::isfinite(range.high)) { values.push_back(range.high + 1); }
    if (range.below_high) { values.push_back(range.high); }
    return values;
}

// What use(options) says.
template <class Options, class Use>
std::string message_of(const Options& options, Use use) {
    try {
        use(options);
    } catch (const nnlite::ValueError& error) { return error.what(); }
    return "nothing was thrown";
}

}  // namespace option_check

// use(options) must refuse each number outside its field's range, NaN and infinities among them,
// in a message that begins with the place and has the field's name and the number.
template <class Options, class Use>
void check_options(const std::string& place, const Options& good, Use use) {
    REQUIRE_NOTHROW(use(good));
    const auto check = [&](const auto& field) {
        using Member = std::remove_cvref_t<decltype(good.*field.member)>;
        for (const double value : option_check::outside(field.range, std::is_unsigned_v<Member>)) {
            Options options = good;
            if (!option_check::set(options.*field.member, value)) { continue; }
            const std::string message = option_check::message_of(options, use);
            INFO(place << ": " << field.name << " = " << value << ": " << message);
            REQUIRE(message.find(place + ": expected ") == 0);
            REQUIRE(message.find(field.name) != std::string::npos);
            REQUIRE(message.find(nnlite::text_of(", got ", value)) != std::string::npos);
        }
    };
    Options::fields()([&](const auto&... field) { (check(field), ...); });
}
