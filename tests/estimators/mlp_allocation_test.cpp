#include "estimators/mlp_data.hpp"
#include "nnlite/estimators/mlp_classifier.hpp"
#include "support/allocation_count.hpp"

using namespace nnlite;
using namespace mlp_data;

namespace {

// What iterations 4 to 6 allocate.
template <class T>
std::size_t allocations(std::size_t batch_size, MLPSolver solver) {
    const auto [x, x_test, y, y_test] = digits<T>();
    std::size_t count = 0, lines = 0;
    MLPOptions options = quiet({.hidden_layer_sizes = {16, 16},
                                .activation = Activation::tanh,
                                .solver = solver,
                                .batch_size = batch_size,
                                .max_iter = 6,
                                .verbose = true});
    options.print = [&](const std::string&) {
        const std::size_t now = allocation_count::allocations.load();
        ++lines;
        count = lines == 3 ? now : lines == 6 ? now - count : count;
    };
    MLPClassifier<T>(options).fit(x, y);
    REQUIRE(lines == 6);
    if (NNLITE_EXACT_ALLOCATIONS) {
        WARN("SKIPPED: without a cache there is nothing to count");
        return 0;
    }
    return count;
}

}  // namespace

TEST_CASE("MLPClassifier: batches allocate nothing, only iterations do") {
    for (const MLPSolver solver : {MLPSolver::adam, MLPSolver::sgd}) {
        release_cached_memory();
        REQUIRE(allocations<float>(25, solver) <= 12);   // 72 batches
        REQUIRE(allocations<double>(35, solver) <= 12);  // with a smaller last one
    }
}
