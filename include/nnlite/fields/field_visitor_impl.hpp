#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/fields/json.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE FieldVisitor::FieldVisitor(const detail::Json& written, std::string place,
                                         std::size_t most)
    : written_(&written), place_(std::move(place)), most_(most) {
    if (written.get_if<detail::Json::Object>() == nullptr) { refuse("an object"); }
}

NNLITE_INLINE void FieldVisitor::count(std::string_view name, std::size_t& value) {
    field(name, value);
    if (sets() && value > most_) {
        fail<FileError>(place_, name, ": expected at most ", most_, ", got ", value);
    }
}

NNLITE_INLINE void FieldVisitor::constant(std::string_view name, std::string_view value) {
    std::string got;
    if (!sets()) { got = value; }
    field(name, got);
    if (got != value) { fail<FileError>(place_, name, ": expected ", value, ", got ", got); }
}

NNLITE_INLINE void FieldVisitor::finish() const {
    const auto& members = *written_->get_if<detail::Json::Object>();
    if (used_ != members.size()) {
        std::string names;
        for (const auto& [name, value] : members) { names += (names.empty() ? "" : ", ") + name; }
        fail<FileError>(place_, "expected ", used_, " fields, got ", names);
    }
}

NNLITE_INLINE void FieldVisitor::write(std::string_view name, detail::Json value) {
    written_down_.emplace_back(std::string(name), std::move(value));
}

// The field that was saved; none if there is no such.
NNLITE_INLINE const detail::Json* FieldVisitor::find(std::string_view name) {
    const detail::Json* found = written_->find(name);
    if (found != nullptr) { ++used_; }
    return found;
}

NNLITE_INLINE FieldVisitor FieldVisitor::at(std::string_view name,
                                            const detail::Json& member) const {
    return {Member{}, member, text_of(place_, name, ": "), most_};
}

// JSON has no name for numbers that are not finite: they are texts.
NNLITE_INLINE detail::Json FieldVisitor::json_of_number(double value) {
    if (std::isfinite(value)) { return {value}; }
    return {std::string(std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf")};
}

NNLITE_INLINE detail::Json FieldVisitor::json_of_choice(const std::vector<std::string_view>& names,
                                                        std::size_t choice) {
    return {std::string(names.at(choice))};
}

NNLITE_INLINE double FieldVisitor::number() const {
    if (const auto* number = written_->get_if<double>()) { return *number; }
    if (const auto* whole = written_->get_if<std::uint64_t>()) {
        return static_cast<double>(*whole);
    }
    const auto* text = written_->get_if<std::string>();
    if (text != nullptr && *text == "nan") { return std::numeric_limits<double>::quiet_NaN(); }
    if (text == nullptr || (*text != "inf" && *text != "-inf")) { refuse("a number"); }
    return *text == "inf" ? std::numeric_limits<double>::infinity()
                          : -std::numeric_limits<double>::infinity();
}

NNLITE_INLINE std::uint64_t FieldVisitor::whole_number(std::uint64_t most) const {
    const auto* whole = written_->get_if<std::uint64_t>();
    if (whole == nullptr || *whole > most) { refuse(text_of("an integer up to ", most)); }
    return *whole;
}

NNLITE_INLINE std::size_t FieldVisitor::choice(const std::vector<std::string_view>& names) const {
    const auto& text = get<std::string>("a name");
    std::string known;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == text) { return i; }
        known += text_of(i == 0 ? "" : ", ", names[i]);
    }
    fail<FileError>(place_, "expected one of ", known, "; got ", text);
}

}  // namespace nnlite
