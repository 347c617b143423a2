#include "nnlite/core/thread_rooms.hpp"

#include <atomic>
#include <cstdint>
#include <set>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using nnlite::detail::ThreadRooms;

TEST_CASE("ThreadRooms: each thread has whole cache lines of its own") {
    const int before = nnlite::num_threads();
    nnlite::set_num_threads(3);
    for (const std::size_t count : {1, 7, 16, 1025}) {
        const nnlite::detail::ThreadRooms<float> rooms(count);
        std::vector<float*> of_chunk(64);
        nnlite::parallel_for(of_chunk.size(), 1, [&](std::size_t i, std::size_t) {
            of_chunk[i] = rooms.own();
            for (std::size_t k = 0; k < count; ++k) { of_chunk[i][k] = float(k); }
        });
        const std::set<float*> own(of_chunk.begin(), of_chunk.end());
        REQUIRE(own.size() <= 3);
        const float* end = nullptr;
        for (const float* room : own) {
            REQUIRE(reinterpret_cast<std::uintptr_t>(room) % 64 == 0);
            REQUIRE(room >= end);
            REQUIRE(room[count - 1] == float(count - 1));
            end = room + count;
        }
    }
    nnlite::set_num_threads(before);
}

TEST_CASE(
    "ThreadRooms: a loop has a workspace for each of its threads, also after set_num_threads()") {
    const int before = nnlite::num_threads();
    std::atomic<bool> stop{false};
    std::thread setter([&] {
        for (int i = 0; !stop; ++i) { nnlite::set_num_threads(i % 2 == 0 ? 1 : 7); }
    });
    std::atomic<int> outside{0};
    for (int i = 0; i < 3000; ++i) {
        const std::size_t count = 64;
        const nnlite::detail::ThreadRooms<float> rooms(count), others(3);
        std::atomic<float*> first{rooms.own()};
        nnlite::parallel_for(16, 1, [&](std::size_t, std::size_t) {
            nnlite::set_num_threads(3);
            const nnlite::detail::ThreadRooms<float> nested(5);  // this chunk's own
            nnlite::parallel_for(4, 1, [&](std::size_t, std::size_t) { nested.own()[4] = 1; });
            rooms.own()[count - 1] = others.own()[2] = 1;
        });
        outside += rooms.own() != first;
    }
    stop = true;
    setter.join();
    REQUIRE(outside == 0);
    nnlite::set_num_threads(1);
    {
        const nnlite::detail::ThreadRooms<float> one(1);
        nnlite::set_num_threads(5);
        std::atomic<std::size_t> most{0};
        nnlite::parallel_for(2000, 1, [&](std::size_t, std::size_t) {
            if (nnlite::detail::thread_index() > most) { most = nnlite::detail::thread_index(); }
        });
        REQUIRE(most == 0);
    }
    nnlite::set_num_threads(before);
}
