#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/io/input_file.hpp"
#include "nnlite/serialization/element_type.hpp"
#include "nnlite/serialization/named_tensors.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::vector<TensorView> views_of(const NamedTensors<T>& tensors) {
    std::vector<TensorView> views;
    for (const auto& [name, tensor] : tensors) { views.emplace_back(name, tensor); }
    return views;
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE void require_distinct_names(std::string_view place,
                                          const std::vector<TensorView>& tensors) {
    std::set<std::string_view> names;
    for (const TensorView& tensor : tensors) {
        if (!names.insert(tensor.name).second) {
            fail<ValueError>(place, ": expected different names, got ", tensor.name, " twice");
        }
    }
}

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

}  // namespace nnlite::detail
