#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>
#include <utility>

#ifdef __linux__
#include <sys/mman.h>
#endif

#include "nnlite/core/block_cache.hpp"
#include "nnlite/core/inline.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

#if NNLITE_EXACT_ALLOCATIONS

NNLITE_INLINE void* allocate_block(std::size_t bytes) {
    return ::operator new (bytes, std::align_val_t{cache_line});
}

NNLITE_INLINE void free_block(void* pointer) noexcept {
    ::operator delete (pointer, std::align_val_t{cache_line});
}

NNLITE_INLINE void release_blocks() noexcept {}

#else

struct Mailbox;

// A block is a cache line with this, then the memory handed out.
struct BlockHeader {
    std::size_t index;     // its size class
    Mailbox* owner;        // of the thread that asked the system for it
    BlockHeader* next;     // while it is free,
    std::size_t freed_at;  // since this request of the owner
};

inline constexpr std::size_t class_count = 232;

// After 512 consecutive requests that found a free block, the program is repeating itself. A
// request without one then takes a block of up to eight times its size: the last, smaller batch of
// an epoch fits into blocks of the whole batches.
inline constexpr std::size_t settled_hits = 512;
inline constexpr std::size_t settled_reach = 12;

// A training step has fewer requests. Blocks unused for so many are returned to the system when a
// request finds no block: the program now does something else.
inline constexpr std::size_t trim_period = std::size_t{1} << 16;

// About so many bytes are kept for a thread that may never allocate again.
inline constexpr std::size_t mailbox_bytes = std::size_t{1} << 26;

// How often release_cached_memory() was called: each thread clears its own cache when it sees that.
inline std::atomic<std::size_t> releases{0};

inline void give_back(BlockHeader* block) noexcept {
    ::operator delete (block, std::align_val_t{cache_line});
}

// Where other threads put blocks that they free, for the thread that allocated them. It outlives
// its thread, because blocks do, and a later thread reuses it.
struct Mailbox {
    std::atomic<BlockHeader*> head{nullptr};
    std::atomic<std::size_t> bytes{0};
    std::atomic<bool> open{true};
    Mailbox* next = nullptr;  // while it has no owner

    void put(BlockHeader* block) noexcept {
        const std::size_t size = class_bytes(block->index);
        if (!open.load() || bytes.load(std::memory_order_relaxed) + size > mailbox_bytes) {
            return give_back(block);
        }
        bytes.fetch_add(size, std::memory_order_relaxed);
        block->next = head.load(std::memory_order_relaxed);
        while (!head.compare_exchange_weak(block->next, block, std::memory_order_release,
                                           std::memory_order_relaxed)) {}
    }
    BlockHeader* take_all() noexcept {
        bytes.store(0, std::memory_order_relaxed);
        return head.exchange(nullptr, std::memory_order_acquire);
    }
};

// Mailboxes of threads that have ended.
struct SpareMailboxes {
    std::mutex guard;
    Mailbox* head = nullptr;

    static SpareMailboxes& shared() {
        static auto* const spare = new SpareMailboxes;  // threads may end after static objects
        return *spare;
    }
    Mailbox* take() {
        const std::lock_guard lock(guard);
        if (head == nullptr) { return new Mailbox; }
        Mailbox* const mailbox = std::exchange(head, head->next);
        mailbox->open = true;
        return mailbox;
    }
    void put(Mailbox* mailbox) {
        const std::lock_guard lock(guard);
        mailbox->next = std::exchange(head, mailbox);
    }
};

// One thread's free blocks, an intrusive list per size class, the last freed first. It allocated
// all of them: a thread that only frees blocks of others keeps nothing.
struct BlockCache {
    std::array<BlockHeader*, class_count> free_blocks{};
    Mailbox* mailbox = nullptr;
    std::size_t hits = 0;  // consecutive requests that found a block
    std::size_t requests = 0;
    std::size_t trimmed_at = 0;
    std::size_t releases_seen = 0;

