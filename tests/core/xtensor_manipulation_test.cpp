// Manipulation of xtensor: for a Tensor what they are for a plain xarray, written with xt:: and
// without, where a program uses both namespaces.
// Those of xtensor's that read past their ends when g++ 12 builds them for C++20, also of an
// xarray, run with clang++ only.
#include "support/same_as_xarray.hpp"

// clang-format off
using Index = std::vector<std::size_t>;
#define MANIPULATION(XT) \
    SAME_EVALUATED(XT transpose(x)); \
    SAME_EVALUATED(XT transpose(x, {1, 0})); \
    SAME_EVALUATED(XT reshape_view(x, {3, 2})); \
    SAME_EVALUATED(XT ravel(x)); \
    SAME_EVALUATED(XT flatten(x)); \
    SAME_EVALUATED(XT expand_dims(x, 1)); \
    SAME_EVALUATED(XT atleast_3d(x)); \
    SAME_EVALUATED(XT flip(x, 0)); \
    SAME_EVALUATED(XT rot90(x)); \
    SAME_EVALUATED(XT roll(x, 1)); \
    SAME_EVALUATED(XT roll(x, 1, 1)); \
    SAME_EVALUATED(XT trim_zeros(XT eval(XT view(n, 0, XT all())))); \
    SAME_EVALUATED(XT concatenate(XT xtuple(x, y), 1)); \
    SAME_EVALUATED(XT stack(XT xtuple(x, y), 0)); \
    SAME_EVALUATED(XT hstack(XT xtuple(x, y))); \
    SAME_EVALUATED(XT vstack(XT xtuple(x, y))); \
    SAME(std::decay_t<decltype(x)>(XT repeat(x, 2, 0))); /* into the same kind of array only */ \
    SAME_EVALUATED(XT broadcast(x, {2, 2, 3})); \
    SAME_EVALUATED(XT view(x, 0, XT all())); \
    SAME_EVALUATED(XT view(x, XT range(0, 1), XT newaxis(), XT range(2, XT placeholders::_, -1))); \
    SAME_EVALUATED(XT view(x, XT all(), XT keep(2, 0))); \
    SAME_EVALUATED(XT view(x, XT all(), XT drop(1))); \
    SAME_EVALUATED(XT row(x, 1)); \
    SAME_EVALUATED(XT col(x, 1)); \
    SAME_EVALUATED(XT strided_view(x, {XT ellipsis(), 1})); \
    SAME_EVALUATED(XT index_view(x, std::vector<Index>{{0, 0}, {1, 2}})); \
    SAME_EVALUATED(XT filter(x, x > 1.0F)); \
    SAME_EVALUATED(XT diagonal(x)); \
    SAME_EVALUATED(XT diag(XT eval(XT view(x, 0, XT all())))); \
    SAME_EVALUATED(XT tril(x)); \
    SAME_EVALUATED(XT triu(x)); \
    SAME_EVALUATED(std::get<1>(XT meshgrid(XT eval(XT row(x, 0)), XT eval(XT col(y, 0))))); \
    SAME_EVALUATED(XT zeros_like(x)); \
    SAME_EVALUATED(XT ones_like(x)); \
    SAME_EVALUATED(XT full_like(x, 2.0F)); \
    SAME_EVALUATED(x * XT linspace<float>(0, 1, 3) + XT arange<float>(3) + XT zeros<float>({2, 3})); \
    SAME_EVALUATED(x + XT ones<float>(x.shape()) + XT eye<float>({2, 3}, 0))
#ifdef __clang__
#define MORE_MANIPULATION(XT) \
    SAME(XT eval(XT split(XT eval(x), 3, 1)[1])); \
    SAME_EVALUATED(XT squeeze(XT eval(XT expand_dims(x, 0)))); \
    SAME_EVALUATED(XT tile(x, {2, 1})); \
    SAME_EVALUATED(XT pad(x, {{1, 1}, {0, 2}}, XT pad_mode::constant, 7)); \
    SAME_EVALUATED(XT pad(x, 1, XT pad_mode::periodic)); \
    SAME_EVALUATED(XT pad(x, 1))
#else
#define MORE_MANIPULATION(XT)
#endif
// clang-format on

TEST_CASE("xtensor: manipulation of Tensors") {
    MANIPULATION(xt::);
    MORE_MANIPULATION(xt::);
}

namespace both {

using namespace nnlite;
using namespace xt;

TEST_CASE("xtensor: manipulation of Tensors, without xt::") {
    MANIPULATION();
    MORE_MANIPULATION();
}

}  // namespace both
