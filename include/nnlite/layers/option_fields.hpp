#pragma once

#include <string_view>
#include <vector>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/kernels/conv2d_shape.hpp"
#include "nnlite/ops/image_size.hpp"

// How the types of layers' options are written and read; see FieldVisitor.

namespace nnlite::inline NNLITE_ABI {

/// The names of an enumeration's values in their order, as files have them.
std::vector<std::string_view> names_of(Conv2dAlgorithm);

void visit_fields(FieldVisitor& visitor, Size2d& size);

void visit_fields(FieldVisitor& visitor, Padding& padding);

namespace detail {

template <class Options>
void visit_convolution(FieldVisitor& visitor, Options& options) {
    visitor.field("stride", options.stride);
    visitor.field("padding", options.padding);
    visitor.field("dilation", options.dilation);
    visitor.field("groups", options.groups);
}

template <class Size, class Options>
void visit_pool(FieldVisitor& visitor, Size& size, Options& options) {
    visitor.field("size", size);
    visitor.field("stride", options.stride);
    visitor.field("padding", options.padding);
}

}  // namespace detail

}  // namespace nnlite

#if !defined(NNLITE_COMPILED) || defined(NNLITE_DEFINE_LAYERS)
#include "nnlite/layers/option_fields_impl.hpp"
#endif
