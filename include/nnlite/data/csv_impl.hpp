#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/parse_double.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/data/csv.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

class CsvParser {
   public:
    CsvParser(const ByteReader& reader, std::string_view text, const CsvOptions& options);

    CsvTable parse();

   private:
    // Reads the fields of the next line that is not blank.
    bool next_row();

    void read_field(std::string& field);

    double number(std::size_t column) const;

    bool skip(char wanted);

    bool skip_line_end();

    const ByteReader& reader_;
    std::string_view rest_;
    CsvOptions options_;
    std::vector<std::string> fields_;
    std::size_t line_ = 1;
    std::size_t row_line_ = 1;
};

NNLITE_INLINE CsvParser::CsvParser(const ByteReader& reader, std::string_view text,
                                   const CsvOptions& options)
    : reader_(reader), rest_(text), options_(options) {
    if (rest_.starts_with("\xef\xbb\xbf")) { rest_.remove_prefix(3); }  // byte order mark
}

NNLITE_INLINE CsvTable CsvParser::parse() {
    CsvTable table;
    if (options_.header && next_row()) { table.columns = fields_; }
    Vector<double> values;
    std::size_t rows = 0;
    std::size_t columns = table.columns.size();
    for (; next_row(); ++rows) {
        if (columns == 0) { columns = fields_.size(); }
        if (fields_.size() != columns) {
            reader_.fail("line ", row_line_, ": expected ", columns, " fields, got ",
                         fields_.size());
        }
        for (std::size_t i = 0; i < columns; ++i) { values.push_back(number(i)); }
    }
    if (rows == 0) { reader_.fail("expected at least one row of numbers, got none"); }
    table.values.resize({rows, columns});
    std::copy(values.begin(), values.end(), table.values.data());
    return table;
}

NNLITE_INLINE bool CsvParser::next_row() {
    while (skip_line_end()) {}
    if (rest_.empty()) { return false; }
    row_line_ = line_;
    std::size_t count = 0;
    do {
        if (count == fields_.size()) { fields_.emplace_back(); }
        fields_[count].clear();
        read_field(fields_[count++]);
    } while (skip(options_.delimiter));
    fields_.resize(count);
    if (!rest_.empty() && !skip_line_end()) {
        reader_.fail("line ", line_, ", column ", count,
                     ": expected the end of the field after its closing quote");
    }
    return true;
}

NNLITE_INLINE void CsvParser::read_field(std::string& field) {
    if (!skip('"')) {
        const char ends[] = {options_.delimiter, '\n', '\r'};
        const std::size_t end = rest_.find_first_of({ends, sizeof ends});
        field = rest_.substr(0, end);
        rest_.remove_prefix(field.size());
        return;
    }
    do {
        const std::size_t quote = rest_.find('"');
        if (quote == std::string_view::npos) {
            reader_.fail("line ", row_line_, ": a quoted field does not end");
        }
        const std::string_view part = rest_.substr(0, quote);
        line_ += static_cast<std::size_t>(std::count(part.begin(), part.end(), '\n'));
        field += part;
        rest_.remove_prefix(quote + 1);
        if (rest_.starts_with('"')) { field += '"'; }  // "" is one quote
    } while (skip('"'));
}

NNLITE_INLINE double CsvParser::number(std::size_t column) const {
    const std::string& field = fields_[column];
    const std::size_t first = std::min(field.find_first_not_of(" \t"), field.size());
    const std::size_t last = field.find_last_not_of(" \t") + 1;
    auto text = std::string_view(field).substr(first, last > first ? last - first : 0);
    const std::string_view whole = text;
    if (text.starts_with('+') && !text.starts_with("+-")) { text.remove_prefix(1); }
    double value = std::numeric_limits<double>::quiet_NaN();
    const bool missing = whole.empty() || whole == "NA";
    if (!missing && !parse_double(text, value)) {
        reader_.fail("line ", row_line_, ", column ", column + 1, ": expected a number, got \"",
                     whole.substr(0, 40), "\"");
    }
    if (!options_.allow_nan && !std::isfinite(value)) {
        reader_.fail("line ", row_line_, ", column ", column + 1,
                     ": expected a finite number, got \"", whole.substr(0, 40),
                     "\" (allow_nan accepts it)");
    }
    return value;
}

NNLITE_INLINE bool CsvParser::skip(char wanted) {
    if (!rest_.starts_with(wanted)) { return false; }
    rest_.remove_prefix(1);
    return true;
}

NNLITE_INLINE bool CsvParser::skip_line_end() {
    const bool carriage_return = skip('\r');
    const bool ended = skip('\n') || carriage_return;
    line_ += ended ? 1 : 0;
    return ended;
}

NNLITE_INLINE std::string csv_field(const std::string& name) {
    const bool plain = !name.empty() && name.find_first_of(",\"\r\n") == std::string::npos &&
                       !name.starts_with("\xef\xbb\xbf");
    if (plain) { return name; }
    std::string quoted = "\"";
    for (const char c : name) { quoted += c == '"' ? "\"\"" : std::string(1, c); }
    return quoted + '"';
}

NNLITE_INLINE CsvTable read_csv(ByteReader&& reader, const CsvOptions& options) {
    if (std::string_view("\"\r\n").find(options.delimiter) != std::string_view::npos) {
        fail<ValueError>("read_csv: expected a delimiter other than quotes and line ends");
    }
    const std::string text = reader.read_rest(options.max_unpacked);
    return CsvParser(reader, text, options).parse();
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE CsvTable read_csv(const std::string& path, const CsvOptions& options) {
    return detail::read_csv(detail::ByteReader("read_csv", path), options);
}

NNLITE_INLINE CsvTable read_csv(std::span<const std::uint8_t> bytes, std::string_view name,
                                const CsvOptions& options) {
    return detail::read_csv(detail::ByteReader("read_csv", name, bytes), options);
}

NNLITE_INLINE void write_csv(const std::string& path, const CsvTable& table) {
    const Shape& shape = table.values.shape();
    if (shape.size() != 2 || (!table.columns.empty() && table.columns.size() != shape[1])) {
        fail<ShapeError>("write_csv: expected values [rows, columns] and as many names, got ",
                         shape, " and ", table.columns.size());
    }
    std::string text;
    const auto end_field = [&](std::size_t column) { text += column + 1 < shape[1] ? ',' : '\n'; };
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        text += detail::csv_field(table.columns[column]);
        end_field(column);
    }
    for (std::size_t i = 0; i < table.values.size(); ++i) {
        text += text_of(table.values.data()[i]);
        end_field(i % shape[1]);
    }
    detail::write_file("write_csv", path, text);
}

}  // namespace nnlite
