#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <thread>

#ifdef _OPENMP
#include <omp.h>
#endif

#include "nnlite/core/error.hpp"
#include "nnlite/core/flush_to_zero.hpp"

namespace nnlite {

namespace detail {

inline int& thread_setting() {
    static int threads = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return threads;
}

}  // namespace detail

/// How many threads parallel_for uses; at the start, one per processor.
inline int num_threads() { return detail::thread_setting(); }

/// Sets how many threads parallel_for uses. Results do not depend on it.
/// Throws: ValueError if threads < 1.
inline void set_num_threads(int threads) {
    if (threads < 1) { fail<ValueError>("set_num_threads: expected at least 1, got ", threads); }
    detail::thread_setting() = threads;
}

/// Calls f(begin, end) for consecutive chunks of [0, count), each of `grain` items but the last.
/// The chunks depend on count and grain alone, never on the thread count; workers run under the
/// caller's flush-to-zero mode. A nested call runs in the calling worker. The first exception of a
/// chunk is rethrown when all are done.
template <class F>
void parallel_for(std::size_t count, std::size_t grain, F&& f) {
    const std::size_t chunks = grain == 0 ? 0 : (count + grain - 1) / grain;
    const auto run = [&](std::size_t chunk) {
        f(chunk * grain, std::min(count, (chunk + 1) * grain));
    };
#ifdef _OPENMP
    const int threads = static_cast<int>(std::min<std::size_t>(chunks, std::size_t(num_threads())));
    if (threads > 1 && omp_in_parallel() == 0) {
        const FloatMode mode = float_mode();
        std::exception_ptr error;
#pragma omp parallel num_threads(threads)
        {
            const FloatMode before = float_mode();
            set_float_mode(mode);
#pragma omp for schedule(static)
            for (std::ptrdiff_t chunk = 0; chunk < static_cast<std::ptrdiff_t>(chunks); ++chunk) {
                try {
                    run(static_cast<std::size_t>(chunk));
                } catch (...) {
#pragma omp critical(nnlite_parallel_for)
                    if (!error) { error = std::current_exception(); }
                }
            }
            set_float_mode(before);
        }
        if (error) { std::rethrow_exception(error); }
        return;
    }
#endif
    for (std::size_t chunk = 0; chunk < chunks; ++chunk) { run(chunk); }
}

}  // namespace nnlite
