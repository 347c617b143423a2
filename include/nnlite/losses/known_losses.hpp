#pragma once

#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/losses/loss.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The library's loss of that name, with options that the visitor sets; none if there is no such.
// Throws: FileError if they do not fit.
template <class T = float>
std::optional<Loss<T>> known_loss(std::string_view name, FieldVisitor& options);

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/losses/known_losses_impl.hpp"
#endif
