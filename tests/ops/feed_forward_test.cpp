#include "nnlite/ops/feed_forward.hpp"

#include "check.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/ops/linear.hpp"
#include "support/poison_memory.hpp"

using namespace nnlite;

namespace {

std::vector<Variable<double>> network(const Shape& x, std::size_t hidden, std::size_t out) {
    return {numbers(x, 1), numbers({x.back(), hidden}, 2), numbers({hidden}, 3),
            numbers({hidden, out}, 4), numbers({out}, 5)};
}

auto fused_feed_forward(Inputs in, const nnlite::detail::FeedForwardOptions& options = {}) {
    return nnlite::detail::feed_forward(in[0], in[1], in[2], in[3], in[4], options);
}
auto composed_feed_forward(Inputs in, const nnlite::detail::FeedForwardOptions& options = {}) {
    const auto hidden = activate(linear(in[0], in[1], in[2]), options.activation);
    const auto kept = dropout(hidden, options.dropout, options.seed, options.position);
    return linear(kept, in[3], in[4]);
}

template <class F>
std::vector<Tensor<double>> feed_forward_step(F f, const std::vector<Variable<double>>& values,
                                              const nnlite::detail::FeedForwardOptions& options) {
    return result_and_gradients([&](Inputs in) { return f(in, options); }, values);
}

}  // namespace

TEST_CASE("feed_forward: equals its plain operations, the dropped numbers included") {
    const struct {
        Shape x;
        std::size_t hidden, out;
    } sizes[] = {{{2, 7, 8}, 16, 8}, {{1, 3}, 1, 5},    {{203, 32}, 300, 32}, {{97, 33}, 130, 17},
                 {{7, 8}, 16, 0},    {{97, 9}, 130, 0}, {{0, 3}, 5, 2}};
    for (const auto& [x, hidden, out] : sizes) {
        for (const auto activation : {Activation::relu, Activation::gelu}) {
            for (const double rate : {0.0, 0.3}) {
                const nnlite::detail::FeedForwardOptions options{activation, rate, 5, 192};
                const auto values = network(x, hidden, out);
                const auto got = feed_forward_step(fused_feed_forward, values, options),
                           wanted = feed_forward_step(composed_feed_forward, values, options);
                for (std::size_t i = 0; i < got.size(); ++i) {
                    INFO(text_of(x) << " hidden " << hidden << " tensor " << i);
                    require_close(got[i], wanted[i].shape(), {wanted[i].begin(), wanted[i].end()},
                                  1e-12);
                }
            }
        }
    }
}

TEST_CASE("feed_forward: gradients") {
    for (const auto activation : {Activation::relu, Activation::gelu}) {
        const nnlite::detail::FeedForwardOptions options{activation, 0.2, 3, 64};
        require_gradient([&](Inputs in) { return fused_feed_forward(in, options); },
                         network({5, 4}, 9, 3));
    }
}

TEST_CASE("feed_forward: the same bits at any number of threads") {
    const auto values = network({300, 8}, 700, 8);
    const int before = num_threads();
    set_num_threads(1);
    const auto wanted = feed_forward_step(fused_feed_forward, values, {.dropout = 0.1});
    for (const int threads : {2, 3}) {
        set_num_threads(threads);
        REQUIRE((feed_forward_step(fused_feed_forward, values, {.dropout = 0.1}) == wanted));
    }
    set_num_threads(before);
}

TEST_CASE("feed_forward: a constant input, no tokens") {
    auto inputs = network({4, 3}, 5, 2);
    for (std::size_t i = 1; i < inputs.size(); ++i) { inputs[i].set_requires_gradient(true); }
    fused_feed_forward(inputs).backward_from(numbers({4, 2}).value());
    REQUIRE(!inputs[0].has_gradient());
    inputs[0] = Variable<double>(empty_tensor<double>({0, 3}), true);
    const auto none = fused_feed_forward(inputs);
    none.backward_from(none.value());
    REQUIRE(inputs[0].gradient().shape() == Shape{0, 3});
}

TEST_CASE("feed_forward: errors") {
    auto inputs = network({4, 3}, 5, 2);
    REQUIRE_ERROR(fused_feed_forward(inputs, {.activation = Activation::tanh}), ValueError,
                  "feed_forward: expected activation relu or gelu, got tanh");
    REQUIRE_ERROR(fused_feed_forward(inputs, {.dropout = 1}), ValueError,
                  "feed_forward: expected a rate in [0, 1), got 1");
    inputs[0] = numbers({4, 2});
    REQUIRE_ERROR(fused_feed_forward(inputs), ShapeError,
                  "feed_forward: expected input [..., 3], got [4, 2]");
    inputs[3] = numbers({4, 2});
    REQUIRE_ERROR(fused_feed_forward(inputs), ShapeError,
                  "feed_forward: expected weights [in, hidden], [hidden, out] and biases [hidden], "
                  "[out], got [3, 5], [4, 2], [5], [2]");
}
