// Elementwise functions of xtensor: for a Tensor what they are for a plain xarray, written with
// xt:: and without, where a program uses both namespaces.
#include "support/same_as_xarray.hpp"

// clang-format off
#define ELEMENTWISE(XT) \
    SAME(x + y - x * y / 2.0F); \
    SAME(-x); \
    SAME(x < y); \
    SAME(x == y); \
    SAME((!(x >= y) && (x != y)) || (x <= 1.0F)); \
    SAME(n % 2 + (n << 1) + (n & 1) + (n | 2) + (n ^ 1) + ~n); \
    SAME(XT abs(x)); \
    SAME(XT fabs(x)); \
    SAME(XT sign(x)); \
    SAME(XT exp(x)); \
    SAME(XT exp2(x)); \
    SAME(XT expm1(x)); \
    SAME(XT log(x)); \
    SAME(XT log2(x)); \
    SAME(XT log10(x)); \
    SAME(XT log1p(x)); \
    SAME(XT pow(x, y)); \
    SAME(XT pow(x, 2)); \
    SAME(XT sqrt(x)); \
    SAME(XT cbrt(x)); \
    SAME(XT square(x)); \
    SAME(XT cube(x)); \
    SAME(XT hypot(x, y)); \
    SAME(XT sin(x)); \
    SAME(XT cos(x)); \
    SAME(XT tan(x)); \
    SAME(XT asin(y / 4.0F)); \
    SAME(XT acos(y / 4.0F)); \
    SAME(XT atan(x)); \
    SAME(XT atan2(x, y)); \
    SAME(XT sinh(x)); \
    SAME(XT cosh(x)); \
    SAME(XT tanh(x)); \
    SAME(XT asinh(x)); \
    SAME(XT acosh(x + 1.0F)); \
    SAME(XT atanh(y / 4.0F)); \
    SAME(XT erf(x)); \
    SAME(XT erfc(x)); \
    SAME(XT tgamma(x)); \
    SAME(XT lgamma(x)); \
    SAME(XT ceil(x)); \
    SAME(XT floor(x)); \
    SAME(XT trunc(x)); \
    SAME(XT round(x)); \
    SAME(XT rint(x)); \
    SAME(XT nearbyint(x)); \
    SAME(XT fmod(x, y)); \
    SAME(XT remainder(x, y)); \
    SAME(XT fma(x, y, x)); \
    SAME(XT fmax(x, y)); \
    SAME(XT fmin(x, y)); \
    SAME(XT fdim(x, y)); \
    SAME(XT maximum(x, y)); \
    SAME(XT minimum(x, y)); \
    SAME(XT clip(x, 1.0F, 2.0F)); \
    SAME(XT where(x > y, x, y)); \
    SAME(XT where(x > y, x, 0.0F)); \
    SAME(XT isnan(XT log(-x))); \
    SAME(XT isinf(x / 0.0F)); \
    SAME(XT isfinite(x)); \
    SAME(XT nan_to_num(XT log(-x))); \
    SAME(XT deg2rad(x)); \
    SAME(XT rad2deg(x)); \
    SAME(XT isclose(x, y)); \
    SAME(XT allclose(x, y)); \
    SAME(XT equal(x, y)); \
    SAME(XT not_equal(x, y)); \
    SAME(XT less(x, y)); \
    SAME(XT greater_equal(x, y)); \
    SAME(XT any(x > 1.0F)); \
    SAME(XT all(x > 1.0F)); \
    SAME(XT cast<int>(x)); \
    SAME(XT isin(n, std::vector<int>{1, 2})); \
    SAME(XT eval(x + y))
// clang-format on

TEST_CASE("xtensor: elementwise functions of Tensors") { ELEMENTWISE(xt::); }

namespace both {

using namespace nnlite;
using namespace xt;

TEST_CASE("xtensor: elementwise functions of Tensors, without xt::") { ELEMENTWISE(); }

}  // namespace both
