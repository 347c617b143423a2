#pragma once

#include <optional>
#include <string_view>

#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/losses/all.hpp"
#include "nnlite/losses/known_losses.hpp"
#include "nnlite/losses/loss.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
std::optional<Loss<T>> known_loss(std::string_view name, FieldVisitor& options) {
    return made_by_name<Loss<T>>(AllLosses{}, name, options);
}

}  // namespace nnlite::detail
