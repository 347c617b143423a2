#include "nnlite/layers/recurrent_weights.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "nnlite/layers/lstm.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("recurrent weights: shapes, bounds and names") {
    detail::RecurrentPlan plan("LSTM", 4, 16, LSTMOptions{.layers = 3, .bidirectional = true});
    REQUIRE(plan.directions == 2);
    REQUIRE(plan.width == 16);
    plan.width = 5;
    plan.has_peephole = true;
    CounterGenerator generator;
    auto weights = detail::start_recurrent<float>(plan, 7, generator);
    struct Collect : Visitor<float> {
        std::vector<std::string> names;
        std::vector<Shape> shapes;
        void parameter(const std::string& name, Variable<float>& variable) override {
            names.push_back(name);
            shapes.push_back(variable.shape());
            REQUIRE(variable.requires_gradient());
            double largest = 0;
            for (const float x : variable.value()) {
                largest = std::max(largest, std::abs(double(x)));
            }
            REQUIRE(largest <= 0.25);
            REQUIRE(largest > 0.2);
        }
    } collect;
    detail::visit_recurrent(collect, weights, "_l2");
    REQUIRE(collect.names == std::vector<std::string>{"weight_ih_l2", "weight_hh_l2", "bias_ih_l2",
                                                      "bias_hh_l2", "weight_hr_l2",
                                                      "weight_peephole_l2"});
    REQUIRE(collect.shapes == std::vector<Shape>{{7, 64}, {5, 64}, {64}, {64}, {16, 5}, {3, 16}});

    plan = detail::RecurrentPlan("LSTM", 4, 16, LSTMOptions{.bias = false});
    weights = detail::start_recurrent<float>(plan, 7, generator);
    REQUIRE(weights.bias_ih.rank() == 0);
    REQUIRE(weights.projection.rank() == 0);
}
