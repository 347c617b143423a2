#pragma once

#include <cstddef>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"

namespace nnlite {

/// A Workspace of `count` numbers for each thread of a parallel_for, on cache lines of its own.
/// Throws: std::bad_array_new_length, std::bad_alloc.
template <class T>
class ThreadRooms {
   public:
    explicit ThreadRooms(std::size_t count)
        : stride_((count + line - 1) / line * line),
          rooms_(static_cast<std::size_t>(num_threads()) * stride_) {}

    /// The calling thread's.
    T* own() const { return rooms_.data() + thread_index() * stride_; }

   private:
    static constexpr std::size_t line = (detail::cache_line + sizeof(T) - 1) / sizeof(T);

    std::size_t stride_;
    Workspace<T> rooms_;
};

}  // namespace nnlite
