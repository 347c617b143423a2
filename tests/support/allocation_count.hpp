#pragma once

// Counts what `operator new` hands out and, with glibc and no sanitizer, what malloc, calloc and
// realloc do. Replaces the global functions, so exactly one source file of a test program includes
// it.

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace allocation_count {

inline std::atomic<std::size_t> allocations{0};

inline void* allocate(std::size_t bytes, std::size_t alignment) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    void* pointer = nullptr;  // exactly the requested bytes: sanitizers check what follows
    const std::size_t pointers = alignment < sizeof(void*) ? sizeof(void*) : alignment;
    if (::posix_memalign(&pointer, pointers, bytes) != 0) { throw std::bad_alloc(); }
    return pointer;
}

/// The number of allocations, of all threads, while f() runs.
template <class F>
std::size_t during(F&& f) {
    const std::size_t before = allocations.load();
    f();
    return allocations.load() - before;
}

}  // namespace allocation_count

#if defined(__has_feature)
#define NNLITE_TEST_SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define NNLITE_TEST_SANITIZED 1
#else
#define NNLITE_TEST_SANITIZED 0
#endif

#if defined(__GLIBC__) && !NNLITE_TEST_SANITIZED
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* pointer, std::size_t bytes);
void* malloc(std::size_t bytes) {
    allocation_count::allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_malloc(bytes);
}
void* calloc(std::size_t count, std::size_t bytes) {
    allocation_count::allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_calloc(count, bytes);
}
void* realloc(void* pointer, std::size_t bytes) {
    allocation_count::allocations.fetch_add(1, std::memory_order_relaxed);
    return __libc_realloc(pointer, bytes);
}
}
#endif

// GCC reports the free() in these as a mistake of the caller. Every form is here, since sanitizers
// bring forms of their own that would not fit.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
void* operator new(std::size_t bytes) {
    return allocation_count::allocate(bytes, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    return allocation_count::allocate(bytes, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
    try {
        return operator new(bytes);
    } catch (...) { return nullptr; }
}
void* operator new[](std::size_t bytes) { return operator new(bytes); }
void* operator new[](std::size_t bytes, std::align_val_t alignment) {
    return operator new(bytes, alignment);
}
void* operator new[](std::size_t bytes, const std::nothrow_t& tag) noexcept {
    return operator new(bytes, tag);
}
void operator delete(void* pointer) noexcept { std::free(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { std::free(pointer); }
void operator delete(void* pointer, std::align_val_t) noexcept { std::free(pointer); }
void operator delete(void* pointer, std::size_t, std::align_val_t) noexcept { std::free(pointer); }
void operator delete(void* pointer, const std::nothrow_t&) noexcept { std::free(pointer); }
void operator delete[](void* pointer) noexcept { std::free(pointer); }
void operator delete[](void* pointer, std::size_t) noexcept { std::free(pointer); }
void operator delete[](void* pointer, std::align_val_t) noexcept { std::free(pointer); }
void operator delete[](void* pointer, std::size_t, std::align_val_t) noexcept {
    std::free(pointer);
}
void operator delete[](void* pointer, const std::nothrow_t&) noexcept { std::free(pointer); }
#pragma GCC diagnostic pop
