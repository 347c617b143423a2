#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/fields/json.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Goes through an object's fields by name, and writes them down or sets them, so that a type says
/// its fields once for both: by fields(), see field_list, or by a function of its own,
///
///     void visit_fields(FieldVisitor& visitor, MyOptions& options) {
///         visitor.field("rate", options.rate);
///     }
///
/// A field is a truth value, a number, a text, an enum with names_of(), an optional, a vector or a
/// map of such, a Shape, or of a type with fields of its own. A field that is not written
/// down keeps its value.
class FieldVisitor {
   public:
    /// Writes.
    FieldVisitor() = default;
    /// Sets the fields from saved JSON, which must outlive the visitor. A count() may be
    /// up to `most`. Errors are FileErrors that begin with `place`.
    /// Throws: FileError if it is not an object.
    FieldVisitor(const detail::Json& written, std::string place,
                 std::size_t most = std::numeric_limits<std::size_t>::max());

    /// Whether fields are set.
    bool sets() const { return written_ != nullptr; }

    /// Throws: FileError if the field is set and the JSON value does not fit.
    template <class V>
    void field(std::string_view name, V& value) {
        if (!sets()) { return write(name, json_of(value)); }
        if (const detail::Json* found = find(name)) { at(name, *found).set(value); }
    }

    /// A field that is a number of objects, each with its own tensors.
    void count(std::string_view name, std::size_t& value);

    /// A field that is always the same, such as a type's name.
    /// Throws: FileError if the JSON value is another one.
    void constant(std::string_view name, std::string_view value);

    /// What was saved.
    detail::Json result() { return {std::move(written_down_)}; }

    /// Throws: FileError if the JSON has other fields than those that were set.
    void finish() const;

   private:
    struct Member {};
    FieldVisitor(Member, const detail::Json& written, std::string place, std::size_t most)
        : written_(&written), place_(std::move(place)), most_(most) {}
    void write(std::string_view name, detail::Json value);
    const detail::Json* find(std::string_view name);
    FieldVisitor at(std::string_view name, const detail::Json& member) const;

    [[noreturn]] void refuse(std::string_view wanted) const {
        fail<FileError>(place_, "expected ", wanted);
    }
    template <class V>
    const V& get(std::string_view wanted) const {
        const V* value = written_->get_if<V>();
        if (value == nullptr) { refuse(wanted); }
        return *value;
    }

    template <class V>
    static detail::Json json_of(const V& value);
    // Sets `value` to what this visitor is at.
    template <class V>
    void set(V& value) const;

    static detail::Json json_of_number(double value);
    static detail::Json json_of_choice(const std::vector<std::string_view>& names,
                                       std::size_t choice);
    double number() const;
    std::uint64_t whole_number(std::uint64_t most) const;
    std::size_t choice(const std::vector<std::string_view>& names) const;

    const detail::Json* written_ = nullptr;
    std::string place_;
    std::size_t most_ = 0, used_ = 0;
    detail::Json::Object written_down_;
};

/// Goes through the members that a struct lists.
template <detail::HasFields Options>
void visit_fields(FieldVisitor& visitor, Options& options) {
    Options::fields()(
        [&](const auto&... field) { (visitor.field(field.name, options.*field.member), ...); });
}

namespace detail {

template <class V>
concept OptionalField = requires {
    typename V::value_type;
}
&&std::same_as<V, std::optional<typename V::value_type>>;
template <class V>
concept MapField = requires {
    typename V::mapped_type;
};

// A value to be set: sizes are 1.
template <class V>
V blank() {
    if constexpr (std::default_initializable<V>) {
        return V{};
    } else {
        return V(1);
    }
}

}  // namespace detail

template <class V>
detail::Json FieldVisitor::json_of(const V& value) {
    if constexpr (std::same_as<V, detail::Json>) {
        return value;
    } else if constexpr (std::same_as<V, bool> || std::same_as<V, std::string>) {
        return {value};
    } else if constexpr (std::unsigned_integral<V>) {
        return {std::uint64_t{value}};
    } else if constexpr (std::is_arithmetic_v<V>) {
        return json_of_number(static_cast<double>(value));
    } else if constexpr (std::is_enum_v<V>) {
        return json_of_choice(names_of(value), static_cast<std::size_t>(value));
    } else if constexpr (detail::OptionalField<V>) {
        return value ? json_of(*value) : detail::Json{};
    } else if constexpr (detail::MapField<V>) {
        detail::Json::Object members;
        for (const auto& [key, member] : value) { members.emplace_back(key, json_of(member)); }
        return {std::move(members)};
    } else if constexpr (requires { value.begin(); }) {
        detail::Json::List items;
        for (const auto& item : value) { items.push_back(json_of(item)); }
        return {std::move(items)};
    } else {
        FieldVisitor inside;
        V copy = value;
        visit_fields(inside, copy);
        return inside.result();
    }
}

template <class V>
void FieldVisitor::set(V& value) const {
    if constexpr (std::same_as<V, detail::Json>) {
        value = *written_;
    } else if constexpr (std::same_as<V, bool>) {
        value = get<bool>("true or false");
    } else if constexpr (std::same_as<V, std::string>) {
        value = get<std::string>("a text");
    } else if constexpr (std::unsigned_integral<V>) {
        value = static_cast<V>(whole_number(std::numeric_limits<V>::max()));
    } else if constexpr (std::floating_point<V>) {
        value = static_cast<V>(number());
    } else if constexpr (std::integral<V>) {
        constexpr double limit = 1 << 30;
        const double x = number();
        if (!(x >= -limit && x <= limit && x == std::trunc(x))) { refuse("an integer"); }
        value = static_cast<V>(x);
    } else if constexpr (std::is_enum_v<V>) {
        value = static_cast<V>(choice(names_of(V{})));
    } else if constexpr (detail::OptionalField<V>) {
        if (written_->is_null()) { return value.reset(); }
        if (!value) { value = detail::blank<typename V::value_type>(); }
        set(*value);
    } else if constexpr (detail::MapField<V>) {
        value.clear();
        for (const auto& [key, member] : get<detail::Json::Object>("an object")) {
            at(key, member).set(value[key]);
        }
    } else if constexpr (requires { value.begin(); }) {
        const auto& items = get<detail::Json::List>("a list");
        value.resize(items.size());
        for (std::size_t i = 0; i < items.size(); ++i) {
            at(std::to_string(i), items[i]).set(value[i]);
        }
    } else {
        FieldVisitor inside(*written_, place_, most_);
        visit_fields(inside, value);
        inside.finish();
    }
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/fields/field_visitor_impl.hpp"
#endif
