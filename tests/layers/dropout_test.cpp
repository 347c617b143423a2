#include "nnlite/layers/dropout.hpp"

#include "layers/compare.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;

namespace {

// The random bits of number i: half a word.
std::uint32_t half_word(const std::vector<std::uint32_t>& words, std::size_t i) {
    return words[i / 2] >> 16 * (i % 2) & 0xffffU;
}

}  // namespace

TEST_CASE("dropout keeps x / (1 - rate) where the random bits say so, and so its gradient") {
    const Variable<double> x(irregular_values({3, 50}), true);
    const auto y = dropout(x, 0.25, 11, 128);
    y.backward_from(irregular_values({3, 50}) + 7);
    std::vector<std::uint32_t> words(75);
    nnlite::detail::random_bits(11, 64, words.data(), words.size());
    std::size_t dropped = 0;
    for (std::size_t i = 0; i < 150; ++i) {
        const bool kept = half_word(words, i) >= 0x4000U;
        dropped += kept ? 0 : 1;
        REQUIRE(y.value().data()[i] == (kept ? x.value().data()[i] * (4.0 / 3) : 0));
        REQUIRE(x.gradient().data()[i] == (kept ? (x.value().data()[i] + 7) * (4.0 / 3) : 0));
    }
    REQUIRE(dropped > 0);
    REQUIRE(nnlite::detail::dropout_advance(150) == 192);
}

TEST_CASE("dropout: a position inside a group of random words, a rate between two steps") {
    const Variable<double> x(full_tensor<double>({300}, 1));
    const auto whole = dropout(x, 0.1, 7, 0), rest = dropout(x, 0.1, 7, 64);
    std::vector<std::uint32_t> words(182);
    nnlite::detail::random_bits(7, 0, words.data(), words.size());
    for (std::size_t i = 0; i < 300; ++i) {
        const double scale = 65536.0 / (65536 - 6554);  // of the nearest rate
        REQUIRE(whole.value()(i) == (half_word(words, i) >= 6554 ? scale : 0));
        REQUIRE(rest.value()(i) == (half_word(words, i + 64) >= 6554 ? scale : 0));
    }
}

TEST_CASE("Dropout drops the given fraction") {
    const Variable<float> ones(full_tensor<float>({1000, 100}, 1));
    for (const double rate : {0.01, 0.3, 0.9}) {
        const Tensor<float> y = dropout(ones, rate, 1).value();
        const auto dropped = double(std::count(y.begin(), y.end(), 0.0F));
        // Five standard deviations; the seed is fixed.
        REQUIRE(std::abs(dropped / 1e5 - rate) < 5 * std::sqrt(rate * (1 - rate) / 1e5));
    }
}

TEST_CASE("Dropout keeps the laws of a layer") {
    check_layer([] { return Dropout<double>(0.4); },
                {.input = {7, 5}, .output = {7, 5}, .same_in_evaluation = false});
    check_layer([] { return Dropout<double>(0); }, {.input = {7, 5}, .output = {7, 5}});
    check_layer([] { return Dropout2d<double>(0.4); },
                {.input = {3, 4, 5},
                 .output = {3, 4, 5},
                 .same_in_evaluation = false,
                 .wrong = {4, 5},
                 .error = "Dropout2d: expected input [batch, height, width, channels], got "
                          "[batch, 4, 5]",
                 .large_batch = 300});
    check_layer([] { return Dropout2d<double>(0); }, {.input = {3, 4, 5}, .output = {3, 4, 5}});
}

TEST_CASE("Dropout2d drops whole channels, each by the word of its sample and channel") {
    Dropout2d<double> layer(0.25);
    layer.seed = 11;
    layer.position = 128;
    const Variable<double> x(irregular_values({6, 3, 2, 25}), true);
    const auto y = layer.forward(x);
    y.backward_from(irregular_values({6, 3, 2, 25}) + 7);
    REQUIRE(layer.position == 128 + 192);
    std::vector<std::uint32_t> words(75);
    nnlite::detail::random_bits(11, 64, words.data(), words.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool kept = half_word(words, i / 150 * 25 + i % 25) >= 0x4000U;
        REQUIRE(y.value().data()[i] == (kept ? x.value().data()[i] * (4.0 / 3) : 0));
        REQUIRE(x.gradient().data()[i] == (kept ? (x.value().data()[i] + 7) * (4.0 / 3) : 0));
    }
}

