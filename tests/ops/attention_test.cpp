#include "nnlite/ops/attention.hpp"

#include "check.hpp"
#include "nnlite/core/parallel.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/matmul.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/softmax.hpp"
#include "support/make_tensor.hpp"

using namespace nnlite;

namespace {

struct AttentionSizes {
    std::size_t batch, heads, targets, sources, d, e;
};

std::vector<Variable<double>> inputs_of(const AttentionSizes& s) {
    return {numbers({s.batch, s.heads, s.targets, s.d}, 1),
            numbers({s.batch, s.heads, s.sources, s.d}, 2),
            numbers({s.batch, s.heads, s.sources, s.e}, 3)};
}

auto fused_attention(Inputs in, const nnlite::detail::AttentionOptions<double>& options = {}) {
    return scaled_dot_product_attention(in[0], in[1], in[2], options);
}
auto composed_attention(Inputs in, const nnlite::detail::AttentionOptions<double>& options = {}) {
    const std::size_t targets = in[0].shape()[2], sources = in[1].shape()[2];
    const double scale = options.scale.value_or(1 / std::sqrt(double(in[0].shape()[3])));
    auto scores = matmul(in[0], swap_axes(in[1])) * scale;
    if (options.mask) { scores = scores + options.mask->scores; }
    if (options.causal) {
        Tensor<bool> later = full_tensor<bool>({targets, sources}, false);
        for (std::size_t i = 0; i < targets; ++i) {
            for (std::size_t j = i + 1; j < sources; ++j) { later(i, j) = true; }
        }
        scores = scores + AttentionMask<double>(later).scores;
    }
    return matmul(dropout(softmax(scores), options.dropout, options.seed, options.position), in[2]);
}

template <class F>
std::vector<Tensor<double>> attention_step(
    F f, const std::vector<Variable<double>>& values,
    const nnlite::detail::AttentionOptions<double>& options) {
    return result_and_gradients([&](Inputs in) { return f(in, options); }, values);
}

void require_composed(const AttentionSizes& sizes,
                      const nnlite::detail::AttentionOptions<double>& options) {
    const auto values = inputs_of(sizes);
    const auto got = attention_step(fused_attention, values, options),
               wanted = attention_step(composed_attention, values, options);
    for (std::size_t i = 0; i < got.size(); ++i) {
        INFO("sizes " << sizes.targets << ", " << sizes.sources << ": tensor " << i);
        require_close(got[i], wanted[i].shape(), {wanted[i].begin(), wanted[i].end()}, 1e-12);
    }
}

}  // namespace

TEST_CASE("attention: equals its plain operations, the dropped weights included") {
    for (const AttentionSizes& sizes :
         {AttentionSizes{2, 3, 64, 64, 8, 8}, AttentionSizes{1, 1, 1, 1, 1, 1},
          AttentionSizes{2, 2, 7, 7, 4, 4}, AttentionSizes{1, 2, 3, 70, 40, 5},
          AttentionSizes{3, 1, 130, 21, 16, 33}}) {
        for (const bool causal : {false, true}) {
            for (const double rate : {0.0, 0.4}) {
                require_composed(sizes,
                                 {.causal = causal, .dropout = rate, .seed = 3, .position = 128});
            }
        }
        const std::size_t t = sizes.targets, s = sizes.sources;
        require_composed(sizes, {.mask = numbers({t, s}, 4).value(), .scale = 0.7});
        require_composed(sizes, {.mask = numbers({sizes.batch, 1, 1, s}, 4).value()});
        require_composed(sizes, {.mask = numbers({sizes.heads, t, 1}, 4).value(), .causal = true});
        require_composed(
            sizes, {.mask = numbers({sizes.batch, sizes.heads, t, s}, 4).value(), .dropout = 0.1});
    }
}

