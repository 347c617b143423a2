#include "nnlite/data/csv.hpp"

#include "nnlite/data/text.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"

using nnlite::CsvOptions;
using nnlite::CsvTable;
using nnlite::FileError;
using Names = std::vector<std::string>;

namespace {

CsvTable parse(const std::string& text, const CsvOptions& options = {}) {
    return nnlite::read_csv(Bytes(text.begin(), text.end()), "m", options);
}

}  // namespace

TEST_CASE("read_csv: known values") {
    const auto wanted = make_tensor<double>({2, 2}, {1, -2.5, 3e2, 0.1});
    const std::string text = "a,b\n1,-2.5\n3e2,+0.1\n";
    REQUIRE((parse(text).values == wanted));
    REQUIRE(parse(text).columns == Names{"a", "b"});
    const Bytes bytes(text.begin(), text.end());
    REQUIRE((nnlite::read_csv(TemporaryFile("a.csv", bytes).path()).values == wanted));
    REQUIRE((nnlite::read_csv(TemporaryFile("a.csv.gz", gzip(bytes)).path()).values == wanted));
    const auto plain = parse("1;-2.5\r\n\r\n 300 ;\t0.1", {.header = false, .delimiter = ';'});
    REQUIRE((plain.values == wanted));
    REQUIRE(plain.columns.empty());
}

TEST_CASE("read_csv: quoted fields") {
    const auto table = parse("\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n\"1\",\"2\",3\n");
    REQUIRE(table.columns == Names{"a,b", "say \"x\"", "two\nlines"});
    REQUIRE((table.values == make_tensor<double>({1, 3}, {1, 2, 3})));
}

TEST_CASE("read_csv: NaN") {
    const auto table = parse("1,,NaN\nNA,inf,-inf\n", {.header = false, .allow_nan = true});
    REQUIRE(table.values(0, 0) == 1);
    REQUIRE(std::isnan(table.values(0, 1)));
    REQUIRE(std::isnan(table.values(0, 2)));
    REQUIRE(std::isnan(table.values(1, 0)));
    REQUIRE(table.values(1, 1) == std::numeric_limits<double>::infinity());
    REQUIRE(table.values(1, 2) == -std::numeric_limits<double>::infinity());
    REQUIRE_ERROR(parse("a\nnan\n"), FileError,
                  "read_csv: m: line 2, column 1: expected a finite number, got \"nan\" (allow_nan "
                  "accepts it)");
    REQUIRE_ERROR(
        parse("a,b\n1,\n"), FileError,
        "read_csv: m: line 2, column 2: expected a finite number, got \"\" (allow_nan accepts it)");
}

TEST_CASE("read_csv: errors") {
    REQUIRE_ERROR(parse("a,b\n1,2\n\n3\n"), FileError,
                  "read_csv: m: line 4: expected 2 fields, got 1");
    REQUIRE_ERROR(parse("a,\"b\n\"\n1,2,3\n"), FileError,
                  "read_csv: m: line 3: expected 2 fields, got 3");
    REQUIRE_ERROR(parse("a,b\n1,2x\n"), FileError,
                  "read_csv: m: line 2, column 2: expected a number, got \"2x\"");
    REQUIRE_ERROR(parse("1,2\n", {.header = false, .delimiter = ';'}), FileError,
                  "read_csv: m: line 1, column 1: expected a number, got \"1,2\"");
    REQUIRE_ERROR(parse("a\n1e999\n"), FileError,
                  "read_csv: m: line 2, column 1: expected a finite number, got \"1e999\" "
                  "(allow_nan accepts it)");
    REQUIRE_ERROR(parse(""), FileError,
                  "read_csv: m: expected at least one row of numbers, got none");
    REQUIRE_ERROR(parse("a,b\n\n"), FileError,
                  "read_csv: m: expected at least one row of numbers, got none");
    REQUIRE_ERROR(parse("a\n\"1\n2\n"), FileError,
                  "read_csv: m: line 2: a quoted field does not end");
    REQUIRE_ERROR(parse("a\n\"1\"2\n"), FileError,
                  "read_csv: m: line 2, column 1: expected the end of the field after its closing "
                  "quote");
    REQUIRE_ERROR(nnlite::read_csv("/no/such.csv"), FileError,
                  "read_csv: /no/such.csv: cannot be opened (No such file or directory)");
    REQUIRE_ERROR(parse("1\n", {.delimiter = '"'}), nnlite::ValueError,
                  "read_csv: expected a delimiter other than quotes and line ends");
    const Bytes packed = gzip(Bytes(1000, '1'));
    const TemporaryFile truncated("t.gz", Bytes(packed.begin(), packed.end() - 9));
    REQUIRE_ERROR(nnlite::read_csv(truncated.path()), FileError,
                  "read_csv: " + truncated.path() + ": the gzip data ends too early");
}

