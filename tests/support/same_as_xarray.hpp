#pragma once

// SAME(expression in x, y [2, 3] and n [2, 3] whole numbers): for Tensors it is what it is for
// plain xarrays.
#if __has_include(<xtensor/containers/xarray.hpp>)  // xtensor 0.26 and later
#include <xtensor/core/xmath.hpp>
#include <xtensor/generators/xbuilder.hpp>
#include <xtensor/generators/xrandom.hpp>
#include <xtensor/misc/xhistogram.hpp>
#include <xtensor/misc/xmanipulation.hpp>
#include <xtensor/misc/xpad.hpp>
#include <xtensor/misc/xset_operation.hpp>
#include <xtensor/misc/xsort.hpp>
#include <xtensor/reducers/xnorm.hpp>
#include <xtensor/views/xindex_view.hpp>
#include <xtensor/views/xmasked_view.hpp>
#include <xtensor/views/xrepeat.hpp>
#include <xtensor/views/xstrided_view.hpp>
#else
#include <xtensor/xbuilder.hpp>
#include <xtensor/xhistogram.hpp>
#include <xtensor/xindex_view.hpp>
#include <xtensor/xmanipulation.hpp>
#include <xtensor/xmasked_view.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnorm.hpp>
#include <xtensor/xpad.hpp>
#include <xtensor/xrandom.hpp>
#include <xtensor/xrepeat.hpp>
#include <xtensor/xset_operation.hpp>
#include <xtensor/xsort.hpp>
#include <xtensor/xstrided_view.hpp>
#endif

#include <tuple>
#include <vector>

#include "nnlite/nnlite.hpp"
#include "support/catch.hpp"

namespace test {

// The numbers and the shape of a result: an expression, a number, or several in a list.
template <class R>
std::vector<double> numbers(const R& result) {
    std::vector<double> all;
    if constexpr (std::is_arithmetic_v<R>) {
        all = {double(result)};
    } else if constexpr (xt::is_xexpression<R>::value) {
        const xt::xarray<double> values = xt::cast<double>(result);
        all.assign(values.shape().begin(), values.shape().end());
        all.insert(all.end(), values.begin(), values.end());
    } else if constexpr (requires { std::tuple_size<R>::value; }) {
        const auto append = [&](const auto& part) {
            for (const double number : numbers(part)) { all.push_back(number); }
        };
        std::apply([&](const auto&... part) { (append(part), ...); }, result);
    } else {
        for (const auto& part : result) {
            for (const double number : numbers(part)) { all.push_back(number); }
        }
    }
    for (double& number : all) { number = std::isnan(number) ? -12345 : number; }
    return all;
}

template <class F>
void require_same(const char* text, F f) {
    INFO(text);
    const xt::xarray<float> a{{3, 1, 2}, {0.5F, 2, 4}};
    const xt::xarray<float> b{{1, 2, 0.25F}, {3, 1, 2}};
    const xt::xarray<int> n{{0, 1, 1}, {2, 1, 0}};
    const nnlite::Tensor<> x = a, y = b;
    const nnlite::Labels k = n;
    CHECK(numbers(f(x, y, k)) == numbers(f(a, b, n)));
}

}  // namespace test

#define SAME(...)                                                                      \
    test::require_same(#__VA_ARGS__, [](const auto& x, const auto& y, const auto& n) { \
        (void)x, (void)y, (void)n;                                                     \
        return __VA_ARGS__;                                                            \
    })
// What refers to its arguments is evaluated while they live.
#define SAME_EVALUATED(...) SAME(xt::xarray<double>(__VA_ARGS__))
