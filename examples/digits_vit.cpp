// A small vision transformer learns the 8x8 handwritten digits: 64 tokens of one pixel each.
//
//   digits_vit [--attention weights.npy]
//   digits_vit --epochs 60
//   digits_vit --epochs 2 --dropout 0 --torch-seed 0 --no-shuffle
//
// --settings document are those of the document: LayerNorm after attention and feed-forward,
// dropout 0.1, learning rate 1e-3. It stops after 5 epochs, when the network has learned little.
// --settings long, the default for more than 20 epochs, puts LayerNorm first, initializes positions
// with N(0, 0.5) instead of 0 and has dropout 0.2 and a learning rate that rises to 2e-3 for a
// tenth of the steps and falls along half a cosine.
//
// Data: embedded (1,797 digits, standardised all together; 1,437 to train, 360 to test: the rows of
// scikit-learn's train_test_split with random_state=42).
// Expected: mean losses of the epochs from 2.34 to 2.07, test accuracy about 0.2; with the second
// line test accuracy 0.96.

#include <cstdio>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>
#include <numeric>
#if __has_include(<xtensor/io/xnpy.hpp>)  // xtensor 0.26 and later
#include <xtensor/io/xnpy.hpp>
#else
#include <xtensor/xnpy.hpp>
#endif

#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

namespace {

struct Settings {
    double learning_rate, dropout, positions;
    bool norm_first, cosine;
};

Settings settings_of(const std::string& name, std::size_t epochs) {
    if (name == "document" || (name.empty() && epochs <= 20)) {
        return {1e-3, 0.1, 0, false, false};
    }
    if (name == "long" || name.empty()) { return {2e-3, 0.2, 0.5, true, true}; }
    fail<ValueError>("--settings: expected document or long, got ", name);
}

TensorDataset<> part_of(const Tensor<>& pixels, const Labels& labels,
                        std::span<const std::size_t> rows) {
    return TensorDataset<>(take(pixels, rows), take(labels, rows)).reshaped({64, 1});
}

// Each step's loss; an epoch's loss is the mean over its steps, including the last, smaller batch.
struct StepLosses : Callback<> {
    std::vector<double> all;
    History history;

