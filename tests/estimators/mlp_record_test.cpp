#include "nnlite/estimators/mlp_record.hpp"

#include "support/catch.hpp"

using nnlite::detail::MLPRecord;

TEST_CASE("MLPRecord: counts iterations whose loss is not less by tol") {
    MLPRecord record;
    for (const double loss : {3.0, 2.0, 1.875, 2.5, 1.0}) {
        record.add_iteration(loss, 10);
        record.compare_loss(0.25);
        const std::size_t wanted = loss == 1.875 ? 1 : loss == 2.5 ? 2 : 0;
        REQUIRE(record.no_improvement == wanted);
    }
    REQUIRE(record.best_loss == 1.0);
    REQUIRE(record.n_iter == 5);
    REQUIRE(record.t == 50);
}

TEST_CASE("MLPRecord: a score that is as much better as tol is better") {
    MLPRecord record;
    REQUIRE(record.add_score(0.5, 0.25));
    REQUIRE(record.add_score(0.75, 0.25));
    REQUIRE(record.no_improvement == 0);
    REQUIRE(record.add_score(0.875, 0.25));  // the best, but not by tol
    REQUIRE(record.no_improvement == 1);
    REQUIRE(!record.add_score(0.875, 0.25));
    REQUIRE(record.no_improvement == 2);
    REQUIRE(record.best_validation_score == 0.875);
}
