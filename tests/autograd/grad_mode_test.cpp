#include "nnlite/autograd/grad_mode.hpp"

#include <memory>
#include <stdexcept>
#include <thread>

#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/reduce.hpp"
#include "support/catch.hpp"

using namespace nnlite;

TEST_CASE("NoGrad: results are constants, parameters stay parameters") {
    const Variable<double> x(Tensor<double>{1, 2}, true);
    {
        const NoGrad no_grad;
        const auto y = sum(x * x);
        REQUIRE(y.item() == 5);
        REQUIRE_FALSE(y.requires_gradient());
        REQUIRE(x.requires_gradient());
        REQUIRE_ERROR(y.backward(), GradientError,
                      "backward: nothing was recorded: the graph has no parameter, all are frozen, "
                      "or NoGrad is active");
    }
    REQUIRE((x * x).requires_gradient());
}

TEST_CASE("NoGrad: the graph built before goes backward under it") {
    const Variable<double> x(Tensor<double>{1, 2}, true);
    const auto y = sum(x * x);
    const NoGrad no_grad;
    y.backward();
    REQUIRE((x.gradient() == Tensor<double>{2, 4}));
}

TEST_CASE("NoGrad: an operation's inputs are not kept alive") {
    std::weak_ptr<detail::Node<double>> input;
    const auto evaluate = [&] {
        const Variable<double> x(Tensor<double>{1, 2}, true);
        input = x.node();
        return exp(x);
    };
    const auto recorded = evaluate();
    REQUIRE_FALSE(input.expired());
    const NoGrad no_grad;
    const auto constant = evaluate();
    REQUIRE(input.expired());
}

TEST_CASE("NoGrad: nests, and an exception ends it") {
    REQUIRE(nnlite::detail::is_recording());
    {
        const NoGrad outer;
        {
            const NoGrad inner;
            REQUIRE_FALSE(nnlite::detail::is_recording());
        }
        REQUIRE_FALSE(nnlite::detail::is_recording());
    }
    REQUIRE(nnlite::detail::is_recording());
    try {
        const NoGrad no_grad;
        throw std::runtime_error("stop");
    } catch (const std::runtime_error&) { REQUIRE(nnlite::detail::is_recording()); }
}

TEST_CASE("NoGrad: holds for its own thread only") {
    const NoGrad no_grad;
    bool recording_there = false;
    std::thread([&] { recording_there = nnlite::detail::is_recording(); }).join();
    REQUIRE(recording_there);
    REQUIRE_FALSE(nnlite::detail::is_recording());
}
