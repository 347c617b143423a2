// Programs that trap floating-point exceptions run as others do: no operation computes with lanes
// that are masked or beyond the end so that one is raised.
#include <fenv.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <limits>
#include <vector>

#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/attention.hpp"
#include "nnlite/ops/layer_norm.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/ops/softmax.hpp"
#include "support/catch.hpp"

using namespace nnlite;

#ifdef __GLIBC__

namespace {

constexpr float minus_infinity = -std::numeric_limits<float>::infinity();

// Whether f runs to its end where invalid operations, divisions by zero and overflows are trapped.
bool raises_nothing(const std::function<void()>& f) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGFPE, SIG_DFL);
        feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
        f();
        ::_exit(0);
    }
    int status = -1;
    return ::waitpid(child, &status, 0) == child && status == 0;
}

Variable<> float_numbers(const Shape& shape, float first = 0.5F) {
    Tensor<> values = empty_tensor<float>(shape);
    for (std::size_t i = 0; i < values.size(); ++i) { values.data()[i] = first + float(i % 7) / 4; }
    return Variable<>(std::move(values), true);
}

}  // namespace

TEST_CASE("operations: no floating-point exception out of nothing") {
    const auto unary = [](auto f) {
        return [f] {
            for (std::size_t size = 1; size < 36; ++size) {
                sum(f(float_numbers({size}))).backward();
            }
        };
    };
    REQUIRE(raises_nothing(unary([](const auto& x) { return x / float_numbers({1}); })));
    REQUIRE(raises_nothing(unary([](const auto& x) { return x / x; })));
    REQUIRE(raises_nothing(unary([](const auto& x) { return log(x) + sqrt(x); })));
    REQUIRE(raises_nothing(unary([](const auto& x) { return exp(x) + pow(x, -1.5); })));
    REQUIRE(raises_nothing(unary([](const auto& x) { return tanh(x) + sigmoid(x) + gelu(x); })));
    REQUIRE(raises_nothing(unary([](const auto& x) { return softmax(x, 0) + log_softmax(x, 0); })));
    REQUIRE(raises_nothing([] {  // far apart, and nothing of one class
        const Tensor<> far{{-1e30F, 0, 1e30F}, {minus_infinity, 3, -200}, {-88.5F, -90, 0}};
        const Variable<> x(far, true);
        sum(softmax(x)).backward();
        sum(softmax(x, 0)).backward();
        sum(exp(Variable<>(Tensor<>{minus_infinity, -1e30F, -1000, -89, 0}, true))).backward();
        cross_entropy(x, Labels{2, 1, 0}).backward();
    }));
}

TEST_CASE("attention: no floating-point exception where the mask leaves nothing") {
    for (const std::size_t sources : {1, 5, 16, 33}) {
        REQUIRE(raises_nothing([&] {
            const auto q = float_numbers({2, 2, 5, 4}), k = float_numbers({2, 2, sources, 4});
            Tensor<> mask = full_tensor<float>({5, sources}, minus_infinity);
            for (std::size_t t = 1; t < 5; ++t) {
                for (std::size_t s = 0; s < sources; s += t) { mask(t, s) = 0; }
            }
            sum(scaled_dot_product_attention(q, k, k, {.mask = mask})).backward();
            sum(scaled_dot_product_attention(q, k, k, {.causal = true})).backward();
        }));
    }
}

#endif
