#include "nnlite/core/thread_rooms.hpp"

#include <cstdint>
#include <set>
#include <vector>

#include "support/catch.hpp"

using nnlite::ThreadRooms;

TEST_CASE("ThreadRooms: each thread has whole cache lines of its own") {
    const int before = nnlite::num_threads();
    nnlite::set_num_threads(3);
    for (const std::size_t count : {1, 7, 16, 1025}) {
        const ThreadRooms<float> rooms(count);
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
