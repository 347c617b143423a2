#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nnlite/data/tensor_info.hpp"
#include "nnlite/fields/type_list.hpp"
#include "nnlite/io/atomic_file.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/named_tensors.hpp"
#include "nnlite/serialization/tensor_file.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A format of named tensors, such as Npz, has
//     name        npz, as in write_npz();
//     endings     of paths, such as {".npz"};
//     Options     of write_npz(); `compress` and `metadata` are those of save_weights();
//     File        a TensorFile, made from an InputFile; if it does not read what other tensors
//     need,
//                 also from an InputFile and a tensor's name;
//     write()     to an empty file.
// The functions below are its functions for programs. One word in serialization/all.hpp makes
// save_weights() and load_weights() know it.
template <class Format>
concept TensorFormat = std::derived_from<typename Format::File, TensorFile> &&
    requires(AtomicFile& file, const std::vector<TensorView>& tensors,
             const typename Format::Options& options) {
    { Format::name } -> std::convertible_to<std::string_view>;
    { *std::ranges::begin(Format::endings) } -> std::convertible_to<std::string_view>;
    Format::write(file, tensors, options);
};

template <TensorFormat Format>
std::vector<TensorInfo> list_tensors(const std::string& path) {
    const InputFile input(text_of("list_", Format::name), path);
    return infos_of(typename Format::File(input));
}

template <Element T, TensorFormat Format>
NamedTensors<T> read_tensors(const std::string& path, const ReadOptions& options) {
    const InputFile input(text_of("read_", Format::name), path);
    return read_all<T>(typename Format::File(input), options);
}

template <Element T, TensorFormat Format>
NamedTensors<T> read_tensors(std::span<const std::uint8_t> bytes, std::string_view name,
                             const ReadOptions& options) {
    const InputFile input(text_of("read_", Format::name), name, bytes);
    return read_all<T>(typename Format::File(input), options);
}

template <Element T, TensorFormat Format>
Tensor<T> read_tensor(const std::string& path, const std::string& name,
                      const ReadOptions& options) {
    using File = typename Format::File;
    const InputFile input(text_of("read_", Format::name), path);
    if constexpr (std::is_constructible_v<File, const InputFile&, const std::string&>) {
        return read_one<T>(File(input, name), name, options);
    } else {
        return read_one<T>(File(input), name, options);
    }
}

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
#include "nnlite/serialization/tensor_format_impl.hpp"
#endif
