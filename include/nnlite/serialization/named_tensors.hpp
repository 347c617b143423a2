#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/core/shape.hpp"
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

    // Holds the tensor.
    template <Element T>
    TensorView(std::string its_name, Tensor<T>&& values)
        : TensorView(std::move(its_name), std::make_shared<const Tensor<T>>(std::move(values))) {}

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

void require_distinct_names(std::string_view place, const std::vector<TensorView>& tensors);

}  // namespace detail

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/serialization/named_tensors_impl.hpp"
#endif
