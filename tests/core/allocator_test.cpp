#include "nnlite/core/allocator.hpp"
#include "nnlite/core/inline.hpp"

// Its definitions stand in nnlite::compiled too.
#undef NNLITE_INLINE
#define NNLITE_INLINE inline
#include "nnlite/core/block_cache_impl.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <fstream>
#include <mutex>
#include <new>
#include <thread>
#include <vector>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#include "support/catch.hpp"

using nnlite::Allocator;

namespace {
// Made before its thread's cache, so it is destroyed after it.
thread_local nnlite::detail::Vector<int> outlives_the_cache;

#if !NNLITE_EXACT_ALLOCATIONS

using Block = nnlite::detail::Vector<char>;

constexpr std::size_t mega = std::size_t{1} << 20;

// A block with memory behind all of it.
[[maybe_unused]] Block batch(std::size_t bytes) {
    Block block;
    block.reserve(bytes);
    for (std::size_t i = 0; i < bytes; i += 4096) { block.data()[i] = 1; }
    return block;
}

// A queue of two: what one thread makes, another drops.
class Queue {
   public:
    void push(Block block) {
        std::unique_lock lock(guard_);
        changed_.wait(lock, [&] { return blocks_.size() < 2; });
        blocks_.push_back(std::move(block));
        changed_.notify_all();
    }
    Block pop() {
        std::unique_lock lock(guard_);
        changed_.wait(lock, [&] { return !blocks_.empty(); });
        Block block = std::move(blocks_.front());
        blocks_.pop_front();
        changed_.notify_all();
        return block;
    }

   private:
    std::mutex guard_;
    std::condition_variable changed_;
    std::deque<Block> blocks_;
};

// The memory that this process has, or its address space, in bytes.
[[maybe_unused]] std::size_t memory_now(bool address_space = false) {
    std::size_t pages[2] = {};
    std::ifstream("/proc/self/statm") >> pages[0] >> pages[1];
    return pages[address_space ? 0 : 1] * 4096;
}

#endif

}  // namespace

TEST_CASE("allocator: size classes hold what is asked and waste at most a quarter and a line") {
    for (std::size_t bytes = 0; bytes < 70000; ++bytes) {
        const std::size_t given = nnlite::detail::class_bytes(nnlite::detail::size_class(bytes));
        if (given < bytes || given > bytes + bytes / 4 + 64 || given % 64 != 0) {
            FAIL(bytes << " bytes get a block of " << given);
        }
    }
    for (std::size_t log = 16; log < 62; ++log) {
        const std::size_t bytes = (std::size_t{1} << log) + 1;
        REQUIRE(nnlite::detail::class_bytes(nnlite::detail::size_class(bytes)) >= bytes);
        REQUIRE(nnlite::detail::class_bytes(nnlite::detail::size_class(bytes - 1)) == bytes - 1);
    }
}

TEST_CASE("allocator: blocks are aligned") {
    Allocator<float> allocator;
    for (const std::size_t count : {0, 1, 15, 1000, 100000}) {
        float* block = allocator.allocate(count);
        REQUIRE(reinterpret_cast<std::uintptr_t>(block) % 64 == 0);
        allocator.deallocate(block, count);
    }
}

#if !NNLITE_EXACT_ALLOCATIONS

namespace {

// How many blocks for `bytes` wait in this thread's cache.
std::size_t cached(std::size_t bytes) {
    const std::size_t index = nnlite::detail::size_class(bytes);
    const nnlite::detail::BlockHeader* block = nnlite::detail::block_cache()->free_blocks[index];
    std::size_t count = 0;
    for (; block != nullptr; block = block->next) { ++count; }
    return count;
}

}  // namespace

TEST_CASE("allocator: blocks come back") {
    Allocator<float> allocator;
    float* first = allocator.allocate(1000);
    allocator.deallocate(first, 1000);
    float* second = allocator.allocate(1001);  // the same size class
    REQUIRE(second == first);
    allocator.deallocate(second, 1001);
    nnlite::release_cached_memory();
    allocator.deallocate(allocator.allocate(0), 0);
}

TEST_CASE("allocator: what is not needed any more goes back when something else is asked for") {
    std::thread([] {
        const auto use = [](std::size_t bytes, std::size_t count) {
            std::vector<void*> blocks(count);
            for (void*& block : blocks) { block = nnlite::detail::allocate_block(bytes); }
            for (void* block : blocks) { nnlite::detail::free_block(block); }
        };
        const auto steps = [&](std::size_t count, std::size_t other) {
            for (std::size_t i = 0; i < count; ++i) { use(3 * mega, 2); }
            use(other, 1);  // something new
        };
        use(3 * mega, 8);
        REQUIRE(cached(3 * mega) == 8);
        steps(nnlite::detail::trim_period / 4, 50 * mega);
        REQUIRE(cached(3 * mega) == 8);
        steps(nnlite::detail::trim_period, 100 * mega);
        REQUIRE(cached(3 * mega) == 2);
    }).join();
}

