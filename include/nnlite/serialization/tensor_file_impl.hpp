#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/kernels/permute.hpp"
#include "nnlite/serialization/element_type.hpp"
#include "nnlite/serialization/tensor_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// Converts values of `type`, in the other byte order if `swapped`, to T.
template <Element T>
void read_elements(InputStream& in, ElementType type, bool swapped, std::size_t count, T* to,
                   const ReadOptions& options) {
    constexpr std::string_view what = "numbers";
    if (type == element_type_of<T>() && !swapped && !std::is_same_v<T, bool>) {
        return in.read(to, count * sizeof(T), what);
    }
    const std::size_t bytes = facts(type).bytes, block = 1 << 15;
    const Workspace<std::uint8_t> raw(std::min(count, block) * bytes);
    for (std::size_t begin = 0; begin < count; begin += block) {
        const std::size_t part = std::min(block, count - begin);
        in.read(raw.data(), part * bytes, what);
        for (std::size_t i = 0; swapped && i < part; ++i) {
            std::reverse(raw.data() + i * bytes, raw.data() + (i + 1) * bytes);
        }
        const auto refused =
            convert_elements<T>(type, raw.data(), part, to + begin, options.allow_rounding);
        if (refused) {
            const bool can_round = std::is_floating_point_v<T> && type != ElementType::boolean;
            in.fail("expected values that ", type_name(element_type_of<T>()), " can hold, got ",
                    *refused, can_round ? "; to round them: .allow_rounding = true" : "");
        }
    }
}

// Converts numbers stored as `tensor` says to T, in row-major order.
template <Element T>
void read_numbers(InputStream& in, const StoredTensor& tensor, T* to, const ReadOptions& options) {
    const std::size_t count = element_count(tensor.shape), rank = tensor.shape.size();
    if (!tensor.fortran_order || rank < 2) {
        return read_elements(in, tensor.type, tensor.swapped, count, to, options);
    }
    const Workspace<T> columns(count);
    read_elements(in, tensor.type, tensor.swapped, count, columns.data(), options);
    Shape backwards(rank), stored(tensor.shape.rbegin(), tensor.shape.rend());
    std::iota(backwards.rbegin(), backwards.rend(), std::size_t{0});
    using Moved = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;
    kernels::permute(stored, backwards, reinterpret_cast<const Moved*>(columns.data()),
                     reinterpret_cast<Moved*>(to));
}

template <Element T>
void TensorFile::read(const StoredTensor& entry, T* to, const ReadOptions& options) const {
    const std::unique_ptr<InputStream> in = open(entry);
    read_numbers(*in, entry, to, options);
    in->finish();
}

template <Element T>
NamedTensors<T> read_all(const TensorFile& file, const ReadOptions& options) {
    NamedTensors<T> result;
    for (const auto& entry : file.entries()) {
        Tensor<T>& tensor = result[entry.name] = empty_tensor<T>(entry.shape);
        file.read(entry, tensor.data(), options);
    }
    return result;
}

template <Element T>
Tensor<T> read_one(const TensorFile& file, const std::string& name, const ReadOptions& options) {
    std::string names;
    for (const auto& entry : file.entries()) {
        if (entry.name == name) {
            Tensor<T> result = empty_tensor<T>(entry.shape);
            file.read(entry, result.data(), options);
            return result;
        }
        names += (names.empty() ? "" : ", ") + entry.name;
    }
    file.input().fail("expected a tensor ", name, ", got ", names.empty() ? "none" : names);
}

NNLITE_INLINE std::unique_ptr<InputStream> TensorFile::open(const StoredTensor& entry) const {
    return std::make_unique<InputStream>(file_, entry.name, entry.begin, entry.end - entry.begin);
}

NNLITE_INLINE std::vector<TensorInfo> infos_of(const TensorFile& file) {
    std::vector<TensorInfo> infos;
    for (const StoredTensor& entry : file.entries()) {
        infos.push_back({entry.name, entry.shape, std::string(type_name(entry.type))});
    }
    return infos;
}

NNLITE_INLINE void fail_for_ending(std::string_view place, const std::string& path,
                                   const std::vector<std::string_view>& endings) {
    std::string known;
    for (std::size_t i = 0; i < endings.size(); ++i) {
        known += text_of(i == 0 ? "" : i + 1 < endings.size() ? ", " : " or ", endings[i]);
    }
    fail<ValueError>(place, ": expected a path that ends in ", known, ", got ", path);
}

}  // namespace nnlite::detail
