#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

struct JsonMember;

// A JSON value: null, a truth value, a whole number, another number, a text, a list or an object,
// whose members keep their order.
class Json {
   public:
    using List = std::vector<Json>;          // [...]
    using Object = std::vector<JsonMember>;  // {...}

    Json() = default;
    Json(bool truth);            // NOLINT(google-explicit-constructor)
    Json(std::uint64_t number);  // NOLINT(google-explicit-constructor)
    Json(double number);         // NOLINT(google-explicit-constructor)
    Json(std::string text);      // NOLINT(google-explicit-constructor)
    Json(List items);            // NOLINT(google-explicit-constructor)
    Json(Object members);        // NOLINT(google-explicit-constructor)

    bool is_null() const { return kind_ == Kind::null; }
    // The value, of type bool, std::uint64_t, double, std::string, List or Object; null if it is
    // of another.
    template <class V>
    const V* get_if() const;
    template <class V>
    V* get_if() {
        return const_cast<V*>(std::as_const(*this).get_if<V>());
    }
    // The member of that name; null if there is none, or this is not an object.
    const Json* find(std::string_view name) const;

    friend bool operator==(const Json& a, const Json& b);

   private:
    enum class Kind { null, truth, whole, number, text, list, object };

    Kind kind_ = Kind::null;
    bool truth_ = false;
    std::uint64_t whole_ = 0;
    double number_ = 0;
    std::string text_;
    List list_;
    Object object_;
};

template <>
const bool* Json::get_if() const;
template <>
const std::uint64_t* Json::get_if() const;
template <>
const double* Json::get_if() const;
template <>
const std::string* Json::get_if() const;
template <>
const Json::List* Json::get_if() const;
template <>
const Json::Object* Json::get_if() const;

// A name and a value of a JSON object.
struct JsonMember {
    std::string name;
    Json value;

    JsonMember(std::string its_name, Json its_value)
        : name(std::move(its_name)), value(std::move(its_value)) {}

    friend bool operator==(const JsonMember& a, const JsonMember& b) {
        return a.name == b.name && a.value == b.value;
    }
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/fields/json_impl.hpp"
#endif
