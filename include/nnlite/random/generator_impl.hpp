#pragma once

#include <cstddef>
#include <cstdint>

#include "nnlite/core/error.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/fields/field_visitor.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

NNLITE_INLINE std::uint64_t Generator::child_seed() {
    std::uint64_t x = seed_of_children() + 0x9e3779b97f4a7c15U * ++children_;  // SplitMix64
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

NNLITE_INLINE void Generator::visit_state(FieldVisitor&) {
    fail<ValueError>(
        "Generator: this generator cannot be saved: it does not implement visit_state()");
}

namespace detail {

NNLITE_INLINE void BlankGenerator::permutation(std::size_t* order, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) { order[i] = i; }
}

}  // namespace detail

}  // namespace nnlite
