#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <type_traits>

#include "nnlite/core/error.hpp"
#include "nnlite/core/thread_pool.hpp"

namespace nnlite {

namespace detail {

inline std::atomic<int>& thread_setting() {
    static std::atomic<int> threads =
        std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return threads;
}

// How many threads the calling thread's loops use while a ThreadRooms of its lives; 0: none does.
inline thread_local int pinned_threads = 0;

inline int loop_threads() {
    return pinned_threads > 0 ? pinned_threads : thread_setting().load(std::memory_order_relaxed);
}

}  // namespace detail

/// How many threads parallel_for uses; at the start, one per processor.
inline int num_threads() { return detail::thread_setting(); }

/// Sets how many threads parallel_for uses, in any thread and at any time; loops that run keep what
/// they began with. Results do not depend on it.
/// Throws: ValueError if threads < 1.
inline void set_num_threads(int threads) {
    if (threads < 1) { fail<ValueError>("set_num_threads: expected at least 1, got ", threads); }
    detail::thread_setting() = threads;
}

/// Which thread of a parallel_for is calling: each may have its own part of a workspace, see
/// ThreadRooms.
inline std::size_t thread_index() { return detail::ThreadPool::index(); }

namespace detail {

// parallel_for with f as a function of a context.
inline void parallel_chunks(std::size_t count, std::size_t grain, const void* context,
                            void (*f)(const void* context, std::size_t begin, std::size_t end)) {
    const auto most = static_cast<std::size_t>(loop_threads());
    const std::size_t chunks = grain == 0 ? 0 : (count + grain - 1) / grain;
    std::size_t first = 0;  // of those that the pool takes at a time
    auto run = [&](std::size_t i) {
        f(context, (first + i) * grain, std::min(count, (first + i + 1) * grain));
    };
    const auto body = [](void* runner, std::size_t i) {
        (*static_cast<decltype(run)*>(runner))(i);
    };
    for (; first < chunks; first += ThreadPool::most_chunks) {
        const std::size_t part = std::min(chunks - first, ThreadPool::most_chunks);
        const std::size_t threads = std::min(part, most);
        if (threads > 1 && !ThreadPool::inside() &&
            ThreadPool::shared().run(part, threads, body, &run)) {
            continue;
        }
        for (std::size_t i = 0; i < part; ++i) { run(i); }
    }
}

}  // namespace detail

/// Calls f(begin, end) for consecutive chunks of [0, count), each of `grain` items but the last.
/// The chunks depend on count and grain alone, never on the thread count; threads run under the
/// caller's flush-to-zero mode. A nested call, or one while another thread has the pool, runs in
/// the calling thread. The first exception of a chunk is rethrown; other chunks may have run or
/// not.
template <class F>
void parallel_for(std::size_t count, std::size_t grain, const F& f) {
    // One compiled body for any number of threads: two could contract a b + c differently.
    detail::parallel_chunks(
        count, grain, &f,
        [](const void* context, std::size_t begin, std::size_t end)
            __attribute__((noinline)) { (*static_cast<const F*>(context))(begin, end); });
}

}  // namespace nnlite
