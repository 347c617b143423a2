#include "nnlite/training/history.hpp"

#include "support/catch.hpp"

TEST_CASE("history: one number per epoch for each name") {
    nnlite::History history;
    history.append({{"loss", 2.0}, {"accuracy", 0.5}});
    history.append({{"loss", 1.0}, {"accuracy", 0.75}});
    REQUIRE(history.epochs() == 2);
    REQUIRE(history["loss"] == std::vector<double>{2.0, 1.0});
    REQUIRE(history.contains("accuracy"));
    REQUIRE_FALSE(history.contains("val_loss"));
    REQUIRE_FALSE(history.interrupted);
}

TEST_CASE("history: errors") {
    nnlite::History history;
    history.append({{"loss", 2.0}, {"accuracy", 0.5}});
    REQUIRE_ERROR(history["acc"], nnlite::ValueError,
                  "History: expected one of accuracy, loss; got acc");
}
