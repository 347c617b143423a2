#include "nnlite/ops/recurrent.hpp"

#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("recurrent_shapes: the weights of an LSTM and of the others") {
    const auto lstm = detail::recurrent_shapes(4, 2, 5, 3),
               gru = detail::recurrent_shapes(3, 2, 5, 5);
    REQUIRE(lstm.weight_ih == Shape{2, 20});
    REQUIRE(lstm.weight_hh == Shape{3, 20});
    REQUIRE(lstm.bias_ih == Shape{20});
    REQUIRE(lstm.bias_hh == Shape{20});
    REQUIRE(lstm.weight_hr == Shape{5, 3});
    REQUIRE(lstm.weight_peephole == Shape{3, 5});
    REQUIRE(gru.weight_hh == Shape{5, 15});
    REQUIRE(gru.weight_hr.empty());
    REQUIRE(gru.weight_peephole.empty());
}

TEST_CASE("recurrent operation: checks of input and lengths") {
    REQUIRE_ERROR(detail::check_recurrent_input("LSTM", {2, 3}, 4), ShapeError,
                  "LSTM: expected input [batch, time, 4], got [2, 3]");
    REQUIRE_ERROR(detail::check_recurrent_input("LSTM", {2, 0, 4}, 4), ShapeError,
                  "LSTM: expected at least 1 time step, got [2, 0, 4]");
    const std::vector<std::size_t> lengths{3, 4};
    REQUIRE_ERROR(detail::check_lengths("LSTM", lengths, {2, 3, 1}), ValueError,
                  "LSTM: expected lengths from 1 to 3, got 4");
    REQUIRE_ERROR(detail::check_lengths("LSTM", lengths, {3, 4, 1}), ShapeError,
                  "LSTM: expected 3 lengths, one per sequence, got 2");
}
