// Reducers of xtensor: for a Tensor what they are for a plain xarray, written with xt:: and
// without, where a program uses both namespaces. Immediate reducers, what is made of them (weighted
// averages, variances over axes), and trapz read past their ends when g++ 12 builds them for C++20,
// also of an xarray, and xt::cov does not compile in any time: they run with clang++ only.
#include "support/same_as_xarray.hpp"

// clang-format off
#define REDUCERS(XT) \
    SAME(XT sum(x)); \
    SAME(XT sum(x, {0})); \
    SAME(XT sum(x, 1)); \
    SAME(XT sum(x, {-1}, XT keep_dims)); \
    SAME(XT sum<double>(x, {0})); \
    SAME(XT sum<float>(x)); \
    SAME(XT prod(x)); \
    SAME(XT prod(x, {1})); \
    SAME(XT mean(x)); \
    SAME(XT mean(x, {0})); \
    SAME(XT mean(x, {0, 1})); \
    SAME(XT mean(x, 1, XT keep_dims)); \
    SAME(XT mean<double>(x)); \
    SAME(XT mean<float>(x, {1})); \
    SAME(XT mean(n)); \
    SAME(XT mean(XT square(x - y))); \
    SAME(XT average(x)); \
    SAME(XT variance(x)); \
    SAME(XT variance(n)); \
    SAME(XT stddev(x)); \
    SAME(XT amax(x)); \
    SAME(XT amax(x, {0})); \
    SAME(XT amin(x, {1})); \
    SAME(XT minmax(x)()); \
    SAME(XT nansum(x)); \
    SAME(XT nanprod(x, {0})); \
    SAME(XT nanmean(x)); \
    SAME(XT nanmean(x, {1})); \
    SAME(XT nanvar(x)); \
    SAME(XT nanstd(x, {0})); \
    SAME(XT nanmin(x)); \
    SAME(XT nanmax(x, {0})); \
    SAME(XT count_nonzero(n)); \
    SAME(XT count_nonzero(n, {0})); \
    SAME(XT norm_l0(x)); \
    SAME(XT norm_l1(x)); \
    SAME(XT norm_l2(x)); \
    SAME(XT norm_sq(x, {1})); \
    SAME(XT norm_linf(x)); \
    SAME(XT norm_lp(x, 3.0)); \
    SAME(XT cumsum(x)); \
    SAME(XT cumsum(x, 1)); \
    SAME(XT cumprod(x, 0)); \
    SAME(XT nancumsum(x, 0)); \
    SAME(XT diff(x, 1, 1)); \
    SAME(XT interp(XT view(x, 0, XT all()), std::vector<float>{0, 2, 8}, std::vector<float>{0, 2, 5})); \
    SAME(XT median(x)); \
    SAME(XT median(x, 1)); \
    SAME(XT argmin(x)); \
    SAME(XT argmax(x, 1))
#ifdef __clang__
#define IMMEDIATE_REDUCERS(XT) \
    SAME(XT sum(x, XT keep_dims | XT evaluation_strategy::immediate)); \
    SAME(XT mean(x, XT evaluation_strategy::immediate)); \
    SAME(XT cov(XT eval(x))); \
    SAME(XT mean(x, {0}, XT evaluation_strategy::immediate)); \
    SAME(XT variance(x, {0})); \
    SAME(XT variance(x, {0}, 1)); \
    SAME(XT stddev(x, {1})); \
    SAME(XT trapz(x)); \
    SAME(XT average(x, y)); \
    SAME(XT average(x, y, {0, 1})); \
    SAME(XT average(x, XT ones<float>({3}), {1}))
#else
#define IMMEDIATE_REDUCERS(XT)
#endif
// clang-format on

TEST_CASE("xtensor: reducers of Tensors") {
    REDUCERS(xt::);
    IMMEDIATE_REDUCERS(xt::);
}

namespace both {

using namespace nnlite;
using namespace xt;

TEST_CASE("xtensor: reducers of Tensors, without xt::") {
    REDUCERS();
    IMMEDIATE_REDUCERS();
}

}  // namespace both
