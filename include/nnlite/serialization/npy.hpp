#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/permute.hpp"
#include "nnlite/serialization/atomic_file.hpp"
#include "nnlite/serialization/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite {

namespace detail {

inline constexpr std::string_view npy_magic = "\x93NUMPY";

struct NpyHeader {
    ElementType type{};
    bool swapped = false;        // big-endian
    bool fortran_order = false;  // the first axis runs fastest
    Shape shape;
};

// Python's text of a dictionary, such as {'descr': '<f4', 'fortran_order': False, 'shape': (3,), }
class NpyHeaderParser {
   public:
    NpyHeaderParser(const InputStream& in, std::string_view text) : in_(in), text_(text) {}

    NpyHeader parse();

   private:
    [[noreturn]] void fail_at(std::string_view wanted) const;
    void skip_space();
    bool take(std::string_view token);
    bool take(char token) { return take(std::string_view(&token, 1)); }
    void expect(char token) {
        if (!take(token)) { fail_at(std::string_view(&token, 1)); }
    }
    std::string_view quoted();
    bool truth();
    Shape tuple();
    void parse_type(NpyHeader& header);

    const InputStream& in_;
    std::string_view text_;
    std::size_t at_ = 0;
};

// Reads up to the first number and checks that as many numbers follow as the shape asks for.
NpyHeader read_npy_header(InputStream& in);

// The numbers after the header, in row-major order.
template <Element T>
void read_npy_numbers(InputStream& in, const NpyHeader& header, T* to, const ReadOptions& options) {
    const std::size_t count = element_count(header.shape), rank = header.shape.size();
    if (!header.fortran_order || rank < 2) {
        return read_elements(in, header.type, header.swapped, count, to, options);
    }
    const Workspace<T> columns(count);
    read_elements(in, header.type, header.swapped, count, columns.data(), options);
    Shape backwards(rank), stored(header.shape.rbegin(), header.shape.rend());
    std::iota(backwards.rbegin(), backwards.rend(), std::size_t{0});
    using Moved = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;
    permute(stored, backwards, reinterpret_cast<const Moved*>(columns.data()),
            reinterpret_cast<Moved*>(to));
}

template <Element T>
Tensor<T> read_npy(InputStream&& in, const ReadOptions& options) {
    const NpyHeader header = read_npy_header(in);
    Tensor<T> result = empty_tensor<T>(header.shape);
    read_npy_numbers(in, header, result.data(), options);
    return result;
}

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
Tensor<T> read_npy(const std::string& path, const ReadOptions& options = {}) {
    const detail::InputFile file("read_npy", path);
    return detail::read_npy<T>(detail::InputStream(file, "", 0, file.size()), options);
}

/// Reads the bytes of a .npy file; `name` stands for the path in messages.
template <class T = float>
Tensor<T> read_npy(std::span<const std::uint8_t> bytes, std::string_view name,
                   const ReadOptions& options = {}) {
    const detail::InputFile file("read_npy", name, bytes);
    return detail::read_npy<T>(detail::InputStream(file, "", 0, file.size()), options);
}

/// Writes NumPy's .npy, version 1.0, in C order, atomically (AtomicFile).
/// Throws: FileError if the file cannot be written.
template <detail::Element T>
void write_npy(const std::string& path, const Tensor<T>& tensor) {
    const TensorView view("", tensor);
    AtomicFile file("write_npy", path);
    file.write(detail::npy_header(view));
    file.write(view.data, view.bytes());
    file.commit();
}
template <detail::OtherArray E>
void write_npy(const std::string& path, const E& array) {
    write_npy(path, detail::tensor_from(array));
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/npy_impl.hpp"
#endif
