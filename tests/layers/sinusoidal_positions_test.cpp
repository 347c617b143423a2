#include "nnlite/layers/sinusoidal_positions.hpp"

#include <thread>

#include "support/check_layer.hpp"

using namespace nnlite;

TEST_CASE("sinusoidal_positions: the paper's formula") {
    const auto table = sinusoidal_positions<double>(50, 5);
    REQUIRE(table.shape() == Shape{1, 50, 5});
    for (std::size_t place : {0, 1, 49}) {
        for (std::size_t i = 0; i < 5; ++i) {
            const double angle = double(place) / std::pow(10000, double(i / 2 * 2) / 5);
            REQUIRE(table(0, place, i) ==
                    Approx(i % 2 == 0 ? std::sin(angle) : std::cos(angle)).margin(1e-15));
        }
    }
}

TEST_CASE("SinusoidalPositions: added, also to sequences of another length") {
    CounterGenerator generator(1);
    SinusoidalPositions layer;
    layer.build({4, 6}, generator);
    for (const std::size_t tokens : {2, 4, 9}) {
        const auto y = layer(full_tensor<float>({1, tokens, 6}, 0));
        REQUIRE((y.value() == sinusoidal_positions(tokens, 6)));
    }
}

TEST_CASE("SinusoidalPositions: two threads with sequences of different lengths") {
    CounterGenerator generator(1);
    SinusoidalPositions layer;
    layer.build({4, 6}, generator);
    const auto wrong = [&](std::size_t tokens) {
        const Tensor<float> wanted = sinusoidal_positions(tokens, 6);
        std::size_t count = 0;
        for (int i = 0; i < 300; ++i) {
            count += layer(full_tensor<float>({1, tokens, 6}, 0)).value() != wanted;
        }
        return count;
    };
    std::size_t others = 0;
    std::thread other([&] { others = wrong(7); });
    const std::size_t own = wrong(3);
    other.join();
    REQUIRE(own == 0);
    REQUIRE(others == 0);
}

TEST_CASE("SinusoidalPositions: what every layer promises") {
    check_layer([] { return SinusoidalPositions<double>(); },
                {.input = {5, 3},
                 .output = {5, 3},
                 .wrong = {3},
                 .error = "SinusoidalPositions: expected input [batch, time, channels], got "
                          "[batch, 3]"});
    REQUIRE_ERROR(SinusoidalPositions()(full_tensor<float>({4, 2}, 0)), ShapeError,
                  "SinusoidalPositions: expected input [batch, tokens, width], got [4, 2]");
}
