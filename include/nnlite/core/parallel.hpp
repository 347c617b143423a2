#pragma once

#include <cstddef>

#include "nnlite/core/abi.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// The limit on threads for the calling thread's loops while its ThreadRooms exists; 0: none.
int& pinned_threads();
int loop_threads();

// parallel_for with f as a function of a context.
void parallel_chunks(std::size_t count, std::size_t grain, const void* context,
                     void (*f)(const void* context, std::size_t begin, std::size_t end));

}  // namespace detail

/// How many threads parallel_for uses; at the start, one per processor.
int num_threads();

/// Sets how many threads parallel_for uses, in any thread and at any time; running loops keep their
/// number. Results do not depend on it.
/// Throws: ValueError if threads < 1.
void set_num_threads(int threads);

namespace detail {

// Which thread of a parallel_for is calling: each may have its own part of a workspace, see
// ThreadRooms.
std::size_t thread_index();

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

#ifndef NNLITE_COMPILED
#include "nnlite/core/parallel_impl.hpp"
#endif
