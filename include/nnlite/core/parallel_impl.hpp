#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/core/thread_pool.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline std::atomic<int>& thread_setting() {
    static std::atomic<int> threads =
        std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return threads;
}

NNLITE_INLINE int& pinned_threads() {
    static thread_local int threads = 0;
    return threads;
}

NNLITE_INLINE int loop_threads() {
    return pinned_threads() > 0 ? pinned_threads()
                                : thread_setting().load(std::memory_order_relaxed);
}

NNLITE_INLINE void parallel_chunks(std::size_t count, std::size_t grain, const void* context,
                                   void (*f)(const void* context, std::size_t begin,
                                             std::size_t end)) {
    const auto most = static_cast<std::size_t>(loop_threads());
    const std::size_t chunks = grain == 0 ? 0 : (count + grain - 1) / grain;
    std::size_t first = 0;  // of the chunks that the pool takes at a time
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

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE int num_threads() { return detail::thread_setting(); }

NNLITE_INLINE void set_num_threads(int threads) {
    if (threads < 1) { fail<ValueError>("set_num_threads: expected at least 1, got ", threads); }
    detail::thread_setting() = threads;
}

namespace detail {

NNLITE_INLINE std::size_t thread_index() { return ThreadPool::index(); }

}  // namespace detail

}  // namespace nnlite
