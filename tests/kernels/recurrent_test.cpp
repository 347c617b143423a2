#include "nnlite/kernels/recurrent.hpp"

#include <initializer_list>
#include <vector>

#include "support/catch.hpp"

using namespace nnlite;
using kernels::load;
using Sizes = std::initializer_list<std::size_t>;

namespace {

// h = h_old + a: the state is the sum of the input's so far. The recurrent weight is not used.
struct SumCell {
    static constexpr std::size_t gates = 1;

    void forward(const kernels::RecurrentStep<double>& s) const {
        s.for_units(1, [&](std::size_t row, std::size_t j, std::size_t part) {
            store(s.h + row + j, part,
                  load(s.h_old + row + j, part) + load(s.gates + row + j, part));
        });
    }
    void backward(const kernels::RecurrentStep<double>& s,
                  const kernels::RecurrentSlopes<double>& d) const {
        s.for_units(1, [&](std::size_t row, std::size_t j, std::size_t part) {
            store(d.dgates + row + j, part, load(d.dh + row + j, part));
        });
    }
    void add_weight_gradients(std::size_t, const kernels::RecurrentTape<double>&, const double*,
                              const double*, double*, double*) const {}
};

struct Sums {
    std::size_t batch, time;
    bool reverse = false;
    const std::size_t* lengths = nullptr;
    std::vector<double> x{}, y{}, last{}, dx{}, weights{};

    void run() {
        x.resize(batch * time);
        for (std::size_t i = 0; i < x.size(); ++i) { x[i] = double(i % 17); }
        y.resize(batch * time);
        last.resize(batch);
        dx.resize(batch * time);
        weights.resize(3);  // of the input, bias, of the state
        const double two = 2, one = 1;
        std::vector<double> gates(batch * time), states(batch * (time + 1));
        const kernels::RecurrentArguments<double> of{.batch = batch,
                                                     .time = time,
                                                     .in = 1,
                                                     .hidden = 1,
                                                     .width = 1,
                                                     .reverse = reverse,
                                                     .lengths = lengths,
                                                     .x = x.data(),
                                                     .weight_ih = &two,
                                                     .bias = nullptr,
                                                     .h0 = &one,
                                                     .c0 = nullptr,
                                                     .h0_stride = 0,
                                                     .c0_stride = 0};
        const kernels::RecurrentTape<double> tape{gates.data(), states.data(), nullptr, nullptr};
        recurrent(of, SumCell{}, tape, {y.data(), last.data(), nullptr});
        const std::vector<double> dy(batch * time, 1);
        kernels::recurrent_gradients(of, SumCell{}, tape, {dy.data(), nullptr, nullptr},
                                     {dx.data(), nullptr, nullptr, weights.data()}, 3);
    }
};

}  // namespace

TEST_CASE("recurrent: a cell that sums, over one block and many, both directions, any lengths") {
    for (const std::size_t batch : Sizes{1, 8, 11, 24, 100, 1000}) {
        for (const bool reverse : {false, true}) {
            for (const bool ends : {false, true}) {
                INFO("batch " << batch << ", reverse " << reverse << ", lengths " << ends);
                const std::size_t time = 5;
                std::vector<std::size_t> lengths(batch, time);
                for (std::size_t i = 0; i < batch && ends; ++i) { lengths[i] = 1 + i % time; }
                Sums sums{batch, time, reverse, ends ? lengths.data() : nullptr};
                sums.run();
                double dweight = 0, dbias = 0;
                for (std::size_t i = 0; i < batch; ++i) {
                    double state = 1;
                    for (std::size_t s = 0; s < lengths[i]; ++s) {
                        const std::size_t t = reverse ? lengths[i] - 1 - s : s;
                        const std::size_t at = i * time + t;
                        state += 2 * sums.x[at];
                        REQUIRE(sums.y[at] == state);
                        REQUIRE(sums.dx[at] == 2 * double(lengths[i] - s));
                        dweight += sums.x[at] * double(lengths[i] - s);
                        dbias += double(lengths[i] - s);
                    }
                    REQUIRE(sums.last[i] == state);
                    for (std::size_t t = lengths[i]; t < time; ++t) {
                        REQUIRE(sums.y[i * time + t] == 0);
                        REQUIRE(sums.dx[i * time + t] == 0);
                    }
                }
                REQUIRE(sums.weights == std::vector<double>{dweight, dbias, 0});
            }
        }
    }
}

TEST_CASE("recurrent: blocks are whole parts, more rows for large weights, and never many sums") {
    for (const std::size_t batch : Sizes{1, 8, 64, 95, 96, 144, 1000, 60000}) {
        for (const std::size_t weights : Sizes{3, 10000, 200000, 300000, 2000000, 100000000}) {
            INFO("batch " << batch << ", weights " << weights);
            const detail::RecurrentBlocks blocks(batch, weights);
            REQUIRE(blocks.grain % blocks.rows == 0);
            REQUIRE((blocks.parts - 1) * blocks.grain < batch);
            REQUIRE(blocks.parts * blocks.grain >= batch);
            REQUIRE(blocks.parts <= 16);
            REQUIRE((weights < 4000000 || blocks.parts <= 2));
            REQUIRE((weights < 2000000 || 2 * blocks.rows >= batch));
        }
    }
    REQUIRE(detail::RecurrentBlocks(0, 100).parts == 0);
}
