#pragma once

#include <concepts>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/data/tensor_info.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/element_type.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Tensors by name.
template <class T = float>
using NamedTensors = std::map<std::string, Tensor<T>>;

namespace detail {

// A tensor that is to be written. It is not copied: it must live until then. Of any other array
// the view holds a copy.
struct TensorView {
    std::string name;
    Shape shape;
    ElementType type;
    const void* data;

    template <Element T>
    TensorView(std::string its_name, const Tensor<T>& values)
        : name(std::move(its_name)),
          shape(values.shape()),
          type(element_type_of<T>()),
          data(values.data()) {}

    template <OtherArray E>
    requires Element<typename E::value_type> TensorView(std::string its_name, const E& array)
        : TensorView(std::move(its_name),
                     std::make_shared<const Tensor<typename E::value_type>>(tensor_from(array))) {}

    std::size_t bytes() const { return element_count(shape) * facts(type).bytes; }

   private:
    template <class T>
    TensorView(std::string its_name, std::shared_ptr<const Tensor<T>> values)
        : TensorView(std::move(its_name), *values) {
        copy_ = std::move(values);
    }

    std::shared_ptr<const void> copy_;
};

// Views of all tensors, to be written.
template <class T>
std::vector<TensorView> views_of(const NamedTensors<T>& tensors);

// A tensor of a file.
struct StoredTensor {
    std::string name;
    Shape shape;
    ElementType type;
};

template <std::derived_from<StoredTensor> Entry>
std::vector<TensorInfo> infos_of(const std::vector<Entry>& entries) {
    std::vector<TensorInfo> infos;
    for (const Entry& entry : entries) {
        infos.push_back({entry.name, entry.shape, std::string(type_name(entry.type))});
    }
    return infos;
}

void require_distinct_names(std::string_view place, const std::vector<TensorView>& tensors);

// Converts values of `type`, in the other byte order if `swapped`, to T.
template <Element T>
void read_elements(InputStream& in, ElementType type, bool swapped, std::size_t count, T* to,
                   const ReadOptions& options);

// All tensors of a File, which has entries() and read(entry, to, options).
template <Element T, class File>
NamedTensors<T> read_all(const File& file, const ReadOptions& options) {
    NamedTensors<T> result;
    for (const auto& entry : file.entries()) {
        Tensor<T>& tensor = result[entry.name] = empty_tensor<T>(entry.shape);
        file.read(entry, tensor.data(), options);
    }
    return result;
}

template <Element T, class File>
Tensor<T> read_one(const InputFile& input, const File& file, const std::string& name,
                   const ReadOptions& options) {
    std::string names;
    for (const auto& entry : file.entries()) {
        if (entry.name == name) {
            Tensor<T> result = empty_tensor<T>(entry.shape);
            file.read(entry, result.data(), options);
            return result;
        }
        names += (names.empty() ? "" : ", ") + entry.name;
    }
    input.fail("expected a tensor ", name, ", got ", names.empty() ? "none" : names);
}

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/named_tensors_impl.hpp"
#endif
