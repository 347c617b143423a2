#pragma once

#include "nnlite/core/shape.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/layers/group_norm.hpp"
#include "nnlite/layers/layer.hpp"
#include "nnlite/ops/group_norm.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape GroupNorm<T>::build(const Shape& input, Generator&) {
    if (input.empty() || detail::element_count(input) == 0) {
        fail<ShapeError>("GroupNorm: expected samples [..., channels], got ", input);
    }
    if (input.back() % groups_ != 0) {
        fail<ShapeError>("GroupNorm: expected channels that ", groups_, " groups divide, got ",
                         input);
    }
    if (options_.affine) {
        weight = Variable<T>(full_tensor<T>({input.back()}, T(1)), true);
        bias = Variable<T>(full_tensor<T>({input.back()}, T(0)), true);
    }
    return input;
}

template <class T>
Variable<T> GroupNorm<T>::forward(const Variable<T>& x) const {
    if (!options_.affine) { return group_norm(x, groups_, options_.eps); }
    this->require_built(weight);
    return group_norm(x, groups_, weight, bias, options_.eps);
}

template <class T>
void GroupNorm<T>::visit(Visitor<T>& visitor) {
    if (!options_.affine) { return; }
    visitor.parameter("weight", weight);
    visitor.parameter("bias", bias);
}

template <class T>
void GroupNorm<T>::visit_options(OptionVisitor<T>& visitor) {
    visitor.field("groups", groups_);
    visit_fields(visitor, options_);
    if (visitor.sets()) { *this = GroupNorm(groups_, options_); }
}

}  // namespace nnlite
