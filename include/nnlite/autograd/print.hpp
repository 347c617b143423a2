#pragma once

#include <concepts>
#include <ostream>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/tensor_io.hpp"

namespace nnlite::inline NNLITE_ABI {

/// Writes the value in xtensor's format: "{ 1.,  2.}". nnlite.hpp does not include this header: it
/// takes a second to compile.
template <std::floating_point T>
std::ostream& operator<<(std::ostream& out, const Variable<T>& variable) {
    return out << variable.value();
}

}  // namespace nnlite
