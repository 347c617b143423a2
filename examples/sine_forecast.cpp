// Recurrent networks forecast a noisy sine wave: from 20 values the next one.
//
//   sine_forecast [--cell rnn|lstm|gru|all] [--torch-seed N] [--csv forecasts.csv]
//
// Data: computed, 200 values with NumPy's noise; 144 windows to train, the last 36 to test. Every
// epoch is one step with all windows.
// Expected: RMSE about 0.11 with rnn and gru, 0.10 to 0.17 with lstm.

#include <cmath>
#include <cstdio>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>

#include "support/pictures.hpp"
#include "support/program.hpp"

using namespace nnlite;

namespace {

// sin(t / 6) with noise of deviation 0.3: [200, 1].
Tensor<double> noisy_sine() {
    NumpyRandomState generator(0);
    auto series = empty_tensor<double>({200, 1});
    generator.normal(series.data(), series.size(), 0, 0.3);
    for (std::size_t t = 0; t < series.size(); ++t) { series(t, 0) += std::sin(double(t) / 6); }
    return series;
}

Sequential<> make_network(const std::string& cell) {
    const std::size_t hidden = 50;
    Sequential<> network;
    if (cell == "rnn") {
        network.add(RNN(hidden, {.return_sequence = false}));
    } else if (cell == "lstm") {
        network.add(LSTM(hidden, {.return_sequence = false}));
    } else if (cell == "gru") {
        network.add(GRU(hidden, {.return_sequence = false}));
    } else {
        fail<ValueError>("--cell: expected rnn, lstm, gru or all, got ", cell);
    }
    return network.add(Linear(1));
}

void print_losses(const std::string& name, std::size_t parameters,
                  const std::vector<double>& losses) {
    std::printf("%s: %zu parameters, training loss", name.c_str(), parameters);
    for (std::size_t step = 0; step < losses.size(); step += 10) {
        std::printf(" %.5f", losses[step]);
    }
    std::printf(", final %.5f\n", losses.back());
}

std::vector<double> column(const Tensor<double>& table, std::size_t index) {
    const auto values = xt::view(table, xt::all(), index);
    return {values.begin(), values.end()};
}

// The series, the networks' forecasts of its end, and diagrams of their cells.
void write_pictures(example::PictureFolder& out, const Tensor<double>& signal,
                    const CsvTable& forecasts, const std::vector<example::Run>& runs) {
    out.write("signal.svg", {{{{.y = column(signal, 0)}},
                              {.title = "Synthetic sine-wave signal with random noise",
                               .x_label = "Time",
                               .y_label = "Signal",
                               .legend = false,
                               .height = 320}}});
    viz::LineChart chart{{}, {.x_label = "Time index", .y_label = "Scaled signal"}};
    viz::LineChart losses{{}, {.title = "Training loss", .x_label = "Epoch", .log_y = true}};
    chart.series.push_back(
        {.name = "observed", .y = column(forecasts.values, 0), .color = viz::black});
    for (std::size_t i = 0; i < runs.size(); ++i) {
        chart.series.push_back(
            {.name = runs[i].model, .y = column(forecasts.values, i + 1), .alpha = 0.7});
        losses.series.push_back({.name = runs[i].model, .y = runs[i].history["loss"]});
    }
    out.write("forecasts.svg", {chart});
    out.write("losses.svg", {losses});
    for (const std::string cell : {"RNN", "LSTM", "GRU"}) {
        out.write("unrolled_" + cell + ".svg", viz::unrolled_dot(cell));
        out.write("cell_" + cell + ".svg", viz::cell_dot(cell));
    }
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("Recurrent networks forecast a noisy sine wave",
                             {.epochs = 50, .batch_size = 144});
    const example::Flags& flags = program.flags;
    std::string cell = "all", csv;
    std::optional<std::uint64_t> torch_seed;
    program.flag("--cell", cell, "rnn, lstm, gru or all")
        .flag("--torch-seed", torch_seed, example::torch_seed_help)
        .flag("--csv", csv, "write the test values and their forecasts to this file");
    return program.run(argc, argv, [&] {
        const Tensor<double> signal = noisy_sine();
        const Tensor<double> scaled = MinMaxScaler<double>().fit_transform(signal);
        const auto windows = sliding_windows(Tensor<>(xt::cast<float>(scaled)), 20);
        const Split rows = train_test_split(180, {.test_size = 0.2, .shuffle = false});
        const TensorDataset<> train(take(windows.inputs, rows.train),
                                    take(windows.targets, rows.train));
        const Tensor<> test_inputs = take(windows.inputs, rows.test);
        const Tensor<> observed = take(windows.targets, rows.test);

        const std::vector<std::string> cells =
            cell == "all" ? std::vector<std::string>{"rnn", "lstm", "gru"} : std::vector{cell};
        std::vector<example::Run> runs;
        CsvTable table{full_tensor<double>({observed.size(), 1 + cells.size()}, 0), {"observed"}};
        xt::view(table.values, xt::all(), 0) = xt::view(observed, xt::all(), 0);
        for (const std::string& name : cells) {
            Model model(make_network(name));
            model.build(train.sample_shape(), *example::generator(flags, torch_seed));
            model.compile(
                {.loss = MeanSquaredError{}, .optimizer = AdamOptions{.learning_rate = 1e-2}});
            const History history = model.fit(train, {.epochs = flags.smoke ? 3 : flags.epochs,
                                                      .batch_size = flags.batch_size,
                                                      .shuffle = false,
                                                      .verbose = Verbose::silent});
            print_losses(name, parameter_count(model.network()), history["loss"]);
            const Tensor<> forecast = model.predict(test_inputs);
            table.columns.push_back(name);
            xt::view(table.values, xt::all(), runs.size() + 1) = xt::view(forecast, xt::all(), 0);
            runs.push_back(example::run_of(name, model.network(), train.size(), history,
                                           {{"rmse", root_mean_squared_error(forecast, observed)},
                                            {"mae", mean_absolute_error(forecast, observed)}}));
        }
        if (!csv.empty()) { write_csv(csv, table); }
        example::record(flags, runs);
        if (example::PictureFolder out(flags); out) { write_pictures(out, signal, table, runs); }
    });
}