TEST_CASE("read_csv: edges") {
    REQUIRE((parse("7", {.header = false}).values == make_tensor<double>({1, 1}, {7})));
    REQUIRE(parse("\xef\xbb\xbfx\n1\n").columns == Names{"x"});
    REQUIRE(parse("x\r1\r2\r").values.shape() == nnlite::Shape{2, 1});
}

TEST_CASE("write_csv: read_csv reads the same") {
    const TemporaryFile file("a.csv");
    const CsvTable table{make_tensor<double>({2, 2}, {0.1, -1e300, 1.0 / 3, 7}),
                         {"time", "a, \"b\""}};
    nnlite::write_csv(file.path(), table);
    REQUIRE(nnlite::read_text(file.path()) ==
            "time,\"a, \"\"b\"\"\"\n0.1,-1e+300\n0.3333333333333333,7\n");
    REQUIRE((nnlite::read_csv(file.path()).values == table.values));
    REQUIRE(nnlite::read_csv(file.path()).columns == table.columns);
    nnlite::write_csv(file.path(), {table.values, {}});
    REQUIRE((nnlite::read_csv(file.path(), {.header = false}).values == table.values));
    nnlite::write_csv(file.path(), {make_tensor<double>({0, 1}, {}), {"x"}});
    REQUIRE(nnlite::read_text(file.path()) == "x\n");
}

TEST_CASE("read_csv: numbers beyond the range of double") {
    const auto table = parse("1e-400,-1e-400,1e400\n-1e400,+1e-310,+1e999\n",
                             {.header = false, .allow_nan = true});
    const double infinity = std::numeric_limits<double>::infinity();
    REQUIRE((table.values ==
             make_tensor<double>({2, 3}, {0, 0, infinity, -infinity, 1e-310, infinity})));
    REQUIRE(parse("a\n1e-400\n").values(0, 0) == 0);
}

TEST_CASE("write_csv: any name comes back") {
    const TemporaryFile file("a.csv");
    const auto column = make_tensor<double>({3, 1}, {1, 2, 3});
    using namespace std::string_literals;
    for (const std::string& name :
         {""s, "\0"s, "a\0b"s, "\xef\xbb\xbf"s, "\xef\xbb\xbfx"s, " "s, "a "s, "\n"s, "\r\n"s,
          "\""s, "\"\""s, ","s, "\xff\xfe"s, "\xc3\xa4"s, "1"s, "\t"s}) {
        CAPTURE(name);
        nnlite::write_csv(file.path(), {column, {name}});
        auto table = nnlite::read_csv(file.path());
        REQUIRE(table.columns == Names{name});
        REQUIRE((table.values == column));
        const auto wide = make_tensor<double>({1, 3}, {1, 2, 3});
        nnlite::write_csv(file.path(), {wide, {name, name, name}});
        table = nnlite::read_csv(file.path());
        REQUIRE(table.columns == Names{name, name, name});
        REQUIRE((table.values == wide));
    }
}

TEST_CASE("read_csv, read_text: a gzip file unpacks to so much") {
    const std::string text = "a\n" + std::string(100000, '1') + "\n";
    const TemporaryFile file("bomb.gz", gzip(Bytes(text.begin(), text.end())));
    REQUIRE_ERROR(nnlite::read_csv(file.path(), {.max_unpacked = 100002}), FileError,
                  "read_csv: " + file.path() +
                      ": expected at most 100002 bytes unpacked (max_unpacked), got more");
    REQUIRE_ERROR(nnlite::read_text(file.path(), 1000), FileError,
                  "read_text: " + file.path() +
                      ": expected at most 1000 bytes unpacked (max_unpacked), got more");
    REQUIRE(nnlite::read_text(file.path(), text.size()) == text);
    const TemporaryFile plain("plain", Bytes(text.begin(), text.end()));
    REQUIRE(nnlite::read_text(plain.path(), 1000) == text);
}

TEST_CASE("write_csv: errors") {
    REQUIRE_ERROR(nnlite::write_csv("a.csv", {make_tensor<double>({2}, {1, 2}), {}}),
                  nnlite::ShapeError,
                  "write_csv: expected values [rows, columns] and as many names, got [2] and 0");
    const auto row = make_tensor<double>({1, 2}, {1, 2});
    REQUIRE_ERROR(nnlite::write_csv("a.csv", {row, {"x"}}), nnlite::ShapeError,
                  "write_csv: expected values [rows, columns] and as many names, got [1, 2] and 1");
    REQUIRE_ERROR(nnlite::write_csv("/no/such/folder/a.csv", {row, {}}), FileError,
                  "write_csv: cannot write /no/such/folder/a.csv");
}
