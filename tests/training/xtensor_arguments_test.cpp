#include "nnlite/estimators.hpp"
#include "nnlite/viz.hpp"
#include "support/every_container.hpp"

using namespace nnlite;
using test::Results;
using test::same_for_all_labels;
using test::same_for_every_container;

namespace {

const Variable<> w(Tensor<>{{1, 2, 3}, {4, 5, 6}});

}  // namespace

TEST_CASE("every container: networks and estimators") {
    const TensorDataset<> data(w.value(), Labels{0, 1});
    Model model(Sequential(Linear(4), Tanh{}, Linear(3)), 0);
    model.compile({.loss = CrossEntropy{}, .optimizer = SGDOptions{}});
    model.fit(data, {.epochs = 1, .verbose = Verbose::silent});
    same_for_every_container([&](const auto& x) {
        MLPClassifier<> classifier({.hidden_layer_sizes = {2}, .max_iter = 2, .random_state = 0});
        MLPRegressor<> regressor({.hidden_layer_sizes = {2}, .max_iter = 2, .random_state = 0});
        classifier.fit(x, xt::xarray<int>{0, 1});
        regressor.fit(x, xt::view(x, xt::all(), 0));
        return Results(model.predict(x), model.predict_classes(x), model.network()(x),
                       layer_outputs(model.network(), x).at(0), classifier.predict(x),
                       classifier.predict_proba(x), classifier.score(x, std::vector<int>{0, 1}),
                       regressor.predict(x), regressor.score(x, xt::view(x, xt::all(), 0)));
    });
}
