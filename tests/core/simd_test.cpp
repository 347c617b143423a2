#include "nnlite/core/simd.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "support/catch.hpp"

using nnlite::kernels::Pack;

namespace {

// The largest error of f against g over [low, high], in units of the last place of the result.
template <class T, class F, class G>
double worst_ulp(F f, G g, double low, double high) {
    double worst = 0;
    T values[Pack<T>::width], results[Pack<T>::width];
    const int steps = 20000;
    for (int i = 0; i < steps; ++i) {
        for (std::size_t k = 0; k < Pack<T>::width; ++k) {
            values[k] = T(low + (high - low) * (i + double(k) / 100) / steps);
        }
        f(Pack<T>::load(values)).store(results);
        for (std::size_t k = 0; k < Pack<T>::width; ++k) {
            const long double exact = g(static_cast<long double>(values[k]));
            const T rounded = static_cast<T>(exact);
            const T ulp = std::abs(std::nextafter(rounded, T(1e30)) - rounded);
            worst = std::max(worst, double(std::abs(results[k] - exact) / ulp));
        }
    }
    return worst;
}

// The same where numbers may be subnormal or the result too large for T.
template <class T, class F, class G>
double worst_at_limits(F f, G g, double low, double high) {
    double worst = 0;
    const int steps = 20000;
    for (int i = 0; i < steps; ++i) {
        const T value = T(low + (high - low) * i / steps);
        T results[Pack<T>::width];
        f(Pack<T>(value)).store(results);
        const long double exact = g(static_cast<long double>(value));
        const T rounded = static_cast<T>(exact);
        const T ulp = std::nextafter(rounded, std::numeric_limits<T>::infinity()) - rounded;
        const bool is_finite = std::isfinite(rounded) && std::isfinite(results[0]);
        if (is_finite) { worst = std::max(worst, double(std::abs(results[0] - exact) / ulp)); }
        if (!is_finite && results[0] != rounded) { return 1e9; }
    }
    return worst;
}

template <class T>
void check_limits(double subnormal, double largest) {
    using L = long double;
    const auto value = [](auto f, double x) {
        T results[Pack<T>::width];
        f(Pack<T>(T(x))).store(results);
        return results[0];
    };
    const auto power = [](auto x) { return exp(x); };
    const auto power_less_1 = [](auto x) { return expm1(x); };
    REQUIRE(worst_at_limits<T>(
                power, [](L x) { return std::exp(x); }, subnormal, -largest + 3) < 2.5);
    REQUIRE(worst_at_limits<T>(
                power, [](L x) { return std::exp(x); }, largest - 3, largest + 3) < 2.5);
    REQUIRE(worst_at_limits<T>(
                power_less_1, [](L x) { return std::expm1(x); }, largest - 3, largest + 3) < 2.5);
    const T infinity = std::numeric_limits<T>::infinity();
    for (const double far : {1e3, 1e9, 1e30, double(infinity)}) {
        REQUIRE((value(power, far) == infinity && value(power_less_1, far) == infinity));
        REQUIRE((value(power, -far) == 0 && value(power_less_1, -far) == -1));
    }
    REQUIRE(std::isnan(value(power, std::nan(""))));
    REQUIRE(std::isnan(value(power_less_1, std::nan(""))));
}

template <class T>
void check_accuracy() {
    using L = long double;
    REQUIRE(worst_ulp<T>([](auto x) { return exp(x); }, [](L x) { return std::exp(x); }, -80, 80) <
            2.5);
    REQUIRE(worst_ulp<T>([](auto x) { return log(x); }, [](L x) { return std::log(x); }, 1e-3,
                         1e3) < 2.5);
    REQUIRE(worst_ulp<T>([](auto x) { return tanh(x); }, [](L x) { return std::tanh(x); }, -5, 5) <
            2.5);
    // xsimd's erf in double is good to 1e-14, not to the last place.
    const double erf_bound = sizeof(T) == 4 ? 3 : 100;
    REQUIRE(worst_ulp<T>([](auto x) { return erf(x); }, [](L x) { return std::erf(x); }, -3, 3) <
            erf_bound);
    REQUIRE(worst_ulp<T>([](auto x) { return sqrt(x); }, [](L x) { return std::sqrt(x); }, 0, 9) <
            1);
}

template <class T>
std::vector<T> values_of(Pack<T> x) {
    std::vector<T> result(Pack<T>::width);
    x.store(result.data());
    return result;
}

}  // namespace

