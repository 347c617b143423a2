#pragma once

#include <cstddef>

#include "nnlite/core/allocator.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/thread_pool.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A Workspace of `count` elements for each thread of a parallel_for, on cache lines of its own.
// While it lives, loops of the thread that made it have at most as many threads as workspaces,
// whatever set_num_threads() says meanwhile. Throws: std::bad_array_new_length, std::bad_alloc.
template <class T>
class ThreadRooms {
   public:
    explicit ThreadRooms(std::size_t count)
        : stride_((count + line - 1) / line * line),
          rooms_(static_cast<std::size_t>(threads_) * stride_) {
        pinned_threads() = threads_;
    }
    ThreadRooms(const ThreadRooms&) = delete;
    ThreadRooms& operator=(const ThreadRooms&) = delete;
    ~ThreadRooms() { pinned_threads() = before_; }

    // The calling thread's.
    T* own() const { return rooms_.data() + (thread_index() - first_) * stride_; }

   private:
    static constexpr std::size_t line = (cache_line + sizeof(T) - 1) / sizeof(T);

    // One made in a chunk serves that chunk's thread alone.
    bool nested_ = ThreadPool::inside();
    std::size_t first_ = nested_ ? thread_index() : 0;
    int threads_ = nested_ ? 1 : loop_threads();
    int before_ = pinned_threads();
    std::size_t stride_;
    Workspace<T> rooms_;
};

}  // namespace nnlite::detail
