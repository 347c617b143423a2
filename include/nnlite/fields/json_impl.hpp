#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/json.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE Json::Json(bool truth) : kind_(Kind::truth), truth_(truth) {}
NNLITE_INLINE Json::Json(std::uint64_t number) : kind_(Kind::whole), whole_(number) {}
NNLITE_INLINE Json::Json(double number) : kind_(Kind::number), number_(number) {}
NNLITE_INLINE Json::Json(std::string text) : kind_(Kind::text), text_(std::move(text)) {}
NNLITE_INLINE Json::Json(List items) : kind_(Kind::list), list_(std::move(items)) {}
NNLITE_INLINE Json::Json(Object members) : kind_(Kind::object), object_(std::move(members)) {}

template <>
NNLITE_INLINE const bool* Json::get_if() const {
    return kind_ == Kind::truth ? &truth_ : nullptr;
}
template <>
NNLITE_INLINE const std::uint64_t* Json::get_if() const {
    return kind_ == Kind::whole ? &whole_ : nullptr;
}
template <>
NNLITE_INLINE const double* Json::get_if() const {
    return kind_ == Kind::number ? &number_ : nullptr;
}
template <>
NNLITE_INLINE const std::string* Json::get_if() const {
    return kind_ == Kind::text ? &text_ : nullptr;
}
template <>
NNLITE_INLINE const Json::List* Json::get_if() const {
    return kind_ == Kind::list ? &list_ : nullptr;
}
template <>
NNLITE_INLINE const Json::Object* Json::get_if() const {
    return kind_ == Kind::object ? &object_ : nullptr;
}

NNLITE_INLINE const Json* Json::find(std::string_view name) const {
    for (const JsonMember& member : object_) {
        if (member.name == name) { return &member.value; }
    }
    return nullptr;
}

NNLITE_INLINE bool operator==(const Json& a, const Json& b) {
    return a.kind_ == b.kind_ && a.truth_ == b.truth_ && a.whole_ == b.whole_ &&
           a.number_ == b.number_ && a.text_ == b.text_ && a.list_ == b.list_ &&
           a.object_ == b.object_;
}

}  // namespace nnlite::detail
