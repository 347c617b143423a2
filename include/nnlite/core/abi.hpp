#pragma once

#include "nnlite/core/version.hpp"

// NNLITE_ABI names the inline namespace in which all of nnlite lives, as v0_2_simd512. Files
// compiled for different instruction sets may be linked into one program, each with its own nnlite;
// passing a tensor between them is a link error that names both.

#ifndef NNLITE_SCALAR
#include <xsimd/config/xsimd_config.hpp>
#if defined(__AVX512F__) && !defined(__OPTIMIZE__) && !defined(__clang__) && XSIMD_VERSION_MAJOR < 9
#define NNLITE_SCALAR 1  // xsimd 8 does not compile for AVX-512 with g++ at -O0
#elif defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
#define NNLITE_SCALAR 1
#endif
#endif

// The width of a Pack: files with different widths are incompatible.
#if defined(NNLITE_SCALAR)
#define NNLITE_INSTRUCTION_SET 0
#elif defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512CD__)
#define NNLITE_INSTRUCTION_SET 512
#elif defined(__AVX512F__)
#define NNLITE_INSTRUCTION_SET 511
#elif defined(__AVX2__) && defined(__FMA__)
#define NNLITE_INSTRUCTION_SET 256
#elif defined(__AVX2__)
#define NNLITE_INSTRUCTION_SET 255
#elif defined(__AVX__)
#define NNLITE_INSTRUCTION_SET 254
#elif defined(__SSE4_2__)
#define NNLITE_INSTRUCTION_SET 129
#else
#define NNLITE_INSTRUCTION_SET 128  // the baseline of the processor family: SSE2, NEON
#endif

#define NNLITE_ABI_NAME(major, minor, instruction_set) v##major##_##minor##_simd##instruction_set
#define NNLITE_ABI_OF(major, minor, instruction_set) NNLITE_ABI_NAME(major, minor, instruction_set)
#define NNLITE_ABI NNLITE_ABI_OF(NNLITE_VERSION_MAJOR, NNLITE_VERSION_MINOR, NNLITE_INSTRUCTION_SET)

// The target nnlite::compiled defines NNLITE_COMPILED as this number of its library.
#if defined(NNLITE_COMPILED) && NNLITE_COMPILED != NNLITE_INSTRUCTION_SET
#if NNLITE_INSTRUCTION_SET == 0 && NNLITE_COMPILED == 512 && !defined(__OPTIMIZE__)
#error "nnlite::compiled is for AVX-512, which g++ -O0 does not compile: use -O1 or -Og"
#else
#error \
    "nnlite::compiled is for another instruction set than this file: compile it with -march=native, \
or with the flags that the target has (pkg-config --cflags nnlite-compiled)"
#endif
#endif