TEST_CASE("simd: functions are accurate to a few units of the last place") {
    check_accuracy<float>();
    check_accuracy<double>();
}

TEST_CASE("simd: exp and expm1 to the limits of their numbers, subnormal ones included") {
    check_limits<float>(-105, 88.7228);
    check_limits<double>(-746, 709.7827);
}

TEST_CASE("simd: parts of a pack load and store nothing else") {
    constexpr std::size_t width = Pack<float>::width;
    for (std::size_t count = 0; count < width; ++count) {
        std::vector<float> from(count), to(width + 1, -1.0F);
        for (std::size_t i = 0; i < count; ++i) { from[i] = float(i) + 0.5F; }
        const auto pack = Pack<float>::load_part(from.data(), count, 7.0F);
        const auto all = values_of(pack);
        pack.store_part(to.data(), count);
        for (std::size_t i = 0; i < width; ++i) {
            REQUIRE(all[i] == (i < count ? from[i] : 7.0F));
            REQUIRE(to[i] == (i < count ? from[i] : -1.0F));
        }
    }
}

TEST_CASE("simd: comparisons, where, max and min know NaN") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const Pack<float> x(nan), one(1);
    REQUIRE(std::isnan(values_of(max(x, one))[0]));
    REQUIRE(std::isnan(values_of(max(one, x))[0]));
    REQUIRE(std::isnan(values_of(min(x, one))[0]));
    REQUIRE(std::isnan(values_of(min(one, x))[0]));
    REQUIRE(values_of(where(x != x, one, x))[0] == 1.0F);
    REQUIRE(values_of(where(x == x, x, one))[0] == 1.0F);
    REQUIRE(values_of(max(Pack<float>(2), one))[0] == 2.0F);
    REQUIRE(values_of(min(Pack<float>(2), one))[0] == 1.0F);
}

TEST_CASE("simd: relu keeps NaN") {
    for (const auto& [x, wanted] : {std::pair(-2.0F, 0.0F), {-0.0F, 0.0F}, {3.0F, 3.0F}}) {
        REQUIRE(values_of(relu(Pack<float>(x)))[0] == wanted);
    }
    REQUIRE(std::isnan(values_of(relu(Pack<float>(std::numeric_limits<float>::quiet_NaN())))[0]));
    REQUIRE(std::isnan(values_of(relu(Pack<double>(std::numeric_limits<double>::quiet_NaN())))[0]));
}

TEMPLATE_TEST_CASE("simd: bytes to numbers and back", "", float, double) {
    constexpr std::size_t width = Pack<TestType>::width;
    std::vector<std::uint8_t> bytes(width + 1), to(width + 1);
    for (std::size_t i = 0; i <= width; ++i) { bytes[i] = static_cast<std::uint8_t>(255 - 7 * i); }
    for (std::size_t count = 0; count <= width; ++count) {
        const auto pack = nnlite::kernels::load_bytes<TestType>(bytes.data() + 1, count);
        TestType values[width];
        pack.store(values);
        std::fill(to.begin(), to.end(), std::uint8_t{1});
        nnlite::kernels::store_bytes(to.data() + 1, count, pack);
        for (std::size_t i = 0; i < width; ++i) {
            REQUIRE(values[i] == TestType(i < count ? bytes[i + 1] : 0));
            REQUIRE(to[i + 1] == (i < count ? bytes[i + 1] : 1));
        }
    }
}

TEST_CASE("simd: for_packs visits every number once") {
    for (const std::size_t count : {0, 1, 7, 16, 1025}) {
        std::vector<int> visits(count);
        nnlite::kernels::for_packs<float>(count, [&](std::size_t i, std::size_t part) {
            for (std::size_t k = 0; k < part; ++k) { ++visits[i + k]; }
        });
        REQUIRE(visits == std::vector<int>(count, 1));
    }
}

TEST_CASE("simd: reductions") {
    std::vector<double> values(Pack<double>::width);
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) { sum += values[i] = double(i) - 2; }
    REQUIRE(reduce_add(Pack<double>::load(values.data())) == sum);
    REQUIRE(reduce_max(Pack<double>::load(values.data())) == double(values.size()) - 3);
}