TEST_CASE("release_cached_memory: also what other threads keep, when they go on") {
    std::mutex guard;
    std::condition_variable changed;
    int step = 0;
    const auto reach = [&](int wanted, int next) {
        std::unique_lock lock(guard);
        changed.wait(lock, [&] { return step == wanted; });
        step = next;
        changed.notify_all();
    };
    std::size_t before = 0, after = 1;
    std::thread other([&] {
        { const Block block(5 * mega); }
        before = cached(5 * mega);
        reach(0, 1);
        reach(2, 3);
        { const Block small(10); }
        after = cached(5 * mega);
    });
    { const Block block(5 * mega); }
    REQUIRE(cached(5 * mega) == 1);
    reach(1, 1);
    nnlite::release_cached_memory();
    reach(1, 2);
    REQUIRE(cached(5 * mega) == 0);
    reach(3, 4);
    other.join();
    REQUIRE(before == 1);
    REQUIRE(after == 0);
}

#ifdef __linux__

TEST_CASE("allocator: batches made in one thread and dropped in another do not pile up") {
    const struct { std::size_t bytes, count; } kinds[] = {{4 * mega, 2000}, {3000, 40000}};
    for (const auto& kind : kinds) {
        Queue queue;
        std::thread maker([&] {
            for (std::size_t i = 0; i < kind.count; ++i) { queue.push(batch(kind.bytes)); }
        });
        std::size_t early = 0;
        for (std::size_t i = 0; i < kind.count; ++i) {
            queue.pop();
            if (i == kind.count / 10) { early = memory_now(); }
        }
        const std::size_t late = memory_now();
        maker.join();
        INFO(kind.count << " of " << kind.bytes << ": " << early << " bytes, then " << late);
        REQUIRE(late < early + 32 * mega);
    }
}

TEST_CASE("allocator: what short-lived threads make does not pile up, nor what they drop") {
    std::size_t early = 0;
    for (int i = 0; i < 400; ++i) {
        std::vector<Block> made;
        std::thread([&] { made.push_back(batch(mega)); }).join();
        made.clear();
        std::vector<Block> dropped(1);
        dropped[0] = batch(mega);
        std::thread([&] { dropped.clear(); }).join();
        if (i == 40) { early = memory_now(); }
    }
    REQUIRE(memory_now() < early + 32 * mega);
}

TEST_CASE("allocator: cached blocks are no reason for std::bad_alloc") {
    if (memory_now(true) > std::size_t{1} << 40) {  // ThreadSanitizer's shadow
        WARN("SKIPPED: the address space cannot be limited");
        return;
    }
    const pid_t child = ::fork();
    if (child == 0) {
        const rlim_t limit = memory_now(true) + 1000 * mega;
        const rlimit most{limit, limit};
        ::setrlimit(RLIMIT_AS, &most);
        try {
            Allocator<char> allocator;
            allocator.deallocate(allocator.allocate(600 * mega), 0);
            allocator.deallocate(allocator.allocate(800 * mega), 0);
        } catch (...) { ::_exit(1); }
        ::_exit(0);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(status == 0);
}

#endif

#endif

TEST_CASE("allocator: a block may be freed by another thread, also after the thread's cache") {
    Allocator<double> allocator;
    double* made_there = nullptr;
    std::thread([&] { made_there = allocator.allocate(50); }).join();
    allocator.deallocate(made_there, 50);  // a sanitizer would see it if this went wrong
    std::size_t size = 0;
    std::thread([&] {
        outlives_the_cache.resize(100);
        size = outlives_the_cache.size();
    }).join();
    REQUIRE(size == 100);
}

TEST_CASE("allocator: errors") {
    REQUIRE_THROWS_AS(Allocator<double>().allocate(std::size_t{1} << 62),
                      std::bad_array_new_length);
}

TEST_CASE("AllocationLimit: what is taken adds up, until its end") {
    using nnlite::detail::AllocationLimit;
    {
        const nnlite::detail::AllocationLimit limit(1000);
        nnlite::detail::Vector<char>(600);
        REQUIRE_THROWS_AS(nnlite::detail::Vector<char>(600), std::bad_alloc);
        {
            const nnlite::detail::AllocationLimit inner(100);
            REQUIRE_THROWS_AS(nnlite::detail::Vector<char>(101), std::bad_alloc);
        }
        nnlite::detail::Vector<char>(400);
        REQUIRE_THROWS_AS(nnlite::detail::Vector<char>(1), std::bad_alloc);
    }
    nnlite::detail::Vector<char>(5000);
}
