// A program may let the processor trap on invalid operations, divisions by 0 and overflows
// (feenableexcept), to find where its NaNs come from. Masks, padding and the lanes past the end of
// a row must not trap: each case runs in a process of its own that does.
#include <cfenv>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/pool1d.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/losses/binary_cross_entropy.hpp"
#include "nnlite/losses/cross_entropy.hpp"
#include "nnlite/losses/focal_loss.hpp"
#include "nnlite/losses/kl_divergence.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/attention.hpp"
#include "nnlite/ops/padding_mask.hpp"
#include "nnlite/ops/reduce.hpp"
#include "nnlite/ops/softmax.hpp"
#include "nnlite/training/model.hpp"
#include "support/catch.hpp"
#include "support/in_child.hpp"
#include "support/make_tensor.hpp"

#ifdef __GLIBC__

using namespace nnlite;

namespace {

// 0, or 1000 + SIGFPE if one of the traps was sprung.
template <class Run>
int with_traps(Run run, int traps = FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW) {
    const int threads = num_threads();
    set_num_threads(1);  // a forked process has no other, and each thread has its own traps
    const int result = in_child([&] {
        ::feenableexcept(traps);
        run();
        return 0;
    });
    set_num_threads(threads);
    return result;
}

template <class T>
Variable<T> scaled_numbers(const Shape& shape, double scale = 1) {
    Tensor<T> values = empty_tensor<T>(shape);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values.data()[i] = static_cast<T>(scale * (double(i * 7919 % 101) - 50) / 50);
    }
    return {std::move(values), true};
}

template <class T>
int of_attention(std::size_t tokens, const nnlite::detail::AttentionOptions<T>& options) {
    return with_traps([&] {
        const Shape shape{2, 3, tokens, 5};
        const Variable<T> q = scaled_numbers<T>(shape), k = scaled_numbers<T>(shape),
                          v = scaled_numbers<T>(shape);
        sum(scaled_dot_product_attention(q, k, v, options)).backward();
    });
}

int of_training(const Sequential<>& network, Shape sample) {
    constexpr std::size_t rows = 37;
    return with_traps([&] {
        sample.insert(sample.begin(), rows);
        Labels labels = empty_tensor<std::int32_t>({rows});
        for (std::size_t i = 0; i < rows; ++i) { labels(i) = std::int32_t(i % 3); }
        Model model(network);
        model.compile({.loss = CrossEntropy{}, .metrics = {accuracy_metric()}, .clip_norm = 1});
        model.fit(TensorDataset(scaled_numbers<float>(sample).value(), labels),
                  {.epochs = 2, .batch_size = 8, .verbose = Verbose::silent});
    });
}

}  // namespace

TEMPLATE_TEST_CASE("Traps: attention with masks and padding", "", float, double) {
    using T = TestType;
    constexpr T infinity = std::numeric_limits<T>::infinity();
    // The masks that are in use: -infinity, the lowest number, -1e9.
    for (const T ignored : {-infinity, std::numeric_limits<T>::lowest(), T(-1e9)}) {
        for (const std::size_t tokens : {1, 7, 16, 19}) {
            CAPTURE(ignored, tokens);
            Tensor<T> mask = full_tensor<T>({tokens, tokens}, 0);
            for (std::size_t i = 0; i < mask.size(); ++i) {
                mask.data()[i] = i % 3 == 1 ? ignored : T(0);
            }
            REQUIRE(of_attention<T>(tokens, {.mask = mask}) == 0);
            REQUIRE(of_attention<T>(tokens, {.mask = mask, .causal = true, .dropout = 0.5}) == 0);
            mask.fill(ignored);  // no source is left
            REQUIRE(of_attention<T>(tokens, {.mask = mask}) == 0);
            REQUIRE(of_attention<T>(tokens, {.causal = true}) == 0);
        }
    }
    const std::vector<std::size_t> lengths{3, 0};
    Tensor<bool> ended = padding_mask(lengths, 11);
    ended.reshape({2, 1, 1, 11});
    REQUIRE(of_attention<T>(11, {.mask = ended}) == 0);
}

