#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/tensor.hpp"
#include "nnlite/io/byte_reader.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

Tensor<std::uint8_t> read_idx(ByteReader&& reader);

}  // namespace detail

/// Reads an IDX file of unsigned bytes, such as MNIST's; plain or gzip.
/// Shapes: as in the file, [n, 28, 28] for MNIST images and [n] for labels.
/// Throws: FileError if the file is missing, truncated, damaged, too long or of another type.
/// Source: Yann LeCun, The MNIST database, "the IDX file format".
Tensor<std::uint8_t> read_idx(const std::string& path);

/// Reads the bytes of a plain IDX file; messages show `name` instead of the path.
Tensor<std::uint8_t> read_idx(std::span<const std::uint8_t> bytes, std::string_view name);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/data/idx_impl.hpp"
#endif
