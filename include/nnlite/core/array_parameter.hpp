#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "nnlite/core/error.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/core/to_tensor.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// An array of any element type: an xtensor container, view or expression, or a list such as
// std::vector.
template <class E>
concept NumberArray = requires {
    typename std::remove_cvref_t<E>::value_type;
}
&&std::is_arithmetic_v<typename std::remove_cvref_t<E>::value_type> &&
    (xt::is_xexpression<std::remove_cvref_t<E>>::value ||
     requires(const std::remove_cvref_t<E>& list) {
         std::begin(list) != std::end(list);
         std::size(list);
     });

// The element type decides what an array is: integers are class numbers, floating-point values are
// dense.
template <class E>
concept LabelArray = NumberArray<E> && std::integral<typename std::remove_cvref_t<E>::value_type>;
template <class E>
concept DenseArray =
    NumberArray<E> && std::floating_point<typename std::remove_cvref_t<E>::value_type>;

// The same elements in row-major order.
template <NumberArray E>
auto tensor_from(const E& numbers) {
    using Number = typename E::value_type;
    if constexpr (xt::is_xexpression<E>::value) {
        return Tensor<Number>(numbers);
    } else {
        auto result = empty_tensor<Number>({std::size(numbers)});
        std::copy(std::begin(numbers), std::end(numbers), result.data());
        return result;
    }
}

// The same as class numbers.
// Throws: ValueError if one does not fit into 32 bits.
template <LabelArray E>
Labels labels_from(const E& numbers) {
    using Number = typename E::value_type;
    const Tensor<Number> from = tensor_from(numbers);
    Labels result = empty_tensor<std::int32_t>(from.shape());
    for (std::size_t i = 0; i < from.size(); ++i) {
        const Number number = from.data()[i];
        if constexpr (sizeof(Number) >= sizeof(std::int32_t)) {
            if (!std::in_range<std::int32_t>(number)) {
                fail<ValueError>("labels: expected 32-bit integers, got ", number, " at position ",
                                 i);
            }
        }
        result.data()[i] = static_cast<std::int32_t>(number);
    }
    return result;
}

// An array for the overload of a function that takes a Tensor<T> and could not deduce T from it.
template <class E>
concept OtherArray = NumberArray<E> &&
    !std::same_as<std::remove_cvref_t<E>, Tensor<typename std::remove_cvref_t<E>::value_type>>;

// Converts an array to a parameter of type To; not defined for arrays that it does not accept.
template <class To, LabelArray E>
requires std::same_as<To, Labels> Labels converted(const E& numbers) {
    return labels_from(numbers);
}
template <class To, DenseArray E>
requires DenseArray<To> To converted(const E& numbers) {
    return to_tensor<typename To::value_type>("tensor", tensor_from(numbers));
}
template <class To, NumberArray E>
requires std::same_as<To, Tensor<bool>> && std::same_as<typename E::value_type, bool> To
converted(const E& numbers) {
    return tensor_from(numbers);
}
template <class To, NumberArray E>
requires(!NumberArray<To>) To converted(const E& numbers) {
    if constexpr (LabelArray<E>) {
        return labels_from(numbers);
    } else {
        return converted<std::variant_alternative_t<1, To>>(numbers);
    }
}

// A parameter that is Labels, a Tensor<T> or a variant of both, and accepts every array of such
// elements, without a copy if the type is the same. Other element types do not convert, so the
// element type chooses the overload.
template <class To>
class ArrayParameter {
   public:
    ArrayParameter(const To& value) : value_(&value) {}  // NOLINT(google-explicit-constructor)
    template <class E>
    requires(!std::same_as<E, To> && requires(const E& numbers) { converted<To>(numbers); })
        ArrayParameter(const E& numbers)  // NOLINT(google-explicit-constructor)
        : own_(converted<To>(numbers)), value_(&*own_) {}
    ArrayParameter(const ArrayParameter&) = delete;
    ArrayParameter& operator=(const ArrayParameter&) = delete;

    const To& operator*() const { return *value_; }
    const To* operator->() const { return value_; }
    std::size_t size() const { return value_->size(); }
    auto data() const { return value_->data(); }

   private:
    std::optional<To> own_;
    const To* value_;
};

using LabelsParameter = ArrayParameter<Labels>;

// An optional array as an option. It accepts the same arrays as a parameter of its type;
// std::optional<To> would also convert others.
template <class To>
class OptionalArray : public std::optional<To> {
   public:
    OptionalArray() = default;
    OptionalArray(std::nullopt_t) {}        // NOLINT(google-explicit-constructor)
    OptionalArray(std::optional<To> array)  // NOLINT(google-explicit-constructor)
        : std::optional<To>(std::move(array)) {}
    template <NumberArray E>
    requires requires(const E& numbers) { converted<To>(numbers); }
    OptionalArray(const E& numbers)  // NOLINT(google-explicit-constructor)
        : std::optional<To>(converted<To>(numbers)) {}
    template <NumberArray E>
    requires(!requires(const E& numbers) { converted<To>(numbers); }) OptionalArray(const E&)
    = delete;
};

}  // namespace detail

}  // namespace nnlite
