#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace nnlite {

namespace detail {

inline constexpr std::size_t cache_line = 64;

// Size classes: four steps between powers of two, so at most a quarter of a block is unused.
// 0 -> 64 bytes, 1 -> 80, ... every class is rounded up to whole cache lines when allocated.
constexpr std::size_t size_class(std::size_t bytes) {
    if (bytes <= 64) { return 0; }
    const std::size_t log = std::bit_width(bytes - 1) - 1;  // 2^log < bytes <= 2^(log + 1)
    const std::size_t quarter = (bytes - 1 - (std::size_t{1} << log)) >> (log - 2);
    return (log - 6) * 4 + quarter + 1;
}

constexpr std::size_t class_bytes(std::size_t index) {
    if (index == 0) { return 64; }
    const std::size_t log = (index - 1) / 4 + 6;
    const std::size_t quarter = (index - 1) % 4 + 1;
    const std::size_t bytes = (std::size_t{1} << log) + (quarter << (log - 2));
    return (bytes + cache_line - 1) / cache_line * cache_line;
}

// A block is a cache line with its size class, then the memory handed out.
struct BlockHeader {
    std::size_t index;
    BlockHeader* next;  // while it is free
};

inline constexpr std::size_t class_count = 232;

// When 512 requests in a row have found a free block, the program repeats itself. A request without
// one then takes a block of up to eight times its size: the last, smaller batch of an epoch fits
// into what the whole batches used.
inline constexpr std::size_t settled_hits = 512;
inline constexpr std::size_t settled_reach = 12;

// One thread's freed blocks, an intrusive list per size class.
struct BlockCache {
    std::array<BlockHeader*, class_count> free_blocks{};
    std::size_t hits = 0;

    void clear() noexcept {
        for (BlockHeader*& head : free_blocks) {
            while (head != nullptr) {
                BlockHeader* block = head;
                head = block->next;
                ::operator delete (block, std::align_val_t{cache_line});
            }
        }
    }
    ~BlockCache();
};

// Plain pointer: it stays readable while a thread's other thread_local objects are destroyed.
inline thread_local bool block_cache_gone = false;

inline BlockCache::~BlockCache() {
    clear();
    block_cache_gone = true;
}

inline BlockCache& block_cache() {
    static thread_local BlockCache cache;
    return cache;
}

inline void* memory_of(BlockHeader* block) {
    return reinterpret_cast<std::byte*>(block) + cache_line;
}

// Asks for pages of 2 MB, where the system has them on request: what streams through large tensors
// waits less for addresses (a convolution's first layer by a tenth).
inline void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
    constexpr std::size_t page = 4096, worth = std::size_t{4} << 20;
    if (bytes < worth) { return; }
    const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
    madvise(reinterpret_cast<void*>(begin), bytes - page, MADV_HUGEPAGE);  // advice: may fail
#endif
}

inline void* allocate_block(std::size_t bytes) {
    const std::size_t index = size_class(bytes);
    if (!block_cache_gone) {
        BlockCache& cache = block_cache();
        const std::size_t reach = cache.hits < settled_hits ? 0 : settled_reach;
        const std::size_t last = std::min(index + reach, class_count - 1);
        for (std::size_t i = index; i <= last; ++i) {
            if (BlockHeader* block = cache.free_blocks[i]) {
                cache.free_blocks[i] = block->next;
                ++cache.hits;
                return memory_of(block);
            }
        }
        cache.hits = 0;
    }
    const std::size_t size = cache_line + class_bytes(index);
    void* memory = ::operator new (size, std::align_val_t{cache_line});
    prefer_large_pages(memory, size);
    return memory_of(new (memory) BlockHeader{index, nullptr});
}

inline void free_block(void* pointer) noexcept {
    auto* block = reinterpret_cast<BlockHeader*>(static_cast<std::byte*>(pointer) - cache_line);
    if (block_cache_gone) { return ::operator delete (block, std::align_val_t{cache_line}); }
    BlockHeader*& head = block_cache().free_blocks[block->index];
    block->next = head;
    head = block;
}

// What this thread may still take; see AllocationLimit.
inline constexpr std::size_t any_allocation = ~std::size_t{0};
inline thread_local std::size_t allocation_room = any_allocation;

}  // namespace detail

/// While it lives, all that the calling thread takes from Allocators may sum up to `bytes`,
/// whatever it gives back; more is a std::bad_alloc. For sizes that somebody else's file says.
class AllocationLimit {
   public:
    explicit AllocationLimit(std::size_t bytes)
        : before_(std::exchange(detail::allocation_room, bytes)) {}
    AllocationLimit(const AllocationLimit&) = delete;
    AllocationLimit& operator=(const AllocationLimit&) = delete;
    ~AllocationLimit() { detail::allocation_room = before_; }

   private:
    std::size_t before_;
};

/// Gives the calling thread's cached blocks back to the system.
inline void release_cached_memory() noexcept {
    if (!detail::block_cache_gone) { detail::block_cache().clear(); }
}

/// Standard allocator of 64-byte aligned blocks. Freed blocks wait in a cache of the freeing thread
/// and serve later requests of about their size, so a warm training step calls no malloc.
/// Throws: std::bad_array_new_length, std::bad_alloc.
template <class T>
class Allocator {
   public:
    using value_type = T;
    using propagate_on_container_move_assignment = std::true_type;
    using is_always_equal = std::true_type;

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

/// std::vector on the caching allocator.
template <class T>
using Vector = std::vector<T, Allocator<T>>;

/// Room for `count` numbers that a kernel writes before it reads them: unlike a Vector's, they have
/// no value at the start.
/// Throws: std::bad_array_new_length, std::bad_alloc.
template <class T>
class Workspace {
    static_assert(std::is_trivially_copyable_v<T>);

   public:
    explicit Workspace(std::size_t count) : data_(Allocator<T>().allocate(count)) {}
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;
    ~Workspace() { detail::free_block(data_); }
    T* data() const { return data_; }

   private:
    T* data_;
};

}  // namespace nnlite
