#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/tensor.hpp"
#include "nnlite/io/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI {

/// The format of a CSV file.
struct CsvOptions {
    bool header = true;      ///< the first line names the columns
    char delimiter = ',';    ///< between two fields
    bool allow_nan = false;  ///< accept empty fields, NaN, NA and infinities
    std::uint64_t max_unpacked = detail::most_unpacked;  ///< limit of a gzip file's unpacked bytes
};

/// The values of a CSV file.
/// Shapes: values [rows, columns], columns empty without a header.
struct CsvTable {
    Tensor<double> values;
    std::vector<std::string> columns;
};

namespace detail {

// A name as a field of a header. A single empty name would be a blank line, and a byte order mark
// at the beginning of the file is not part of a name, so both are quoted too.
std::string csv_field(const std::string& name);

CsvTable read_csv(ByteReader&& reader, const CsvOptions& options);

}  // namespace detail

/// Reads a CSV file of numbers, plain or gzip. Fields may be in double quotes; blank lines are
/// skipped. A number beyond the range of double is 0 or infinite.
/// Throws: FileError if the file is missing or damaged, has no row of numbers, a row with another
/// number of fields, a field that is not a (finite) number, or more than max_unpacked unpacked
/// bytes.
/// Source: RFC 4180.
CsvTable read_csv(const std::string& path, const CsvOptions& options = {});

/// Reads the bytes of a plain CSV file; messages show `name` instead of the path.
CsvTable read_csv(std::span<const std::uint8_t> bytes, std::string_view name,
                  const CsvOptions& options = {});

/// Writes a CSV file that read_csv reads back exactly, names included: a line with the columns'
/// names, if there are any, and one for each row. Values without rows can be written, but not read.
/// Throws: ShapeError if the values are not [rows, columns] with a name for each column or no
/// names; FileError if the file cannot be written.
void write_csv(const std::string& path, const CsvTable& table);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/csv_impl.hpp"
#endif
