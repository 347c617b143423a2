#include "nnlite/fields/field_visitor.hpp"

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/not_finite.hpp"

using nnlite::FieldVisitor;
using nnlite::FileError;
using nnlite::detail::Json;

namespace {

enum class Color { red, green };
std::vector<std::string_view> names_of(Color) { return {"red", "green"}; }

struct Inner {
    double x = 0;
};
void visit_fields(FieldVisitor& visitor, Inner& inner) { visitor.field("x", inner.x); }

struct All {
    bool truth = false;
    std::uint64_t whole = 0;
    std::uint32_t small = 0;
    int negative = 0;
    double number = 0;
    std::string text;
    Color color = Color::red;
    std::optional<std::size_t> none = 5, some;
    std::vector<double> list;
    std::vector<std::string> texts;
    std::map<std::string, std::vector<double>> series;
    nnlite::Shape shape;
    Inner inner;
    std::vector<Inner> inners;
    nnlite::detail::Json json;
};

template <class Visitor>
void visit(Visitor& visitor, All& all) {
    visitor.field("truth", all.truth);
    visitor.field("whole", all.whole);
    visitor.field("small", all.small);
    visitor.field("negative", all.negative);
    visitor.field("number", all.number);
    visitor.field("text", all.text);
    visitor.field("color", all.color);
    visitor.field("none", all.none);
    visitor.field("some", all.some);
    visitor.field("list", all.list);
    visitor.field("texts", all.texts);
    visitor.field("series", all.series);
    visitor.field("shape", all.shape);
    visitor.field("inner", all.inner);
    visitor.field("inners", all.inners);
    visitor.field("json", all.json);
}

// Sets a field `x` to what is written.
template <class V>
V set(const nnlite::detail::Json& value, V x = {}) {
    const nnlite::detail::Json object{nnlite::detail::Json::Object{{"x", value}}};
    FieldVisitor visitor(object, "file: ");
    visitor.field("x", x);
    visitor.finish();
    return x;
}

}  // namespace

TEST_CASE("FieldVisitor: sets what it wrote down") {
    All all{.truth = true,
            .whole = 18446744073709551615U,
            .small = 4294967295U,
            .negative = -7,
            .number = 0.1,
            .text = "text",
            .color = Color::green,
            .none = {},
            .some = 3,
            .list = {1.5, infinity},
            .texts = {"a", "b"},
            .series = {{"loss", {1, 2}}, {"empty", {}}},
            .shape = {2, 3},
            .inner = {4},
            .inners = {{5}, {6}},
            .json = {true}};
    FieldVisitor writer;
    REQUIRE_FALSE(writer.sets());
    visit(writer, all);
    const nnlite::detail::Json written = writer.result();
    All copy;
    FieldVisitor reader(written, "file: ");
    REQUIRE(reader.sets());
    visit(reader, copy);
    reader.finish();
    FieldVisitor again;
    visit(again, copy);
    REQUIRE(again.result() == written);
    REQUIRE(copy.whole == all.whole);
    REQUIRE_FALSE(copy.none.has_value());
    REQUIRE(copy.some == 3);
    REQUIRE(copy.inners[1].x == 6);
}

TEST_CASE("FieldVisitor: numbers") {
    for (const double x : {infinity, -infinity, -0.5}) {
        FieldVisitor writer;
        double value = x;
        writer.field("x", value);
        const nnlite::detail::Json written = writer.result();
        REQUIRE(set<double>(*written.find("x")) == x);
    }
    REQUIRE(std::isnan(set<double>({std::string("nan")})));
    REQUIRE(set<double>({std::uint64_t{3}}) == 3);
    REQUIRE(set<int>({-3.0}) == -3);
}

TEST_CASE("FieldVisitor: a field that is not there keeps its value") {
    const nnlite::detail::Json object{nnlite::detail::Json::Object{}};
    FieldVisitor visitor(object, "file: ");
    int x = 5;
    visitor.field("x", x);
    visitor.finish();
    REQUIRE(x == 5);
}

TEST_CASE("FieldVisitor: errors") {
    const nnlite::detail::Json text{std::string("blue")}, half{0.5};
    REQUIRE_ERROR(FieldVisitor(text, "file: "), FileError, "file: expected an object");
    REQUIRE_ERROR(set<bool>(text), FileError, "file: x: expected true or false");
    REQUIRE_ERROR(set<double>(text), FileError, "file: x: expected a number");
    REQUIRE_ERROR(set<std::uint64_t>(half), FileError,
                  "file: x: expected an integer up to 18446744073709551615");
    REQUIRE_ERROR(set<std::uint32_t>({std::uint64_t{1} << 32}), FileError,
                  "file: x: expected an integer up to 4294967295");
    REQUIRE_ERROR(set<int>(half), FileError, "file: x: expected an integer");
    REQUIRE_ERROR(set<int>({1e10}), FileError, "file: x: expected an integer");
    REQUIRE_ERROR(set<std::string>(half), FileError, "file: x: expected a text");
    REQUIRE_ERROR(set<Color>(text), FileError, "file: x: expected one of red, green; got blue");
    REQUIRE_ERROR(set<std::vector<double>>(half), FileError, "file: x: expected a list");
    REQUIRE_ERROR(set<Inner>(half), FileError, "file: x: expected an object");
    REQUIRE_ERROR(set<Inner>({nnlite::detail::Json::Object{{"y", half}}}), FileError,
                  "file: x: expected 0 fields, got y");
    REQUIRE_ERROR(set<std::vector<double>>({nnlite::detail::Json::List{half, text}}), FileError,
                  "file: x: 1: expected a number");
    const nnlite::detail::Json object{
        nnlite::detail::Json::Object{{"count", {std::uint64_t{7}}}, {"type", text}}};
    FieldVisitor visitor(object, "file: ", 6);
    std::size_t count = 0;
    REQUIRE_ERROR(visitor.count("count", count), FileError,
                  "file: count: expected at most 6, got 7");
    REQUIRE_ERROR(visitor.constant("type", "red"), FileError, "file: type: expected red, got blue");
    REQUIRE_ERROR(visitor.constant("kind", "red"), FileError, "file: kind: expected red, got ");
}
