#pragma once

#include <string_view>
#include <vector>

#include "nnlite/core/inline.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/kernels/conv2d_shape.hpp"
#include "nnlite/layers/option_fields.hpp"
#include "nnlite/ops/image_size.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE std::vector<std::string_view> names_of(Conv2dAlgorithm) {
    return {"fastest", "precise", "direct", "winograd_2x2", "winograd_4x4"};
}

NNLITE_INLINE void visit_fields(FieldVisitor& visitor, Size2d& size) {
    visitor.field("height", size.height);
    visitor.field("width", size.width);
    if (visitor.sets()) { size = Size2d(size.height, size.width); }  // which checks them
}

NNLITE_INLINE void visit_fields(FieldVisitor& visitor, Padding& padding) {
    visitor.field("same", padding.is_same);
    visitor.field("top", padding.top);
    visitor.field("bottom", padding.bottom);
    visitor.field("left", padding.left);
    visitor.field("right", padding.right);
    if (visitor.sets()) { Padding(padding.top, padding.bottom, padding.left, padding.right); }
}

}  // namespace nnlite