TEMPLATE_TEST_CASE("Traps: softmax and losses where classes are masked", "", float, double) {
    using T = TestType;
    constexpr T infinity = std::numeric_limits<T>::infinity();
    for (const T masked : {-infinity, std::numeric_limits<T>::lowest(), T(-1e9)}) {
        for (const std::size_t classes : {2, 5, 16, 33, 70}) {
            CAPTURE(masked, classes);
            Tensor<T> logits = scaled_numbers<T>({9, classes}, 30).value();
            for (std::size_t i = 0; i < 9; ++i) { logits(i, classes - 1) = masked; }
            const Variable<T> x(logits, true);
            const Variable<T> columns(Tensor<T>(xt::transpose(logits)), true);
            const Labels labels = full_tensor<std::int32_t>({9}, 0);
            REQUIRE(with_traps([&] { sum(softmax(x)).backward(); }) == 0);
            REQUIRE(with_traps([&] { sum(softmax(columns, 0)).backward(); }) == 0);
            REQUIRE(with_traps([&] { sum(logsumexp(x, {1})).backward(); }) == 0);
            REQUIRE(with_traps([&] { cross_entropy(x, labels).backward(); }) == 0);
            REQUIRE(with_traps([&] { log_softmax(x); }) == 0);
        }
    }
}

TEMPLATE_TEST_CASE("Traps: lanes past the end of elementwise operations", "", float, double) {
    using T = TestType;
    const Variable<T> x(Tensor<T>(scaled_numbers<T>({7}).value() + T(2)), true);
    const Variable<T> p(Tensor<T>(x.value() / T(4)), true), targets(p.value());
    const std::vector<std::function<Variable<T>()>> operations{
        [&] { return x / x; },
        [&] { return T(1) / x; },
        [&] { return log(x); },
        [&] { return sqrt(x); },
        [&] { return pow(x, T(-1.5)); },
        [&] { return var(x); },
        [&] { return kl_divergence(log(p), targets); },
        [&] { return binary_cross_entropy(x, targets); },
        [&] { return binary_cross_entropy_from_probabilities(p, targets); },
        [&] { return focal_loss(x, targets); },
    };
    for (std::size_t i = 0; i < operations.size(); ++i) {
        CAPTURE(i);
        REQUIRE(with_traps([&] { sum(operations[i]()).backward(); }) == 0);
    }
}

TEMPLATE_TEST_CASE("Traps: activations of large numbers", "", float, double) {
    using T = TestType;
    for (const double scale : {1.0, 80.0, 1e4}) {
        const int traps = FE_INVALID | FE_DIVBYZERO | (scale < 1e4 ? FE_OVERFLOW : 0);
        const Variable<T> x = scaled_numbers<T>({103}, scale);
        const std::vector<std::function<Variable<T>()>> operations{
            [&] { return sigmoid(x); }, [&] { return tanh(x); }, [&] { return softplus(x); },
            [&] { return silu(x); },    [&] { return elu(x); },  [&] { return relu(x); },
        };
        for (std::size_t i = 0; i < operations.size(); ++i) {
            CAPTURE(scale, i);
            REQUIRE(with_traps([&] { sum(operations[i]()).backward(); }, traps) == 0);
        }
    }
}

TEST_CASE("Traps: training") {
    REQUIRE(of_training(Sequential(Linear(19), ReLU(), Dropout(0.5), BatchNorm1d(), Linear(3)),
                        {7}) == 0);
    REQUIRE(of_training(Sequential(Conv2d(5, {3, 3}), BatchNorm2d(), ReLU(), MaxPool2d({2, 2}),
                                   Flatten(), Linear(3)),
                        {9, 9, 3}) == 0);
    REQUIRE(of_training(Sequential(LSTM(11), GRU(5), Flatten(), Linear(3)), {6, 3}) == 0);
    const TransformerLayerOptions options{
        .feed_forward = 13, .activation = Activation::gelu, .causal = true};
    REQUIRE(of_training(Sequential(Linear(6), TransformerEncoder(2, 2, options), LayerNorm(),
                                   Flatten(), Linear(3)),
                        {5, 4}) == 0);
}

#endif
