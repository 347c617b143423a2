#include "nnlite/estimators.hpp"
#include "nnlite/viz.hpp"
#include "support/every_container.hpp"
#include "support/temporary_file.hpp"

using namespace nnlite;
using test::Results;
using test::same_for_all_labels;
using test::same_for_every_container;

namespace {

const Variable<> w(Tensor<>{{1, 2, 3}, {4, 5, 6}});

}  // namespace

TEST_CASE("every container: data, files and pictures") {
    same_for_every_container([](const auto& x) {
        const std::vector<std::size_t> rows{1, 0, 1};
        const TemporaryFile npy_file("x.npy"), npz_file("x.npz"), safe_file("x.safetensors");
        write_npy(npy_file.path(), x);
        const Tensor<> npy = read_npy(npy_file.path());
        write_npz(npz_file.path(), {{"x", x}, {"y", x}});
        const NamedTensors<> npz = read_npz(npz_file.path());
        write_safetensors(safe_file.path(), {{"x", x}});
        const auto safe = read_safetensors(safe_file.path());
        return Results(
            npy, npz.at("x"), npz.at("y"), safe.at("x"), take(x, rows), take(x, {1, 0}),
            sliding_windows(x, 1).inputs, viz::heat_map(x).pixels().size(),
            viz::overlay(x, w.value()).pixels().size(), viz::overlay(w.value(), x).pixels().size(),
            viz::prediction_captions(Labels{2, 2}, x, Labels{0, 1}).titles.size(),
            viz::image_grid(xt::view(x, xt::newaxis(), xt::all(), xt::all())).pixels().size());
    });
}

TEST_CASE("every container: scalers and metrics") {
    same_for_every_container([](const auto& x) {
        StandardScaler<> scaler;
        MinMaxScaler<> min_max;
        CounterGenerator generator(3);
        const Tensor<> scaled = scaler.fit_transform(x), between = min_max.fit(x).transform(x);
        return Results(scaled, scaler.inverse_transform(x), between, min_max.inverse_transform(x),
                       mean_squared_error(x, w.value()), mean_absolute_error(w.value(), x),
                       root_mean_squared_error(x, scaled), r2_score(x, w.value()), argmax_rows(x),
                       sample_categorical(x, generator), accuracy(x, Labels{2, 1}),
                       top_k_accuracy(x, std::vector<int>{2, 0}, 2));
    });
}

TEST_CASE("every container: labels") {
    const Tensor<> scores = xt::ones<float>({2, 3, 3}) * Tensor<>{1, 3, 2};
    Embedding<> embedding(3, 2);
    CounterGenerator generator(0);
    embedding.build({3}, generator);
    same_for_all_labels([&](const auto& y) {
        const Variable<> table(Tensor<>{{1, 2}, {3, 4}, {5, 6}});
        LabelEncoder<> encoder;
        LabelBinarizer<> binarizer;
        const auto row = xt::view(y, 0, xt::all());
        const Labels codes = encoder.fit_transform(row);
        return Results(one_hot(y, 3), gather(table, y), take_along(Variable<>(scores), y),
                       embedding.forward(y), embedding(y), accuracy(scores, y), accuracy(y, y),
                       top_k_accuracy(scores, y, 2), confusion_matrix(y, Labels(y), 3), codes,
                       encoder.inverse_transform(row), binarizer.fit_transform(row));
    });
    STATIC_REQUIRE_FALSE(std::is_invocable_v<decltype([](auto y) -> decltype(one_hot(y, 3)) {
                                                 return one_hot(y, 3);
                                             }),
                                             xt::xarray<float>>);
}
