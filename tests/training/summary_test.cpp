#include "nnlite/training/summary.hpp"

#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"

using nnlite::Linear;
using nnlite::Sequential;

TEST_CASE("summary: the table of the lesson's perceptron") {
    Sequential network(nnlite::Flatten{}, Linear(16), Linear(16), Linear(10));
    nnlite::CounterGenerator generator;
    network.build({28, 28, 1}, generator);
    REQUIRE(nnlite::summary_text(network) == R"(Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                      ┃ Output Shape             ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ 0 (Flatten)                       │ (None, 784)              │             0 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 1 (Linear)                        │ (None, 16)               │        12,560 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 2 (Linear)                        │ (None, 16)               │           272 │
├───────────────────────────────────┼──────────────────────────┼───────────────┤
│ 3 (Linear)                        │ (None, 10)               │           170 │
└───────────────────────────────────┴──────────────────────────┴───────────────┘
 Total params: 13,002 (50.79 KB)
 Trainable params: 13,002 (50.79 KB)
 Non-trainable params: 0 (0.00 B)
)");
}

TEST_CASE("summary: frozen parameters and the optimizer's numbers") {
    Sequential network(Linear(4), Linear(1));
    nnlite::CounterGenerator generator;
    network.build({3}, generator);
    nnlite::set_trainable(network[0], false);
    const std::string text = nnlite::summary_text(network, 10);
    REQUIRE(text.find(" Total params: 31 (124.00 B)") != std::string::npos);
    REQUIRE(text.find(" Trainable params: 5 (20.00 B)") != std::string::npos);
    REQUIRE(text.find(" Non-trainable params: 16 (64.00 B)") != std::string::npos);
    REQUIRE(text.find(" Optimizer params: 10 (40.00 B)") != std::string::npos);
}

TEST_CASE("summary: sizes and thousands") {
    REQUIRE(nnlite::detail::with_commas(0) == "0");
    REQUIRE(nnlite::detail::with_commas(999) == "999");
    REQUIRE(nnlite::detail::with_commas(1234567) == "1,234,567");
    REQUIRE(nnlite::detail::size_text(139304) == "136.04 KB");
    REQUIRE(nnlite::detail::size_text(3.0 * 1024 * 1024) == "3.00 MB");
    REQUIRE(nnlite::detail::batch_shape_text({}) == "(None,)");
}
