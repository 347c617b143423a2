#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/data/tensor_info.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/element_type.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A tensor of a file.
struct StoredTensor {
    std::string name;
    Shape shape;
    ElementType type{};
    std::uint64_t begin = 0, end = 0;  // of its numbers
    bool swapped = false;              // big-endian
    bool fortran_order = false;        // column-major
};

// A file of named tensors, of any format; its constructor reads all but the numbers.
class TensorFile {
   public:
    explicit TensorFile(const InputFile& file) : file_(file) {}
    TensorFile(const TensorFile&) = delete;
    TensorFile& operator=(const TensorFile&) = delete;
    virtual ~TensorFile() = default;

    const InputFile& input() const { return file_; }
    const std::vector<StoredTensor>& entries() const { return entries_; }
    const std::map<std::string, std::string>& metadata() const { return metadata_; }

    // The numbers of a tensor, converted to T, in row-major order.
    template <Element T>
    void read(const StoredTensor& entry, T* to, const ReadOptions& options) const;

   protected:
    // The numbers as they are stored: what is from `begin` to `end`.
    NNLITE_INLINE virtual std::unique_ptr<InputStream> open(const StoredTensor& entry) const;

    const InputFile& file_;
    std::vector<StoredTensor> entries_;
    std::map<std::string, std::string> metadata_;
};

// Converts numbers stored as `tensor` says to T, in row-major order.
template <Element T>
void read_numbers(InputStream& in, const StoredTensor& tensor, T* to, const ReadOptions& options);

template <Element T>
NamedTensors<T> read_all(const TensorFile& file, const ReadOptions& options);

template <Element T>
Tensor<T> read_one(const TensorFile& file, const std::string& name, const ReadOptions& options);

std::vector<TensorInfo> infos_of(const TensorFile& file);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/tensor_file_impl.hpp"
#endif
