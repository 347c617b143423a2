#include "nnlite/layers/training_flag.hpp"

#include <thread>

#include "nnlite/layers/dropout.hpp"
#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE(
    "training flag: is the assigned value, except under a TrainingMode, of which the inner "
    "counts") {
    Dropout<> layer(0.5);
    REQUIRE(layer.training);
    layer.training = false;
    {
        const TrainingMode training(true);
        REQUIRE(layer.training);
        {
            const TrainingMode evaluation(false);
            REQUIRE_FALSE(layer.training);
            layer.training = true;
            REQUIRE_FALSE(layer.training);
        }
        REQUIRE(layer.training);
        layer.training = false;
    }
    REQUIRE_FALSE(layer.training);
    const auto before = layer.training;  // kept and put back
    layer.training = true;
    layer.training = before;
    REQUIRE(layer.training == false);
}

TEST_CASE("training flag: a TrainingMode is its thread's, and ends with an exception") {
    Dropout<> layer(0.5);
    const TrainingMode evaluation(false);
    bool other = false;
    std::thread([&] { other = layer.training; }).join();
    REQUIRE(other);
    try {
        const TrainingMode training(true);
        throw 1;
    } catch (int) {}
    REQUIRE_FALSE(layer.training);
}
