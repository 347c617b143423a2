#pragma once

// Every function that takes a tensor takes every container, view and expression of xtensor's with
// the same numbers, and gives what it gives for a Tensor.
#include <vector>

#include "nnlite/nnlite.hpp"
#include "support/catch.hpp"
#include "support/containers.hpp"

namespace test {

// What every function gives, one after the other.
class Results {
   public:
    template <class R>
    void add(const R& result) {
        if constexpr (std::is_arithmetic_v<R>) {
            numbers.push_back(double(result));
        } else if constexpr (requires { result.value(); }) {
            add(result.value());
        } else {
            numbers.insert(numbers.end(), result.begin(), result.end());
        }
    }
    template <class... R>
    explicit Results(const R&... results) {
        (add(results), ...);
    }

    std::vector<double> numbers;
};

template <class F>
void same_for_every_container(F results) {
    const Results expected = results(nnlite::Tensor<>{{0.5F, 1, 2}, {3, 0.25F, 5}});
    with_every_container<float>({{0.5F, 1, 2}, {3, 0.25F, 5}}, [&](const auto& x) {
        CHECK(results(x).numbers == expected.numbers);
    });
}

template <class F>
void same_for_all_labels(F results) {
    const Results expected = results(nnlite::Labels{{2, 0, 1}, {1, 0, 2}});
    const auto check = [&](const auto& y) { CHECK(results(y).numbers == expected.numbers); };
    with_every_container<std::int32_t>({{2, 0, 1}, {1, 0, 2}}, check);
    check(nnlite::Tensor<std::uint8_t>{{2, 0, 1}, {1, 0, 2}});
    check(xt::xarray<std::int64_t>{{2, 0, 1}, {1, 0, 2}});
    check(xt::xtensor<std::size_t, 2>{{2, 0, 1}, {1, 0, 2}});
}

}  // namespace test
