#include "nnlite/core/allocator.hpp"

#include <cstdint>
#include <new>
#include <thread>

#include "support/catch.hpp"

using nnlite::Allocator;

namespace {
// Made before its thread's cache, so it is destroyed after it.
thread_local nnlite::Vector<int> outlives_the_cache;
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

TEST_CASE("allocator: blocks are aligned and come back") {
    Allocator<float> allocator;
    float* first = allocator.allocate(1000);
    REQUIRE(reinterpret_cast<std::uintptr_t>(first) % 64 == 0);
    allocator.deallocate(first, 1000);
    float* second = allocator.allocate(1001);  // the same size class
    REQUIRE(second == first);
    allocator.deallocate(second, 1001);
    nnlite::release_cached_memory();
    allocator.deallocate(allocator.allocate(0), 0);
}

TEST_CASE("allocator: a block may be freed by another thread, also after the thread's cache") {
    Allocator<double> allocator;
    double* made_there = nullptr;
    std::thread([&] { made_there = allocator.allocate(50); }).join();
    allocator.deallocate(made_there, 50);
    std::thread([&] { outlives_the_cache.resize(100); }).join();
    SUCCEED();
}

TEST_CASE("allocator: errors") {
    REQUIRE_THROWS_AS(Allocator<double>().allocate(std::size_t{1} << 62),
                      std::bad_array_new_length);
}

TEST_CASE("AllocationLimit: what is taken adds up, until its end") {
    using nnlite::AllocationLimit;
    {
        const AllocationLimit limit(1000);
        nnlite::Vector<char>(600);
        REQUIRE_THROWS_AS(nnlite::Vector<char>(600), std::bad_alloc);
        {
            const AllocationLimit inner(100);
            REQUIRE_THROWS_AS(nnlite::Vector<char>(101), std::bad_alloc);
        }
        nnlite::Vector<char>(400);
        REQUIRE_THROWS_AS(nnlite::Vector<char>(1), std::bad_alloc);
    }
    nnlite::Vector<char>(5000);
}