TEST_CASE("Dropout moves on with each training call, and seed and position resume it") {
    Dropout layer(0.5);
    CounterGenerator generator(1);
    layer.build({100}, generator);
    const Variable<float> x(full_tensor<float>({2, 100}, 1));
    const Tensor<float> first = layer.forward(x).value();
    REQUIRE(layer.position == 256);
    const Tensor<float> second = layer.forward(x).value();
    REQUIRE(first != second);
    set_training(layer, false);
    REQUIRE(layer.forward(x).value() == x.value());
    REQUIRE(layer.position == 512);

    Dropout resumed(0.5);
    resumed.seed = layer.seed;
    resumed.position = 256;
    REQUIRE(resumed.forward(x).value() == second);

    Dropout2d channels(0.5);
    CounterGenerator same(1);
    channels.build({1, 1, 100}, same);
    REQUIRE(channels.seed == layer.seed);

    // A given seed leaves the generator to the other layers.
    CounterGenerator untouched(1);
    Dropout seeded(0.5, {.seed = layer.seed});
    seeded.build({100}, untouched);
    REQUIRE(untouched.position == 0);
    REQUIRE(seeded.forward(x).value() == first);
}

TEST_CASE("Dropout: next() tells an operation what forward() would drop") {
    Dropout layer(0.25, {.seed = 11});
    CounterGenerator generator(1);
    layer.build({150}, generator);
    const Variable<float> x(full_tensor<float>({150}, 1));
    layer.forward(x);
    const nnlite::detail::DropoutDraw draw = layer.next(150);
    REQUIRE(layer.position == 2 * 192);
    layer.position = 192;
    REQUIRE(
        (layer.forward(x).value() == dropout(x, draw.dropout, draw.seed, draw.position).value()));
    set_training(layer, false);
    REQUIRE(layer.next(150).dropout == 0);
    REQUIRE(layer.position == 2 * 192);
}

TEST_CASE(
    "Dropout: rates outside 0 to 1 and, for Dropout2d, other samples than images are errors") {
    REQUIRE_ERROR(Dropout(1.0), ValueError, "Dropout: expected a rate in [0, 1), got 1");
    REQUIRE_ERROR(Dropout2d(1.5), ValueError, "Dropout2d: expected a rate in [0, 1), got 1.5");
    REQUIRE_ERROR(Dropout2d(0.5).forward(Variable<float>(full_tensor<float>({2, 3}, 1))),
                  ShapeError,
                  "Dropout2d: expected input [batch, height, width, channels], got [2, 3]");
    REQUIRE_ERROR(Dropout(-0.1), ValueError, "Dropout: expected a rate in [0, 1), got -0.1");
    REQUIRE_ERROR(dropout(Variable<float>(1.0F), std::nan(""), 0), ValueError,
                  "dropout: expected a rate in [0, 1), got nan");
}

TEST_CASE("Dropout of an empty batch, of a scalar and of a rate close to 1") {
    REQUIRE(dropout(Variable<float>(empty_tensor<float>({0, 3})), 0.5, 0).size() == 0);
    Dropout2d channels(0.5);
    REQUIRE(channels.forward(Variable<float>(empty_tensor<float>({0, 2, 2, 3}))).size() == 0);
    const float kept = dropout(Variable<float>(1.0F), 0.5, 0).item();
    REQUIRE((kept == 0 || kept == 2));
    const auto y = dropout(Variable<double>(full_tensor<double>({64}, 1)), 1 - 0x1p-53, 0);
    REQUIRE(*std::max_element(y.value().begin(), y.value().end()) == 0);
}
