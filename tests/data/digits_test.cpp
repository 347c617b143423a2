#include "nnlite/data/digits.hpp"

#include <array>
#include <numeric>

#include "support/catch.hpp"

TEST_CASE("load_digits: known values") {
    const auto digits = nnlite::load_digits();
    REQUIRE(digits.images.shape() == nnlite::Shape{1797, 8, 8});
    REQUIRE(digits.labels.shape() == nnlite::Shape{1797});
    // scikit-learn: load_digits().images[0][:2], .data.sum(), numpy.bincount(.target), .target[-5:]
    const std::array<int, 16> first = {0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0};
    REQUIRE(std::equal(first.begin(), first.end(), digits.images.begin()));
    REQUIRE(std::accumulate(digits.images.begin(), digits.images.end(), 0) == 561718);
    std::array<int, 10> counts{};
    for (const auto label : digits.labels) { ++counts.at(static_cast<std::size_t>(label)); }
    REQUIRE(counts == std::array<int, 10>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180});
    const std::array<int, 5> last = {9, 0, 8, 9, 8};
    REQUIRE(std::equal(last.begin(), last.end(), digits.labels.end() - 5));
}
