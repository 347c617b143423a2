#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "nnlite/core/error.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The valid values of an option: from `low` to `high`, with or without the ends. NaN and
/// infinities are in no range.
struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool above_low = false, below_high = false;  // without the end

    static constexpr Range finite() { return {}; }
    static constexpr Range not_negative() { return {.low = 0}; }
    static constexpr Range positive() { return {.low = 0, .above_low = true}; }
    static constexpr Range at_least(double low) { return {.low = low}; }
    static constexpr Range fraction() { return {.low = 0, .high = 1}; }  // [0, 1]
    static constexpr Range below_one() { return {.low = 0, .high = 1, .below_high = true}; }

    constexpr bool contains(double value) const {
        constexpr double most = std::numeric_limits<double>::max();
        return value >= -most && value <= most && (above_low ? value > low : value >= low) &&
               (below_high ? value < high : value <= high);
    }

    /// For example "rate in [0, 1)" or "rate >= 0"; with a position in a list, "weights[3] >= 0".
    std::string text_for(std::string_view name, std::optional<std::size_t> position = {}) const;
};

/// A member of an options struct, with its name and range. The range applies to a number, to an
/// optional number if it is set, and to each number in a list; other members have none.
template <class Owner, class Member>
struct Field {
    const char* name;
    Member Owner::*member;
    Range range;

    constexpr Field(const char* field_name, Member Owner::*field_member, Range field_range = {})
        : name(field_name), member(field_member), range(field_range) {}
};

/// Fields in their order: field_list(Field(...), ...)(visit) calls visit(field...). A struct lists
/// its members once, for all that goes through them:
///
///     struct MyOptions {
///         double rate = 0.1;
///         bool fast = false;
///         static constexpr auto fields() {
///             return field_list(Field("rate", &MyOptions::rate, Range::not_negative()),
///                               Field("fast", &MyOptions::fast));
///         }
///     };
// A closure, as compilers take ten times as long for a std::tuple of them.
inline constexpr auto field_list = [](const auto&... field) {
    return [field...](auto&& visit) { visit(field...); };
};

namespace detail {

// A struct with fields(); see field_list.
template <class Options>
concept HasFields = requires {
    Options::fields();
};

// Throws: ValueError if `value` is outside the range, with the place, the name (and the position
// of an item of a list) and both.
template <class V>
void require_in_range(std::string_view place, std::string_view name, const V& value,
                      const Range& range, std::optional<std::size_t> position = {});

// Throws: ValueError if a member of the options, or of options in them, is outside its range.
template <HasFields Options>
void require_in_range(std::string_view place, const Options& options) {
    Options::fields()([&](const auto&... field) {
        (require_in_range(place, field.name, options.*field.member, field.range), ...);
    });
}

}  // namespace detail

/// The options, if all are in their ranges: for a constructor's members.
/// Throws: ValueError if a member, or one of options in them, is outside its range.
template <detail::HasFields Options>
const Options& checked_options(std::string_view place, const Options& options) {
    detail::require_in_range(place, options);
    return options;
}

namespace detail {

template <class V>
void require_in_range(std::string_view place, std::string_view name, const V& value,
                      const Range& range, std::optional<std::size_t> position) {
    if constexpr (std::is_same_v<V, bool> || std::is_convertible_v<const V&, std::string_view>) {
    } else if constexpr (std::is_floating_point_v<V>) {
        if (range.contains(double(value))) { return; }
        const bool bounded = std::isfinite(range.low) || std::isfinite(range.high);
        fail<ValueError>(place, ": expected ", bounded && std::isinf(value) ? "a finite " : "",
                         range.text_for(name, position), ", got ", value);
    } else if constexpr (std::is_integral_v<V>) {
        // Shows a negative number that was converted to std::size_t as negative.
        const auto number = static_cast<std::make_signed_t<V>>(value);
        Range whole = range;
        if (std::is_unsigned_v<V> && !(whole.low > 0)) { whole.low = 0; }
        if (whole.contains(static_cast<double>(number))) { return; }
        fail<ValueError>(place, ": expected ", whole.text_for(name, position), ", got ", number);
    } else if constexpr (HasFields<V>) {
        require_in_range(place, value);
    } else if constexpr (requires { value.has_value(); }) {
        if (value) { require_in_range(place, name, *value, range, position); }
    } else if constexpr (requires {
                             value.begin();
                             value.size();
                         }) {
        std::size_t at = 0;
        for (const auto& item : value) { require_in_range(place, name, item, range, at++); }
    }
}

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/fields/fields_impl.hpp"
#endif
