#pragma once

#include <utility>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A member that is true until its object is moved from.
class Here {
   public:
    Here() = default;
    Here(Here&& other) noexcept : here_(std::exchange(other.here_, false)) {}
    Here& operator=(Here&& other) noexcept {
        here_ = std::exchange(other.here_, false);
        return *this;
    }
    ~Here() = default;
    explicit operator bool() const { return here_; }

   private:
    bool here_ = true;
};

}  // namespace nnlite::detail
