#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/tensor_file.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// Reads the header into a tensor and checks that the size of the data matches the shape.
void read_npy_header(InputStream& in, StoredTensor& tensor);

// A file of one tensor, without a name.
class NpyFile : public TensorFile {
   public:
    explicit NpyFile(const InputFile& file);
};

// The header of version 1.0, padded to a multiple of 64 bytes, as NumPy does.
std::string npy_header(const TensorView& tensor);

}  // namespace detail

/// Reads NumPy's .npy: an array of booleans, integers or floating-point numbers of 2 to 8 bytes, in
/// either byte order and in C or Fortran order, as T. T must hold the values
/// exactly, unless the options allow rounding.
/// Shapes: the array's.
/// Throws: FileError if the file is missing, truncated, damaged, too long, of another type or has a
/// value that T cannot hold.
/// Source: NumPy Enhancement Proposal 1, versions 1.0 to 3.0.
template <class T = float>
Tensor<T> read_npy(const std::string& path, const ReadOptions& options = {}) {
    return detail::read_one<T>(detail::NpyFile(detail::InputFile("read_npy", path)), "", options);
}

/// Reads the bytes of a .npy file; messages show `name` instead of the path.
template <class T = float>
Tensor<T> read_npy(std::span<const std::uint8_t> bytes, std::string_view name,
                   const ReadOptions& options = {}) {
    return detail::read_one<T>(detail::NpyFile(detail::InputFile("read_npy", name, bytes)), "",
                               options);
}

/// Writes NumPy's .npy, version 1.0, in C order, atomically (AtomicFile).
/// Throws: FileError if the file cannot be written.
template <detail::Element T>
void write_npy(const std::string& path, const Tensor<T>& tensor);
template <detail::OtherArray E>
void write_npy(const std::string& path, const E& array) {
    write_npy(path, detail::tensor_from(array));
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/npy_impl.hpp"
#endif
