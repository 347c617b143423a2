#include "nnlite/training/history.hpp"

#include <cmath>

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

TEST_CASE("history: its fields") {
    nnlite::History history, copy;
    history.append({{"loss", 2.0}});
    history.append({{"loss", 1.0}, {"val_loss", 3.0}});
    nnlite::FieldVisitor writer;
    visit_fields(writer, history);
    const nnlite::detail::Json written = writer.result();
    nnlite::FieldVisitor reader(written, "file: ");
    visit_fields(reader, copy);
    REQUIRE(copy.epochs() == 2);
    REQUIRE(copy["loss"] == history["loss"]);
    REQUIRE(std::isnan(copy["val_loss"][0]));  // epoch 1 had none
    REQUIRE(copy["val_loss"][1] == 3.0);
}

TEST_CASE("history: a number for each epoch in each series, NaN where there was none") {
    nnlite::History history;
    history.append({{"loss", 3.0}});
    history.append({{"loss", 2.0}});
    history.append({{"loss", 1.0}, {"val_loss", 4.0}});
    history.append({{"loss", 0.0}});
    const auto& values = history["val_loss"];
    REQUIRE(values.size() == 4);
    for (const std::size_t epoch : {0, 1, 3}) { REQUIRE(std::isnan(values[epoch])); }
    REQUIRE(values[2] == 4.0);
}
