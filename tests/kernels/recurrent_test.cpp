#include "nnlite/kernels/recurrent.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "support/catch.hpp"

using namespace nnlite;
using kernels::load;
using Sizes = std::initializer_list<std::size_t>;

namespace {

// h = h_old + a: the state is the sum of the input's so far. The recurrent weight is not used.
struct SumStep {
    void forward(const kernels::RecurrentBlock<double>& s) const {
        s.for_units(1, [&](std::size_t row, std::size_t j, std::size_t part) {
            store(s.h + row + j, part,
                  load(s.h_old + row + j, part) + load(s.gates + row + j, part));
        });
    }
    void backward(const kernels::RecurrentBlock<double>& s) const {
        s.for_units(1, [&](std::size_t row, std::size_t j, std::size_t part) {
            store(s.dgates + row + j, part, load(s.dh + row + j, part));
        });
    }
    void add_weight_gradients(const kernels::RecurrentBlock<double>&, double*) const {}
};

struct Sums {
    std::size_t batch, time;
    bool reverse = false;
    const std::size_t* lengths = nullptr;
    std::vector<double> x{}, y{}, last{}, dx{}, dh{}, weights{};

    void run() {
        x.resize(batch * time);
        for (std::size_t i = 0; i < x.size(); ++i) { x[i] = double(i % 17); }
        y.resize(batch * time);
        last.resize(batch);
        dx.resize(batch * time);
        weights.resize(3);  // of the input, bias, of the state
        const double two = 2;
        const kernels::RecurrentPlan<double> of{.batch = batch,
                                                .time = time,
                                                .in = 1,
                                                .hidden = 1,
                                                .width = 1,
                                                .columns = 1,
                                                .reverse = reverse,
                                                .lengths = lengths,
                                                .x = x.data(),
                                                .weight_ih = &two};
        std::vector<double> tape(batch * of.tape_of_sequence());
        std::fill(last.begin(), last.end(), 1);  // the initial state
        kernels::recurrent<double>(of, SumStep{}, tape.data(), y.data(), last.data(), nullptr);
        const std::vector<double> dy(batch * time, 1);
        dh.assign(batch, 3);
        kernels::recurrent_gradients<double>(of, SumStep{}, tape.data(), dy.data(), dx.data(),
                                             dh.data(), nullptr, weights.data(), 0);
    }
};

}  // namespace

TEST_CASE("recurrent: a step that sums, over one block and many, both directions, any lengths") {
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
                        const double slope = 3 + double(lengths[i] - s);
                        REQUIRE(sums.dx[at] == 2 * slope);
                        dweight += sums.x[at] * slope;
                        dbias += slope;
                    }
                    REQUIRE(sums.last[i] == state);
                    REQUIRE(sums.dh[i] == 3 + double(lengths[i]));
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
