#include "nnlite/kernels/reduce.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"
#include "support/numbers.hpp"

using nnlite::kernels::MaxOf;
using nnlite::kernels::MinOf;
using nnlite::kernels::SumOf;

namespace {

template <class Op, class T>
void check_reduce(std::size_t outer, std::size_t extent, std::size_t inner) {
    const auto x = numbers<T>(outer * extent * inner);
    std::vector<T> got(outer * inner, T(-9));
    nnlite::kernels::reduce<Op>(outer, extent, inner, x.data(), got.data());
    for (std::size_t o = 0; o < outer; ++o) {
        for (std::size_t i = 0; i < inner; ++i) {
            double wanted = double(Op::template start<T>);
            for (std::size_t e = 0; e < extent; ++e) {
                wanted = Op()(wanted, double(x[(o * extent + e) * inner + i]));
            }
            const double error = std::abs(double(got[o * inner + i]) - wanted);
            const double bound = (sizeof(T) == 4 ? 1e-6 : 1e-14) * (double(extent) + 1);
            if (extent > 0 && !(error <= bound)) {
                FAIL(outer << " x " << extent << " x " << inner << ": error " << error);
            }
            if (extent == 0) { REQUIRE(double(got[o * inner + i]) == wanted); }
        }
    }
}

}  // namespace

TEST_CASE("reduce: equals the plain loop along any axis") {
    for (const std::size_t outer : {0, 1, 2, 33}) {
        for (const std::size_t extent : {0, 1, 2, 7, 130}) {
            for (const std::size_t inner : {0, 1, 3, 16, 300}) {
                check_reduce<SumOf, float>(outer, extent, inner);
                check_reduce<SumOf, double>(outer, extent, inner);
                check_reduce<MaxOf, float>(outer, extent, inner);
                check_reduce<MinOf, double>(outer, extent, inner);
            }
        }
    }
    check_reduce<SumOf, float>(1, 100001, 1);
    check_reduce<MaxOf, float>(1, 100001, 1);
}

TEST_CASE("reduce: same bits for one thread and several") {
    const auto x = numbers<float>(1 << 18);
    const int before = nnlite::num_threads();
    for (const std::size_t inner : {1, 64}) {
        std::vector<float> one(inner), three(inner);
        nnlite::set_num_threads(1);
        nnlite::kernels::reduce<SumOf>(1, x.size() / inner, inner, x.data(), one.data());
        nnlite::set_num_threads(3);
        nnlite::kernels::reduce<SumOf>(1, x.size() / inner, inner, x.data(), three.data());
        REQUIRE(one == three);
    }
    nnlite::set_num_threads(before);
}

TEST_CASE("reduce: NaN is not lost") {
    auto x = numbers<float>(100);
    x[57] = std::nanf("");
    float result = 0;
    nnlite::kernels::reduce<MaxOf>(1, 100, 1, x.data(), &result);
    REQUIRE(std::isnan(result));
    nnlite::kernels::reduce<MinOf>(1, 100, 1, x.data(), &result);
    REQUIRE(std::isnan(result));
}

TEST_CASE("add_to: adds elementwise") {
    const auto x = numbers<float>(1025);
    std::vector<float> y(1025, 1.0F);
    nnlite::kernels::add_to(x.size(), x.data(), y.data());
    for (std::size_t i = 0; i < x.size(); ++i) { REQUIRE(y[i] == 1.0F + x[i]); }
}
