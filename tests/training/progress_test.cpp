#include "nnlite/training/progress.hpp"

#include "support/catch.hpp"

using nnlite::Verbose;
using nnlite::detail::ProgressLine;

TEST_CASE("progress: numbers and times as Keras writes them") {
    REQUIRE(nnlite::detail::metric_text(0.76114) == "0.7611");
    REQUIRE(nnlite::detail::metric_text(1.35312) == "1.3531");
    REQUIRE(nnlite::detail::metric_text(0.001) == "1.0000e-03");
    REQUIRE(nnlite::detail::metric_text(-0.00001234) == "-1.2340e-05");
    REQUIRE(nnlite::detail::step_time_text(0.145) == "145ms/step");
    REQUIRE(nnlite::detail::step_time_text(2.4) == "2s/step");
    REQUIRE(nnlite::detail::step_time_text(0.00004) == "40us/step");
    REQUIRE(nnlite::detail::step_time_text(0) == "0s/step");
}

TEST_CASE("progress: the line of an epoch") {
    nnlite::detail::ProgressLine keras(Verbose::keras, 4, 270), line(Verbose::line, 4, 270);
    for (auto* progress : {&keras, &line}) { progress->begin_epoch(2); }
    const nnlite::Logs logs{
        {"loss", 0.1124}, {"accuracy", 0.9666}, {"val_loss", 0.0629}, {"seconds", 38.0}};
    const std::string bar = "━━━━━━━━━━━━━━━━━━━━";
    const std::string figures = " - accuracy: 0.9666 - loss: 0.1124 - val_loss: 0.0629";
    REQUIRE(keras.text(270, logs) == "270/270 " + bar + " 0s 0s/step" + figures);
    REQUIRE(line.text(270, logs) == "Epoch 2/4 270/270 " + bar + " 0s 0s/step" + figures);
}
