#include "nnlite/kernels/softmax_cross_entropy.hpp"

#include <cmath>
#include <vector>

#include "support/catch.hpp"

using nnlite::kernels::CrossEntropyShares;

namespace {

struct Result {
    std::vector<float> losses, slopes;
    friend bool operator==(const Result&, const Result&) = default;
};

Result run(std::size_t rows, std::size_t classes, const std::vector<float>& logits,
           const CrossEntropyShares<float>& shares) {
    Result result{std::vector<float>(rows), std::vector<float>(rows * classes)};
    nnlite::kernels::softmax_cross_entropy(rows, classes, logits.data(), shares,
                                           result.losses.data(), result.slopes.data());
    return result;
}

std::vector<float> spread_numbers(std::size_t count) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) { values[i] = float((i * 7919) % 1009) / 100 - 5; }
    return values;
}

}  // namespace

TEST_CASE("softmax_cross_entropy: equals the plain loop for every row length") {
    for (std::size_t classes = 1; classes <= 70; ++classes) {
        const std::size_t rows = 19;
        const auto logits = spread_numbers(rows * classes);
        const auto dense = spread_numbers(rows * classes + 1), weights = spread_numbers(classes);
        std::vector<std::int32_t> labels(rows);
        for (std::size_t i = 0; i < rows; ++i) { labels[i] = std::int32_t(i * 7 % classes); }
        for (int kind = 0; kind < 8; ++kind) {
            CrossEntropyShares<float> shares;
            (kind & 1 ? void(shares.dense = dense.data()) : void(shares.labels = labels.data()));
            if (kind & 2) { shares.weights = weights.data(); }
            if (kind & 4) { shares.keep = 0.75F, shares.spread = 0.25F / float(classes); }
            const Result got = run(rows, classes, logits, shares);
            double worst = 0;  // relative to the size of the terms
            const auto compare = [&](float value, double wanted, double scale) {
                const double error = std::abs(double(value) - wanted) / scale;
                if (!(error <= worst)) { worst = error; }
            };
            for (std::size_t row = 0; row < rows; ++row) {
                const float* x = logits.data() + row * classes;
                double sum = 0, mass = 0, loss = 0, scale = 0;
                const auto share = [&](std::size_t c) {
                    const double t = kind & 1 ? double(dense[row * classes + c])
                                              : double(labels[row] == std::int32_t(c));
                    const double weight = kind & 2 ? double(weights[c]) : 1.0;
                    return weight * (t * double(shares.keep) + double(shares.spread));
                };
                for (std::size_t c = 0; c < classes; ++c) { sum += std::exp(double(x[c])); }
                for (std::size_t c = 0; c < classes; ++c) {
                    mass += share(c);
                    loss += share(c) * (std::log(sum) - double(x[c]));
                    scale += std::abs(share(c)) * (std::abs(double(x[c])) + std::log(sum) + 6);
                }
                compare(got.losses[row], loss, scale);
                for (std::size_t c = 0; c < classes; ++c) {
                    compare(got.slopes[row * classes + c],
                            mass * std::exp(double(x[c])) / sum - share(c), scale);
                }
            }
            CAPTURE(classes, kind);
            REQUIRE(worst <= 1e-6);
        }
    }
}

TEST_CASE("softmax_cross_entropy: same bits for one thread and several, and for losses alone") {
    for (const std::size_t classes : {21U, 45U}) {
        const std::size_t rows = 2000;
        const auto logits = spread_numbers(rows * classes);
        const std::vector<std::int32_t> labels(rows, 4);
        const CrossEntropyShares<float> shares{.labels = labels.data()};
        const int before = nnlite::num_threads();
        nnlite::set_num_threads(1);
        const Result one = run(rows, classes, logits, shares);
        nnlite::set_num_threads(3);
        const Result three = run(rows, classes, logits, shares);
        nnlite::set_num_threads(before);
        REQUIRE(one == three);
        std::vector<float> losses(rows);
        nnlite::kernels::softmax_cross_entropy<float>(rows, classes, logits.data(), shares,
                                                      losses.data(), nullptr);
        REQUIRE(losses == one.losses);
    }
}

TEST_CASE("softmax_cross_entropy: edges") {
    const std::int32_t label = 0;
    const CrossEntropyShares<float> first{.labels = &label};
    SECTION("extreme logits neither overflow nor vanish") {
        const Result got = run(1, 3, {-1e4F, 1e4F, 0}, first);
        REQUIRE(got.losses[0] == 2e4F);
        REQUIRE(got.slopes == std::vector<float>{-1, 1, 0});
        REQUIRE(run(1, 3, {1e4F, -1e4F, 0}, first).losses[0] == 0.0F);
    }
    SECTION("a class that cannot be costs nothing unless it is the label") {
        const Result got = run(1, 3, {1, -INFINITY, 1}, first);
        REQUIRE(got.losses[0] == Approx(std::log(2.0)));
        REQUIRE(got.slopes[1] == 0.0F);
        REQUIRE(run(1, 3, {-INFINITY, 1, 1}, first).losses[0] == INFINITY);
    }
    SECTION("NaN and infinite logits give NaN in their row alone, in any lane") {
        const std::vector<std::int32_t> labels{0, 1};
        for (const std::size_t classes : {1U, 3U, 16U, 17U, 40U}) {
            for (std::size_t lane = 0; lane < classes; ++lane) {
                for (const float bad : {float(NAN), float(INFINITY)}) {
                    std::vector<float> logits(2 * classes, 0.5F);
                    logits[lane] = bad;
                    const std::vector<std::int32_t> zeros{0, 0};
                    const Result got = run(2, classes, logits, {.labels = zeros.data()});
                    REQUIRE(std::isnan(got.losses[0]));
                    REQUIRE(std::isnan(got.slopes[0]));
                    REQUIRE(got.losses[1] == Approx(std::log(double(classes))));
                }
            }
        }
    }
    SECTION("no rows") { REQUIRE(run(0, 3, {}, {}).losses.empty()); }
}

TEST_CASE("scale_slopes: known values") {
    const std::vector<float> slopes{1, 2, 3, 4, 5, 6}, dlosses{10, 100};
    std::vector<float> got(6);
    nnlite::kernels::scale_slopes(2, 3, slopes.data(), dlosses.data(), false, 0.5F, got.data());
    REQUIRE(got == std::vector<float>{5, 10, 15, 20, 25, 30});
    nnlite::kernels::scale_slopes(2, 3, slopes.data(), dlosses.data(), true, 0.5F, got.data());
    REQUIRE(got == std::vector<float>{5, 10, 15, 200, 250, 300});
}
