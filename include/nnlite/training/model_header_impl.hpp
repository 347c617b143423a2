#pragma once

#include <cstdint>
#include <string>

#include "nnlite/core/inline.hpp"
#include "nnlite/core/tensor.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/random/generator.hpp"
#include "nnlite/serialization/element_type.hpp"
#include "nnlite/training/model_header.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

NNLITE_INLINE bool is_saved_sample(const Shape& sample) {
    const auto bytes = byte_count(sample, ElementType::u8);
    return bytes && *bytes > 0 && *bytes <= std::uint64_t{1} << 31;
}

NNLITE_INLINE Json json_of_state(Generator& generator) {
    FieldVisitor visitor;
    generator.visit_state(visitor);
    return visitor.result();
}

NNLITE_INLINE void set_state(Generator& generator, const Json& json, const std::string& place) {
    FieldVisitor visitor(json, place);
    generator.visit_state(visitor);
    visitor.finish();
}

}  // namespace nnlite::detail