TEST_CASE("attention: gradients") {
    const auto values = inputs_of({2, 2, 3, 4, 2, 3});
    require_gradient([](Inputs in) { return fused_attention(in); }, values);
    require_gradient(
        [](Inputs in) {
            return fused_attention(in, {.causal = true, .dropout = 0.3, .seed = 2, .scale = 2});
        },
        values);
    require_gradient([](Inputs in) { return scaled_dot_product_attention(in[0], in[0], in[0]); },
                     {numbers({1, 2, 5, 3})});
}

TEST_CASE("attention: the same bits at any number of threads") {
    const auto values = inputs_of({9, 4, 30, 30, 8, 8});
    const int before = num_threads();
    set_num_threads(1);
    const auto wanted = attention_step(fused_attention, values, {.dropout = 0.1});
    for (const int threads : {2, 3}) {
        set_num_threads(threads);
        REQUIRE((attention_step(fused_attention, values, {.dropout = 0.1}) == wanted));
    }
    set_num_threads(before);
}

TEST_CASE("attention: a long causal sequence") {
    require_composed({1, 1, 1025, 1025, 4, 4}, {.causal = true});
}

TEST_CASE("attention: a target without sources gets 0 and gives no gradient") {
    Tensor<bool> ignored = full_tensor<bool>({2, 3}, false);
    ignored(1, 0) = ignored(1, 1) = ignored(1, 2) = true;
    const auto all =
        attention_step(fused_attention, inputs_of({1, 1, 2, 3, 2, 2}), {.mask = ignored});
    const auto first = inputs_of({1, 1, 2, 3, 2, 2});
    for (std::size_t i = 2; i < 4; ++i) {
        REQUIRE(all[0].data()[i] == 0);
        REQUIRE(all[1].data()[i] == 0);
    }
    for (const auto& tensor : all) {
        for (const double value : tensor) { REQUIRE(std::isfinite(value)); }
    }
    for (const AttentionSizes& sizes :
         {AttentionSizes{1, 2, 3, 0, 2, 2}, AttentionSizes{1, 2, 0, 3, 2, 2},
          AttentionSizes{0, 2, 3, 3, 2, 2}}) {
        for (const auto& tensor : attention_step(fused_attention, inputs_of(sizes), {})) {
            for (const double value : tensor) { REQUIRE(value == 0); }
        }
    }
}

TEST_CASE("attention: NaN is passed on, large scores do not overflow") {
    auto values = inputs_of({1, 1, 2, 2, 1, 1});
    values[0].mutable_value() = make_tensor<double>({1, 1, 2, 1}, {1e6, std::nan("")});
    values[1].mutable_value() = make_tensor<double>({1, 1, 2, 1}, {1e6, -1e6});
    values[2].mutable_value() = make_tensor<double>({1, 1, 2, 1}, {3, 5});
    const auto y = fused_attention(values).value();
    REQUIRE(y.data()[0] == 3);
    REQUIRE(std::isnan(y.data()[1]));
}

TEST_CASE("attention: errors") {
    const auto in = inputs_of({2, 3, 4, 5, 6, 7});
    REQUIRE_ERROR(scaled_dot_product_attention(in[0], in[1], in[0]), ShapeError,
                  "scaled_dot_product_attention: expected q [batch, heads, targets, d], k [batch, "
                  "heads, sources, d], v [batch, heads, sources, e], got [2, 3, 4, 6], [2, 3, 5, "
                  "6], [2, 3, 4, 6]");
    REQUIRE_ERROR(fused_attention(in, {.mask = numbers({3, 5}).value()}), ShapeError,
                  "scaled_dot_product_attention: expected a mask that broadcasts to [batch, heads, "
                  "targets, sources] = [2, 3, 4, 5], got [3, 5]");
    REQUIRE_ERROR(fused_attention(in, {.mask = numbers({1, 2, 3, 4, 5}).value()}), ShapeError,
                  "scaled_dot_product_attention: expected a mask that broadcasts to [batch, heads, "
                  "targets, sources] = [2, 3, 4, 5], got [1, 2, 3, 4, 5]");
    REQUIRE_ERROR(fused_attention(in, {.dropout = -0.1}), ValueError,
                  "scaled_dot_product_attention: expected a rate in [0, 1), got -0.1");
}
