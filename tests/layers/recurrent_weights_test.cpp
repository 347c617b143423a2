#include "nnlite/layers/recurrent_weights.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("recurrent weights: shapes, bounds and names") {
    auto shapes = detail::layer_shapes(4, 16, true, 5, true);
    shapes.weight_ih[0] = 7;
    CounterGenerator generator;
    auto weights = detail::draw_weights<float>(shapes, 16, generator);
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
    detail::visit_weights(collect, weights, detail::weight_names("_l2"));
    REQUIRE(collect.names == std::vector<std::string>{"weight_ih_l2", "weight_hh_l2", "bias_ih_l2",
                                                      "bias_hh_l2", "weight_hr_l2",
                                                      "weight_peephole_l2"});
    REQUIRE(collect.shapes == std::vector<Shape>{{7, 64}, {5, 64}, {64}, {64}, {16, 5}, {3, 16}});

    shapes = detail::layer_shapes(4, 16, false);
    REQUIRE(shapes.weight_hh == Shape{16, 64});
    weights = detail::draw_weights<float>(shapes, 16, generator);
    REQUIRE(weights.bias_ih.rank() == 0);
    REQUIRE(weights.bias_hh.rank() == 0);
    REQUIRE(weights.weight_hr.rank() == 0);
    REQUIRE(weights.weight_peephole.rank() == 0);
}
