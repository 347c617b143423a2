#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <vector>

#include "nnlite/core/count_of.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/ops/sample_categorical.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The class at which the cumulative sum of weights exp((x - largest) / temperature) of `count`
// logits passes the fraction `u` in [0, 1) of the total; of equal logits the first belong to the
// top k.
template <class T>
std::int32_t sampled_class(const T* logits, std::size_t count, double u,
                           const SampleOptions& options, std::vector<std::size_t>& order) {
    order.resize(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (options.top_k > 0 && options.top_k < count) {
        std::nth_element(order.begin(), order.begin() + std::ptrdiff_t(options.top_k - 1),
                         order.end(), [&](std::size_t i, std::size_t j) {
                             return logits[i] != logits[j] ? logits[i] > logits[j] : i < j;
                         });
        order.resize(options.top_k);
        std::sort(order.begin(), order.end());
    }
    const double largest = static_cast<double>(*std::max_element(logits, logits + count));
    const auto weight = [&](std::size_t i) {
        return std::exp((static_cast<double>(logits[i]) - largest) / options.temperature);
    };
    double rest = 0;
    for (const std::size_t i : order) { rest += weight(i); }
    rest *= u;
    std::size_t last = 0;  // with a weight, in case rounding leaves a rest
    for (const std::size_t i : order) {
        const double own = weight(i);
        if (own == 0) { continue; }
        last = i;
        if (rest < own) { break; }
        rest -= own;
    }
    return static_cast<std::int32_t>(last);
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI {

template <class T>
Labels sample_categorical(const Tensor<T>& logits, Generator& generator,
                          const detail::SampleOptions& options) {
    const char* place = "sample_categorical";
    if (logits.dimension() == 0 || logits.shape().back() == 0) {
        fail<ShapeError>(place, ": expected logits [..., classes], got ", logits.shape());
    }
    if (!(options.temperature > 0) || std::isinf(options.temperature)) {
        fail<ValueError>(place, ": expected temperature > 0, got ", options.temperature);
    }
    detail::count_of(place, "classes of top_k", options.top_k);
    Shape shape = logits.shape();
    const std::size_t classes = detail::count_of(place, "classes", shape.back());
    shape.pop_back();
    Labels result = empty_tensor<std::int32_t>(shape);
    Tensor<double> draws = empty_tensor<double>({result.size()});
    generator.uniform(draws.data(), draws.size(), 0, 1);
    std::vector<std::size_t> order;
    for (std::size_t row = 0; row < result.size(); ++row) {
        const T* const own = logits.data() + row * classes;
        bool any = false;
        for (std::size_t i = 0; i < classes; ++i) {
            any = any || own[i] > -std::numeric_limits<T>::infinity();
            if (!(own[i] < std::numeric_limits<T>::infinity())) {
                fail<ValueError>(place, ": expected finite logits or -inf, got ", own[i],
                                 " in row ", row);
            }
        }
        if (!any) { fail<ValueError>(place, ": expected a finite logit in row ", row); }
        result.data()[row] = detail::sampled_class(own, classes, draws.data()[row], options, order);
    }
    return result;
}

}  // namespace nnlite