    void push(BlockHeader* block) noexcept {
        block->freed_at = requests;
        block->next = std::exchange(free_blocks[block->index], block);
    }
    // A free block for the size class or a larger one; nullptr if there is none.
    BlockHeader* take(std::size_t index) noexcept {
        if (releases.load(std::memory_order_relaxed) != releases_seen) { clear(); }
        ++requests;
        BlockHeader* const block = find(index);
        return block == nullptr ? collect_and_find(index) : block;
    }
    [[gnu::noinline]] BlockHeader* collect_and_find(std::size_t index) noexcept {
        if (collect()) {
            if (BlockHeader* block = find(index)) { return block; }
        }
        hits = 0;
        if (requests - trimmed_at >= trim_period) { trim(); }
        return nullptr;
    }
    BlockHeader* find(std::size_t index) noexcept {
        const std::size_t reach = hits < settled_hits ? 0 : settled_reach;
        const std::size_t last = std::min(index + reach, class_count - 1);
        for (std::size_t i = index; i <= last; ++i) {
            if (BlockHeader* block = free_blocks[i]) {
                free_blocks[i] = block->next;
                ++hits;
                return block;
            }
        }
        return nullptr;
    }
    // Takes the blocks that other threads have freed; false if there are none.
    bool collect() noexcept {
        BlockHeader* block = mailbox == nullptr ? nullptr : mailbox->take_all();
        const bool any = block != nullptr;
        while (block != nullptr) { push(std::exchange(block, block->next)); }
        return any;
    }
    // Returns blocks that were free since before the request.
    void release_before(std::size_t request) noexcept {
        for (BlockHeader*& head : free_blocks) {
            BlockHeader** link = &head;
            while (*link != nullptr && (*link)->freed_at >= request) { link = &(*link)->next; }
            for (BlockHeader* block = std::exchange(*link, nullptr); block != nullptr;) {
                give_back(std::exchange(block, block->next));
            }
        }
    }
    void trim() noexcept {
        release_before(requests - trim_period);
        trimmed_at = requests;
    }
    [[gnu::noinline]] void clear() noexcept {
        releases_seen = releases.load(std::memory_order_relaxed);
        collect();
        release_before(requests + 1);
    }
    ~BlockCache();
};

// Plain: it stays readable while a thread's other thread_local objects are destroyed.
inline thread_local bool block_cache_gone = false;

inline BlockCache::~BlockCache() {
    if (mailbox != nullptr) { mailbox->open = false; }
    clear();
    if (mailbox != nullptr) { SpareMailboxes::shared().put(mailbox); }
    block_cache_gone = true;
}

// The calling thread's cache; nullptr when it is gone.
inline BlockCache* block_cache() noexcept {
    if (block_cache_gone) { return nullptr; }
    static thread_local BlockCache cache;
    return &cache;
}

NNLITE_INLINE void release_blocks() noexcept {
    releases.fetch_add(1, std::memory_order_relaxed);
    if (BlockCache* const cache = block_cache()) { cache->clear(); }
}

// Requests pages of 2 MB, if the system has them on request: fewer address translations for large
// tensors (a convolution's first layer gets a tenth faster).
inline void prefer_large_pages([[maybe_unused]] void* memory, [[maybe_unused]] std::size_t bytes) {
#ifdef MADV_HUGEPAGE
    constexpr std::size_t page = 4096, worth = std::size_t{4} << 20;
    if (bytes < worth) { return; }
    const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
    madvise(reinterpret_cast<void*>(begin), bytes - page, MADV_HUGEPAGE);  // advice: may fail
#endif
}

inline void* memory_of(BlockHeader* block) {
    return reinterpret_cast<std::byte*>(block) + cache_line;
}

[[gnu::noinline]] inline void* new_block(std::size_t index, BlockCache* cache) {
    if (cache != nullptr && cache->mailbox == nullptr) {
        cache->mailbox = SpareMailboxes::shared().take();
    }
    const std::size_t size = cache_line + class_bytes(index);
    void* memory = ::operator new (size, std::align_val_t{cache_line}, std::nothrow);
    if (memory == nullptr) {  // release the cache and try again
        release_blocks();
        memory = ::operator new (size, std::align_val_t{cache_line});
    }
    prefer_large_pages(memory, size);
    Mailbox* const owner = cache == nullptr ? nullptr : cache->mailbox;
    return memory_of(new (memory) BlockHeader{index, owner, nullptr, 0});
}

NNLITE_INLINE void* allocate_block(std::size_t bytes) {
    const std::size_t index = size_class(bytes);
    BlockCache* const cache = block_cache();
    BlockHeader* const block = cache == nullptr ? nullptr : cache->take(index);
    return block == nullptr ? new_block(index, cache) : memory_of(block);
}

NNLITE_INLINE void free_block(void* pointer) noexcept {
    auto* block = reinterpret_cast<BlockHeader*>(static_cast<std::byte*>(pointer) - cache_line);
    BlockCache* const cache = block_cache();
    if (block->owner == nullptr) { return give_back(block); }
    if (cache == nullptr || block->owner != cache->mailbox) { return block->owner->put(block); }
    cache->push(block);
}

#endif

}  // namespace nnlite::detail
