// Sorting and searching functions of xtensor: for a Tensor what they are for a plain xarray,
// written with xt:: and without, where a program uses both namespaces.
#include "support/same_as_xarray.hpp"

// clang-format off
#define SEARCH(XT) \
    SAME(XT sort(x)); \
    SAME(XT sort(x, 0)); \
    SAME(XT argsort(x)); \
    SAME(XT partition(XT eval(XT flatten(x)), 2)); \
    SAME(XT argpartition(XT eval(XT flatten(x)), 2)); \
    SAME(XT unique(x)); \
    SAME(XT setdiff1d(x, y)); \
    SAME(XT searchsorted(XT sort(XT eval(XT row(x, 0))), XT eval(XT row(y, 0)))); \
    SAME(XT nonzero(n)); \
    SAME(XT argwhere(x > 1.0F)); \
    SAME(XT where(x > 1.0F)); \
    SAME(XT flatnonzero<XT layout_type::row_major>(n)); \
    SAME(XT ravel_indices(XT argwhere(x > 1.0F), x.shape())); \
    SAME(XT histogram(x, std::size_t{4})); \
    SAME(XT bincount(XT eval(XT flatten(n)))); \
    SAME(XT digitize(XT eval(XT row(x, 0)), XT xarray<float>{0, 1, 3})); \
    SAME(x == y ? 1 : 0)
// clang-format on

TEST_CASE("xtensor: search of Tensors") { SEARCH(xt::); }

namespace both {

using namespace nnlite;
using namespace xt;

TEST_CASE("xtensor: search of Tensors, without xt::") { SEARCH(); }

}  // namespace both
