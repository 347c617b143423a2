#pragma once

#include <cstddef>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include "nnlite/core/block_cache.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// How much this thread may still allocate; see AllocationLimit.
inline constexpr std::size_t any_allocation = ~std::size_t{0};
inline thread_local std::size_t allocation_room = any_allocation;

// While it lives, all that the calling thread takes from Allocators may sum up to `bytes`,
// whatever it gives back; more is a std::bad_alloc. For sizes that somebody else's file says.
class AllocationLimit {
   public:
    explicit AllocationLimit(std::size_t bytes) : before_(std::exchange(allocation_room, bytes)) {}
    AllocationLimit(const AllocationLimit&) = delete;
    AllocationLimit& operator=(const AllocationLimit&) = delete;
    ~AllocationLimit() { allocation_room = before_; }

   private:
    std::size_t before_;
};

}  // namespace detail

/// Gives cached blocks back to the system: the calling thread's at once, another thread's when it
/// next takes one, or ends.
inline void release_cached_memory() noexcept { detail::release_blocks(); }

/// Standard allocator of 64-byte aligned blocks. A block freed by the thread that allocated it
/// stays in that thread's cache for later requests of similar size, so training steps call no
/// malloc after the first ones; a block freed by another thread goes back to the allocating thread
/// or the system. With NNLITE_EXACT_ALLOCATIONS there is no cache.
/// Throws: std::bad_array_new_length, std::bad_alloc.
template <class T>
class Allocator {
   public:
    /// The interface of a standard allocator.
    using value_type = T;
    using propagate_on_container_move_assignment = std::true_type;

    Allocator() noexcept = default;
    template <class U>
    // Standard allocators convert between value types.
    Allocator(const Allocator<U>&) noexcept {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] T* allocate(std::size_t count) {
        if (count > (std::size_t{1} << 62) / sizeof(T)) { throw std::bad_array_new_length(); }
        if (detail::allocation_room != detail::any_allocation) {
            if (count * sizeof(T) > detail::allocation_room) { throw std::bad_alloc(); }
            detail::allocation_room -= count * sizeof(T);
        }
        return static_cast<T*>(detail::allocate_block(count * sizeof(T)));
    }
    void deallocate(T* pointer, std::size_t) noexcept { detail::free_block(pointer); }
    friend bool operator==(const Allocator&, const Allocator&) noexcept { return true; }
};

namespace detail {

// std::vector on the caching allocator.
template <class T>
using Vector = std::vector<T, Allocator<T>>;

// Workspace for `count` numbers that a kernel writes before it reads them: unlike a Vector's, they
// have no value at the start. Throws: std::bad_array_new_length, std::bad_alloc.
template <class T>
class Workspace {
    static_assert(std::is_trivially_copyable_v<T>);

   public:
    explicit Workspace(std::size_t count) : data_(Allocator<T>().allocate(count)) {}
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;
    ~Workspace() { free_block(data_); }
    T* data() const { return data_; }

   private:
    T* data_;
};

}  // namespace detail

}  // namespace nnlite
