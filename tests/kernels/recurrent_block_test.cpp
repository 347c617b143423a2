#include "nnlite/kernels/recurrent_block.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("RecurrentBlock: each unit of the sequences that go on, once") {
    const std::vector<std::size_t> lengths{1, 9, 3, 1, 2, 4};
    for (const bool ends : {false, true}) {
        for (const bool reverse : {false, true}) {
            const kernels::RecurrentPlan<float> plan{.batch = 6,
                                                     .time = 4,
                                                     .in = 1,
                                                     .hidden = 37,
                                                     .width = 37,
                                                     .columns = 37,
                                                     .reverse = reverse,
                                                     .lengths = ends ? lengths.data() : nullptr};
            std::vector<float> tape(6 * plan.tape_of_sequence());
            const kernels::RecurrentBlock<float> first(plan, 2, 6, tape.data());
            for (std::size_t s = 0; s < 4; ++s) {
                const auto now = first.at(s);
                REQUIRE(now.time == (reverse ? 3 - s : s));
                std::vector<int> times(4 * 37, 0);
                now.for_units(37, [&](std::size_t row, std::size_t j, std::size_t part) {
                    for (std::size_t i = 0; i < part; ++i) { ++times[row * 37 + j + i]; }
                });
                for (std::size_t i = 0; i < times.size(); ++i) {
                    const bool active = !ends || now.time < lengths[2 + i / 37];
                    REQUIRE(times[i] == (active ? 1 : 0));
                    REQUIRE(now.is_active(i / 37) == active);
                }
            }
        }
    }
}

TEST_CASE("RecurrentBlock: each place of the tape belongs to one block, time step and matrix") {
    for (const bool has_cell : {false, true}) {
        for (const bool has_extra : {false, true}) {
            const kernels::RecurrentPlan<float> plan{.batch = 5,
                                                     .time = 3,
                                                     .in = 1,
                                                     .hidden = 7,
                                                     .width = 2,
                                                     .columns = 28,
                                                     .has_cell = has_cell,
                                                     .has_extra = has_extra};
            std::vector<float> tape(5 * plan.tape_of_sequence(), 0);
            const auto mark = [](float* from, std::size_t count) {
                for (std::size_t i = 0; i < count; ++i) { ++from[i]; }
            };
            for (const std::size_t begin : {0, 4}) {
                const std::size_t rows = begin == 0 ? 4 : 1;
                const kernels::RecurrentBlock<float> first(plan, begin, begin + rows, tape.data());
                mark(first.h_old, rows * 2);
                if (has_cell) { mark(first.c_old, rows * 7); }
                for (std::size_t s = 0; s < 3; ++s) {
                    const auto now = first.at(s);
                    mark(now.gates, rows * 28);
                    mark(now.h, rows * 2);
                    if (has_cell) { mark(now.c, rows * 7); }
                    if (has_extra) { mark(now.extra, rows * 7); }
                    if (s > 0) { REQUIRE(now.h_old == first.at(s - 1).h); }
                    REQUIRE((now.c != nullptr) == has_cell);
                    REQUIRE((now.extra != nullptr) == has_extra);
                }
            }
            REQUIRE(tape == std::vector<float>(tape.size(), 1));
        }
    }
}

TEST_CASE("RecurrentPlan: blocks are whole parts, more rows for large weights, never many sums") {
    using Counts = std::initializer_list<std::size_t>;
    for (const std::size_t batch : Counts{1, 8, 64, 95, 96, 144, 1000, 60000}) {
        for (const std::size_t weights : Counts{3, 10000, 200000, 300000, 2000000, 100000000}) {
            INFO("batch " << batch << ", weights " << weights);
            const kernels::RecurrentPlan<float> plan{.batch = batch,
                                                     .time = 1,
                                                     .in = weights - 1,
                                                     .hidden = 1,
                                                     .width = 0,
                                                     .columns = 1};
            REQUIRE(plan.weights() == weights);
            REQUIRE(plan.grain() % plan.rows() == 0);
            REQUIRE((plan.parts() - 1) * plan.grain() < batch);
            REQUIRE(plan.parts() * plan.grain() >= batch);
            REQUIRE(plan.parts() <= 16);
            REQUIRE((weights < 4000000 || plan.parts() <= 2));
            REQUIRE((weights < 2000000 || 2 * plan.rows() >= batch));
        }
    }
    const kernels::RecurrentPlan<float> none{
        .batch = 0, .time = 1, .in = 99, .hidden = 1, .width = 0, .columns = 1};
    REQUIRE(none.parts() == 0);
}
