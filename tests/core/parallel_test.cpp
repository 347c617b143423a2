#include "nnlite/core/parallel.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "nnlite/core/thread_pool.hpp"
#include "support/catch.hpp"

#if defined(__SANITIZE_THREAD__)
#define NNLITE_THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define NNLITE_THREAD_SANITIZER 1
#endif
#endif

namespace {

struct Threads {
    int before = nnlite::num_threads();
    explicit Threads(int count) { nnlite::set_num_threads(count); }
    ~Threads() { nnlite::set_num_threads(before); }
};

#ifndef NNLITE_THREAD_SANITIZER  // which allows no threads after fork()
// The exit status of a forked process that runs f; -1 if a signal ended it.
template <class F>
int status_of_child(F f) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(20);
        f();
        std::exit(7);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Whether a loop of 4 threads has had the help of another thread.
bool has_help() {
    const Threads use(4);
    std::atomic<int> helped{0};
    for (int i = 0; i < 1000 && helped == 0; ++i) {
        nnlite::parallel_for(64, 1, [&](std::size_t, std::size_t) {
            ::usleep(10);
            helped += nnlite::detail::thread_index() > 0;
        });
    }
    return helped > 0;
}
#endif

}  // namespace

TEST_CASE("parallel_for: the chunks depend on count and grain alone and cover all once") {
    for (const int threads : {1, 2, 5}) {
        const Threads use(threads);
        for (const std::size_t count : {0, 1, 7, 100, 1025}) {
            std::vector<int> visits(count);
            std::vector<std::size_t> ends(count);
            nnlite::parallel_for(count, 10, [&](std::size_t begin, std::size_t end) {
                for (std::size_t i = begin; i < end; ++i) { ++visits[i]; }
                ends[begin] = end;
            });
            REQUIRE(visits == std::vector<int>(count, 1));
            for (std::size_t begin = 0; begin < count; begin += 10) {
                REQUIRE(ends[begin] == std::min(count, begin + 10));
            }
        }
    }
}

TEST_CASE("parallel_for: an exception of a chunk arrives, and the pool works on") {
    const Threads use(2);
    const auto thrower = [](std::size_t begin, std::size_t) {
        if (begin == 3) { throw std::runtime_error("chunk 3"); }
    };
    REQUIRE_THROWS_WITH(nnlite::parallel_for(8, 1, thrower), "chunk 3");
    std::atomic<int> calls{0};
    nnlite::parallel_for(8, 1, [&](std::size_t, std::size_t) { ++calls; });
    REQUIRE(calls == 8);
}

TEST_CASE("parallel_for: a nested call runs in its worker") {
    const Threads use(2);
    std::atomic<int> calls{0};
    nnlite::parallel_for(4, 1, [&](std::size_t, std::size_t) {
        nnlite::parallel_for(6, 2, [&](std::size_t, std::size_t) { ++calls; });
    });
    REQUIRE(calls == 12);
}

TEST_CASE("parallel_for: workers share the caller's flush-to-zero mode and get theirs back") {
    const Threads use(2);
    volatile float tiny = 1e-39F;
    const auto subnormal_survives = [&] {
        std::vector<int> survives(2);
        nnlite::parallel_for(2, 1, [&](std::size_t begin, std::size_t) {
            volatile float half = tiny * 0.5F;
            survives[begin] = half != 0.0F;
        });
        return survives;
    };
    REQUIRE(subnormal_survives() == std::vector<int>{1, 1});
#if defined(__SSE__) || defined(__aarch64__)
    {
        const nnlite::FlushToZero flush;
        REQUIRE(subnormal_survives() == std::vector<int>{0, 0});
    }
#endif
    REQUIRE(subnormal_survives() == std::vector<int>{1, 1});
}

TEST_CASE("parallel_for: a late helper keeps to the thread count and mode of the loop it joins") {
    std::atomic<int> strangers{0}, flushed{0};
    const auto is_flushed = [] {  // after a while, so that the helpers take part
        volatile float tiny = 1e-39F;
        for (int i = 0; i < 300; ++i) { tiny = tiny * 1.0F; }
        return tiny == 0.0F;
    };
    for (int i = 0; i < 5000; ++i) {
        {
            const Threads many(7);
            const nnlite::FlushToZero flush;
            nnlite::parallel_for(64, 1, [](std::size_t, std::size_t) {});
        }
        const Threads two(2);
        for (int loop = 0; loop < 3; ++loop) {
            nnlite::parallel_for(64, 1, [&](std::size_t, std::size_t) {
                strangers += nnlite::detail::thread_index() >= 2;
                flushed += is_flushed();
            });
        }
    }
    REQUIRE(strangers == 0);
    REQUIRE(flushed == 0);
}

TEST_CASE("num_threads: what was set") {
    const Threads three(3);
    REQUIRE(nnlite::num_threads() == 3);
}

TEST_CASE("set_num_threads: errors") {
    REQUIRE_ERROR(nnlite::set_num_threads(0), nnlite::ValueError,
                  "set_num_threads: expected at least 1, got 0");
}

TEST_CASE("parallel_for: more chunks than the pool takes at a time") {
    const std::size_t count = 2 * nnlite::detail::ThreadPool::most_chunks + 5;
    const Threads three(3);
    std::vector<std::uint8_t> visits(count + 1);
    nnlite::parallel_for(count, 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) { ++visits[i]; }
    });
    REQUIRE(visits.back() == 0);
    visits.pop_back();
    REQUIRE(std::all_of(visits.begin(), visits.end(), [](std::uint8_t n) { return n == 1; }));
}

#ifndef NNLITE_THREAD_SANITIZER
TEST_CASE("parallel_for: a forked process computes on several threads and ends as it says") {
    REQUIRE(has_help());
    for (int i = 0; i < 5; ++i) {
        REQUIRE(status_of_child([] {}) == 7);
        REQUIRE(status_of_child([] { std::exit(has_help() ? 3 : 4); }) == 3);
        // Its child too.
        REQUIRE(status_of_child([] {
                    has_help();
                    std::exit(status_of_child([] { std::exit(has_help() ? 5 : 6); }));
                }) == 5);
    }
    REQUIRE(has_help());
}

TEST_CASE("parallel_for: exit in a chunk ends the program") {
    for (const std::size_t wanted : {0, 1}) {  // the caller's thread, a helper
        REQUIRE(status_of_child([&] {
                    const Threads use(4);
                    std::atomic<bool> once{false};
                    for (;;) {
                        nnlite::parallel_for(64, 1, [&](std::size_t, std::size_t) {
                            ::usleep(10);
                            const bool here = (nnlite::detail::thread_index() > 0) == (wanted > 0);
                            if (here && !once.exchange(true)) { std::exit(9); }
                        });
                    }
                }) == 9);
    }
}
#endif
