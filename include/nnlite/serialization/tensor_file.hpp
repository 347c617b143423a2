#pragma once

#include <concepts>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/data/tensor_info.hpp"
#include "nnlite/fields/type_list.hpp"
#include "nnlite/io/atomic_file.hpp"
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

template <Element T>
NamedTensors<T> read_all(const TensorFile& file, const ReadOptions& options);

template <Element T>
Tensor<T> read_one(const TensorFile& file, const std::string& name, const ReadOptions& options);

std::vector<TensorInfo> infos_of(const TensorFile& file);

// A format of named tensors, such as Npz, has
//     name        npz, as in write_npz();
//     endings     of paths, such as {".npz"};
//     Options     of write_npz(); `compress` and `metadata` are also those of save_weights();
//     File        a TensorFile, made from an InputFile, for reading and listing;
//     write()     to an empty file.
// One word in serialization/all.hpp makes save_weights() and load_weights() know it.
template <class Format>
concept TensorFormat = std::derived_from<typename Format::File, TensorFile> &&
    std::constructible_from<typename Format::File, const InputFile&> &&
    requires(AtomicFile& file, const std::vector<TensorView>& tensors,
             const typename Format::Options& options) {
    { Format::name } -> std::convertible_to<std::string_view>;
    { *std::ranges::begin(Format::endings) } -> std::convertible_to<std::string_view>;
    Format::write(file, tensors, options);
};

template <TensorFormat Format>
void write_tensors(const std::string& path, const std::vector<TensorView>& tensors,
                   const typename Format::Options& options) {
    const std::string place = text_of("write_", Format::name);
    require_distinct_names(place, tensors);
    AtomicFile file(place, path);
    Format::write(file, tensors, options);
    file.commit();
}

// Throws: ValueError that lists these endings.
[[noreturn]] void fail_for_ending(std::string_view place, const std::string& path,
                                  const std::vector<std::string_view>& endings);

// Calls use(Format{}) for the format to which the path's ending belongs.
template <TensorFormat... Formats, class Use>
void with_format(TypeList<Formats...>, std::string_view place, const std::string& path, Use&& use) {
    std::vector<std::string_view> endings;
    const auto use_if = [&](auto format) {
        for (const std::string_view ending : format.endings) {
            endings.push_back(ending);
            if (path.ends_with(ending)) { return use(format), true; }
        }
        return false;
    };
    if (!(use_if(Formats{}) || ...)) { fail_for_ending(place, path, endings); }
}

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/tensor_file_impl.hpp"
#endif