    void on_batch_end(Model<>&, std::size_t, double loss) override { all.push_back(loss); }
    void on_epoch_end(Model<>&, std::size_t epoch, const Logs& logs) override {
        const auto steps = std::ptrdiff_t(all.size() / epoch);
        const double loss = std::accumulate(all.end() - steps, all.end(), 0.0) / double(steps);
        std::printf("Epoch %zu, loss=%.4f\n", epoch, loss);
        Logs record = logs;
        record["loss"] = loss;
        history.append(record);
    }
};

// Of the first transformer layer, [heads, 64, 64], for one picture as the network embeds it.
Tensor<> attention_weights(Sequential<>& network, const Tensor<>& picture) {
    const NoGrad no_grad;
    set_training(network, false);
    const Variable<> embedded = network.first(2).forward(Variable<>(picture));
    auto& encoder = dynamic_cast<TransformerEncoder<>&>(network["transformer"]);
    Tensor<> weights =
        encoder.layers[0]
            .self_attention
            .attend(embedded, embedded, embedded, {.weights = AttentionWeights::per_head})
            .weights;
    weights.reshape({weights.shape()[1], 64, 64});
    return weights;
}

void write_attention(const std::string& path, const Tensor<>& weights) {
    if (path.ends_with(".npy")) {
        xt::dump_npy(path, weights);
    } else {  // one row for each head and query
        Tensor<double> rows = xt::cast<double>(weights);
        rows.reshape({weights.shape()[0] * 64, 64});
        write_csv(path, {rows, {}});
    }
}

// The attention weights of the first head for a picture [1, 64, 1]: of each pixel, and the mean.
void write_attention_pictures(example::PictureFolder& out, Tensor<> picture,
                              const Tensor<>& weights) {
    const Tensor<> head = xt::view(weights, 0);
    out.write("attention.png", viz::heat_map(head, {.scale = 6,
                                                    .color_map = "hot",
                                                    .title = "Attention heatmap for one head",
                                                    .x_label = "Key position",
                                                    .y_label = "Query position",
                                                    .color_bar_label = "Attention weight"}));
    Tensor<> average = xt::sum(head, {0}) / 64.0F;
    average.reshape({8, 8});
    picture.reshape({8, 8});
    out.write("attention_overlay.png",
              viz::overlay(picture, average,
                           {.alpha = 0.6, .title = "Average attention overlay on digit"}));
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("A small vision transformer learns 8x8 digits",
                             {.epochs = 5, .batch_size = 64});
    const example::Flags& flags = program.flags;
    std::string settings_name, attention;
    std::optional<double> dropout;
    std::optional<std::uint64_t> torch_seed;
    bool no_shuffle = false;
    program
        .flag("--settings", settings_name,
              "document or long (otherwise by the number of epochs: long from 21 on)")
        .flag("--dropout", dropout, "rate in the transformer's layers, instead of the settings'")
        .flag("--no-shuffle", no_shuffle, "batches in the samples' order")
        .flag("--torch-seed", torch_seed, example::torch_seed_help)
        .flag("--attention", attention,
              "write layer 0's attention weights for the first test picture to this .csv or .npy");
    return program.run(argc, argv, [&] {
        const std::size_t epochs = flags.smoke ? 2 : flags.epochs;
        Settings settings = settings_of(settings_name, epochs);
        settings.dropout = dropout.value_or(settings.dropout);
        const ImageData digits = load_digits();
        Tensor<double> pixels = xt::cast<double>(digits.images);
        pixels.reshape({digits.labels.size(), 64});
        const Tensor<> scaled = xt::cast<float>(StandardScaler<double>().fit_transform(pixels));
        NumpyRandomState random_state(42);
        const Split rows = train_test_split(digits.labels.size(), {.test_size = 0.2}, random_state);
        auto train = part_of(scaled, digits.labels, rows.train);
        if (flags.smoke) { train = train.subset(0, 128); }
        const auto test = part_of(scaled, digits.labels, rows.test);

        Sequential<> network;
        network.add("embedding", Linear(32))
            .add("positions", LearnedPositions{})
            .add("transformer",
                 TransformerEncoder(
                     2, 4, {.dropout = settings.dropout, .norm_first = settings.norm_first}))
            .add("mean", GlobalAveragePool1d{})
            .add("classifier", Linear(10));
        Model model(network);
        const auto generator = example::generator(flags, torch_seed);
        model.build(train.sample_shape(), *generator);
        if (settings.positions > 0) {
            Tensor<>& start = parameter(model.network(), "positions.positions").mutable_value();
            generator->normal(start.data(), start.size(), 0, settings.positions);
        }
        model.compile({.loss = CrossEntropy{},
                       .optimizer = AdamOptions{.learning_rate = settings.learning_rate},
                       .metrics = {accuracy_metric()}});
        model.summary();

        const std::size_t steps =
            epochs * ((train.size() + flags.batch_size - 1) / flags.batch_size);
        StepLosses losses;
        LearningRateScheduler<> schedule(CosineSchedule{.learning_rate = settings.learning_rate,
                                                        .steps = steps,
                                                        .warm_up_steps = steps / 10},
                                         {.each_step = true});
        std::vector<Callback<>*> callbacks{&losses};
        if (settings.cosine) { callbacks.push_back(&schedule); }
        model.fit(train, {.epochs = epochs,
                          .batch_size = flags.batch_size,
                          .shuffle = !no_shuffle,
                          .callbacks = callbacks,
                          .verbose = Verbose::silent,
                          .generator = generator.get(),
                          .stop_on_interrupt = true});
        example::PictureFolder out(flags);
        if (!attention.empty() || out) {
            const Tensor<> picture = xt::view(take(scaled, std::span(rows.test).first(1)),
                                              xt::all(), xt::all(), xt::newaxis());
            const Tensor<> weights = attention_weights(model.network(), picture);
            if (!attention.empty()) { write_attention(attention, weights); }
            if (out) { write_attention_pictures(out, picture, weights); }
        }
        auto run = example::run_of("digits_vit", model.network(), train.size(), losses.history,
                                   model.evaluate(test));
        run.lists["step_losses"] = losses.all;
        example::record(flags, run);
        if (out) {
            const auto data =
                ImageData{take(digits.images, rows.test), take(digits.labels, rows.test)};
            example::write_run(out, flags, "Vision transformer", model, losses.history, data,
                               model.predict(test));
        }
    });
}
