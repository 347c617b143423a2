#pragma once

#include "nnlite/layers/option_fields.hpp"
#include "nnlite/layers/sample_shape.hpp"
#include "nnlite/layers/zero_pad2d.hpp"
#include "nnlite/ops/zero_pad2d.hpp"

namespace nnlite::inline NNLITE_ABI {

template <class T>
Shape ZeroPad2d<T>::build(const Shape& input, Generator&) {
    detail::require_image("ZeroPad2d", input);
    detail::require_given("ZeroPad2d", padding_);
    return {padding_.top + input[0] + padding_.bottom, padding_.left + input[1] + padding_.right,
            input[2]};
}

}  // namespace nnlite
