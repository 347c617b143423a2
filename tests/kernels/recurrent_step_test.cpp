#include "nnlite/kernels/recurrent_step.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("RecurrentStep: each unit of the sequences that go on, once") {
    const std::vector<std::size_t> lengths{3, 1, 2, 4};
    kernels::RecurrentStep<float> step{};
    step.rows = 4;
    for (const bool ends : {false, true}) {
        step.lengths = ends ? lengths.data() : nullptr;
        for (step.time = 0; step.time < 4; ++step.time) {
            std::vector<int> times(4 * 37, 0);
            step.for_units(37, [&](std::size_t row, std::size_t j, std::size_t part) {
                for (std::size_t i = 0; i < part; ++i) { ++times[row * 37 + j + i]; }
            });
            for (std::size_t i = 0; i < times.size(); ++i) {
                const bool active = !ends || step.time < lengths[i / 37];
                REQUIRE(times[i] == (active ? 1 : 0));
                REQUIRE(step.is_active(i / 37) == active);
            }
        }
    }
}
