#pragma once

#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#endif

#include "nnlite/core/flush_to_zero.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

inline void spin_pause() {
#if defined(__SSE2__) || defined(_M_X64)
    _mm_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

// Threads that help with one loop at a time. The caller works too and never waits for a helper that
// has not begun, so a helper that is not scheduled delays nothing.
class ThreadPool {
   public:
    using Body = void (*)(void* context, std::size_t chunk);

    ThreadPool() = default;
    ThreadPool(const ThreadPool&) = delete;
    ThreadPool& operator=(const ThreadPool&) = delete;

    // Never destroyed, because threads may still use it when the program ends, which ends its
    // helpers. A forked process starts its own pool.
    static ThreadPool& shared() {
        [[maybe_unused]] static const int registered = [] {
            shared_ = new ThreadPool;
            ::pthread_atfork(nullptr, nullptr, [] { shared_ = new ThreadPool; });
            return std::atexit([] { shared_.load()->end(); });
        }();
        return *shared_.load(std::memory_order_relaxed);
    }

    static constexpr std::size_t most_chunks = (std::size_t{1} << 20) - 1;

    // body(context, 0 ... chunks - 1), at most most_chunks, on up to `threads` threads. False, with
    // nothing done, if the pool is busy with another thread's loop. Rethrows the first exception
    // when all are done.
    bool run(std::size_t chunks, std::size_t threads, Body body, void* context) {
        const std::unique_lock<std::mutex> lock(busy_, std::try_to_lock);
        if (!lock) { return false; }
        while (helpers_.size() + 1 < threads) {
            helpers_.emplace_back([this, index = helpers_.size()] { help(index); });
        }
        body_.store(body, std::memory_order_relaxed);
        context_.store(context, std::memory_order_relaxed);
        mode_.store(float_mode(), std::memory_order_relaxed);
        finished_.store(0, std::memory_order_relaxed);
        open_.store(std::uint64_t{threads} << 40 | chunks, std::memory_order_release);
        generation_.fetch_add(1);
        if (sleepers_.load() > 0) { generation_.notify_all(); }
        work();
        for (unsigned spins = 0; finished_.load(std::memory_order_acquire) < chunks; ++spins) {
            spins < 2000 ? spin_pause() : std::this_thread::yield();
        }
        if (error_) { std::rethrow_exception(std::exchange(error_, nullptr)); }
        return true;
    }

    // Whether the calling thread is already in a chunk.
    static bool& inside() {
        static thread_local bool value = false;
        return value;
    }

    // Which of the loop's threads the calling one is: 0 is the caller, helpers count from 1.
    static std::size_t& index() {
        static thread_local std::size_t value = 0;
        return value;
    }

   private:
    // If a chunk calls exit(), it must not wait for helpers: it may be one.
    void end() {
        stop_ = true;
        generation_.fetch_add(1);
        generation_.notify_all();
        for (auto& helper : helpers_) { inside() ? helper.detach() : helper.join(); }
    }

    // Takes chunks of the open loop until none is left: the caller from the front, helpers from the
    // back, so that a thread finds its data of the previous loop in its cache. `open_` holds the
    // loop's number of threads and the range of the remaining chunks, so that a helper that is late
    // from one loop joins the next as one of its threads or not at all.
    void work() {
        constexpr std::uint64_t one_first = std::uint64_t{1} << 20, mask = one_first - 1;
        const bool front = index() == 0;
        inside() = true;
        std::uint64_t open = open_.load(std::memory_order_acquire);
        while (((open >> 20) & mask) < (open & mask) && index() < open >> 40) {
            const std::uint64_t rest = front ? open + one_first : open - 1;
            if (!open_.compare_exchange_weak(open, rest, std::memory_order_acq_rel)) { continue; }
            if (!front) { set_float_mode(mode_.load(std::memory_order_relaxed)); }
            try {
                body_.load(std::memory_order_relaxed)(
                    context_.load(std::memory_order_relaxed),
                    front ? (open >> 20) & mask : (open & mask) - 1);
            } catch (...) {
                const std::lock_guard<std::mutex> lock(error_guard_);
                if (!error_) { error_ = std::current_exception(); }
            }
            finished_.fetch_add(1, std::memory_order_release);
            open = open_.load(std::memory_order_acquire);
        }
        inside() = false;
    }

    void help(std::size_t helper) {
        index() = helper + 1;
        std::uint64_t seen = 0;
        while (!stop_) {
            for (unsigned spins = 0; generation_.load() == seen && spins < 4000; ++spins) {
                spin_pause();
            }
            if (generation_.load() == seen) {
                sleepers_.fetch_add(1);
                generation_.wait(seen);
                sleepers_.fetch_sub(1);
            }
            seen = generation_.load();
            const FloatMode before = float_mode();
            work();
            set_float_mode(before);
        }
    }

    inline static std::atomic<ThreadPool*> shared_{nullptr};

    std::mutex busy_;
    std::vector<std::thread> helpers_;
    std::atomic<bool> stop_{false};
    std::atomic<Body> body_{nullptr};
    std::atomic<void*> context_{nullptr};
    std::atomic<FloatMode> mode_{0};
    std::mutex error_guard_;
    std::exception_ptr error_;
    alignas(64) std::atomic<std::uint64_t> open_{0};
    alignas(64) std::atomic<std::size_t> finished_{0};
    alignas(64) std::atomic<std::uint64_t> generation_{0};
    std::atomic<int> sleepers_{0};
};

}  // namespace nnlite::detail
