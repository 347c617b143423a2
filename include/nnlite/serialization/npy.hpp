#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/serialization/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

struct NpyHeader {
    ElementType type{};
    bool swapped = false;        // big-endian
    bool fortran_order = false;  // the first axis runs fastest
    Shape shape;
};

// Reads up to the first number and checks that as many numbers follow as the shape asks for.
NpyHeader read_npy_header(InputStream& in);

// The numbers after the header, in row-major order.
template <Element T>
void read_npy_numbers(InputStream& in, const NpyHeader& header, T* to, const ReadOptions& options);

template <Element T>
Tensor<T> read_npy(InputStream&& in, const ReadOptions& options);

// All that comes before the numbers: version 1.0, to a multiple of 64 bytes, as NumPy does.
std::string npy_header(const TensorView& tensor);

}  // namespace detail

/// Reads NumPy's .npy: an array of booleans, integers or floating-point numbers of 2 to 8 bytes, in
/// either byte order and in C or Fortran order, as T. Numbers must be ones that T has, or options
/// allow to round them.
/// Shapes: the array's.
/// Throws: FileError if the file is missing, truncated, damaged, longer than it says, of another
/// type or has a number that T does not have.
/// Source: NumPy Enhancement Proposal 1, versions 1.0 to 3.0.
template <class T = float>
Tensor<T> read_npy(const std::string& path, const ReadOptions& options = {});

/// Reads the bytes of a .npy file; `name` stands for the path in messages.
template <class T = float>
Tensor<T> read_npy(std::span<const std::uint8_t> bytes, std::string_view name,
                   const ReadOptions& options = {});

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
