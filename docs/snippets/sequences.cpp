// docs/sequences.md: recurrent layers, attention, text.

#include <cmath>
#include <cstdio>
#include <nnlite/nnlite.hpp>

#include "check.hpp"

using namespace nnlite;

void forecast() {
    Tensor<> series = empty_tensor<float>({400});
    for (std::size_t t = 0; t < series.size(); ++t) { series(t) = float(std::sin(double(t) / 6)); }

    const SlidingWindows<> windows = sliding_windows(series, 20);  // [380, 20, 1] and [380, 1]
    const TensorDataset<> data(windows.inputs, windows.targets);
    const TensorDataset<> train = data.subset(0, 300), test = data.subset(300, 380);

    Model model(Sequential(GRU(32, {.return_sequence = false}), Linear(1)));
    model.compile({.loss = MeanSquaredError{}, .optimizer = AdamOptions{.learning_rate = 1e-2}});
    model.fit(train, {.epochs = 20, .verbose = Verbose::silent});
    std::printf("test error %.5f\n", model.evaluate(test).at("loss"));

    check(model.evaluate(test).at("loss") < 0.01);

    const Tensor<> next = model.predict(sliding_windows(series, 60).inputs);  // [340, 1]

    check(next.shape() == Shape{340, 1});
}

void states() {
    CounterGenerator generator(1);
    auto x_of = [&](std::size_t time) {
        Tensor<> values = empty_tensor<float>({3, time, 4});
        generator.normal(values.data(), values.size(), 0, 1);
        return Variable<>(values);
    };
    const Variable<> monday = x_of(10), tuesday = x_of(10);

    LSTM lstm(16, {.layers = 2, .dropout = 0.1});
    lstm.build({10, 4}, generator);
    const auto first = lstm.run(monday);  // output [3, 10, 16]; state.hidden, state.cell [2, 3, 16]
    const RecurrentState<> before = first.state.detach();  // gradients end here
    const auto second = lstm.run(tuesday, &before);

    check(second.output.shape() == Shape{3, 10, 16} &&
          second.state.cell.shape() == Shape{2, 3, 16});

    GRU gru(16, {.bidirectional = true, .return_sequence = false});
    gru.build({10, 4}, generator);
    const std::vector<std::size_t> lengths{10, 7, 2};
    const Variable<> last = gru.run(monday, nullptr, lengths).output;  // [3, 32]

    check(last.shape() == Shape{3, 32});

    const Tensor<> stations{{1, 0}, {0, 1}, {0, 0.5F}};
    const Variable<> x = concatenate_static(monday, Variable<>(stations));  // [3, 10, 6]

    check(x.shape() == Shape{3, 10, 6});
}

void functions() {
    CounterGenerator generator(1);
    const auto random = [&](const Shape& shape) {
        Tensor<> values = empty_tensor<float>(shape);
        generator.normal(values.data(), values.size(), 0, 0.1);
        return Variable<>(values, true);
    };
    const Variable<> monday = random({3, 10, 4}), w = random({4, 48}), u = random({16, 48}),
                     b = random({48});

    const RecurrentWeights<> weights{.weight_ih = w, .weight_hh = u, .bias_ih = b};
    const auto [output, state] = gru(monday, weights, {}, {.reverse = true});

    check(output.shape() == Shape{3, 10, 16} && state.hidden.shape() == Shape{1, 3, 16});
}

void exploding() {
    CounterGenerator generator(1);
    RNN rnn(20, {.return_sequence = false, .activation = RecurrentActivation::relu});
    rnn.build({100, 1}, generator);
    parameter(rnn, "weight_hh_l0").mutable_value() *= 3.0F;  // too large: each step multiplies

    const Variable<> x(full_tensor<float>({8, 100, 1}, 1));
    mean(rnn.forward(x)).backward();
    const double before = clip_gradient_norm(parameters(rnn), 1);
    const double after = clip_gradient_norm(parameters(rnn), 1);
    std::printf("norm of the gradients: %.0e, clipped: %.2f\n", before, after);

    check(before > 1e6 && std::isfinite(before) && std::abs(after - 1) < 1e-3);

    Model model(Sequential(rnn, Linear(1)));
    model.compile({.loss = MeanSquaredError{}, .clip_norm = 1});
}

void transformer() {
    const TensorDataset<> digits =
        TensorDataset<>(load_digits(), {.divide_by = 16}).reshaped({64, 1}).subset(0, 64);

    Sequential<> network;
    network.add("embedding", Linear(32))
        .add("positions", LearnedPositions{})
        .add("transformer", TransformerEncoder(2, 4, {.dropout = 0.1}))
        .add("mean", GlobalAveragePool1d{})
        .add("scores", Linear(10));
    Model model(network);
    model.build({64, 1});
    model.compile({.loss = CrossEntropy{}});
    model.fit(digits, {.verbose = Verbose::silent});

    check(parameter_count(model.network()) == 277450);

    const Tensor<> picture = xt::view(xt::cast<float>(load_digits().images) / 16.0F,
                                      xt::range(0, 1), xt::all(), xt::all(), xt::newaxis());
    const NoGrad no_grad;
    set_training(model.network(), false);
    const Variable<> tokens =
        model.network().first(2).forward(reshape(Variable<>(picture), {1, 64, 1}));
    auto& encoder = dynamic_cast<TransformerEncoder<>&>(model.network()["transformer"]);
    const Tensor<> weights =
        encoder.layers[0]
            .self_attention.attend(tokens, tokens, tokens, {.weights = AttentionWeights::per_head})
            .weights;  // [1, 4, 64, 64]: batch, heads, queries, keys

    check(weights.shape() == Shape{1, 4, 64, 64});
}

void text() {
    const CharacterVocabulary vocabulary("to be or not to be");
    const Labels numbers = vocabulary.encode("not to");  // [6]
    Sequential<> network(Embedding(vocabulary.size(), 32), LearnedPositions{},
                         TransformerEncoder(2, 4, {.norm_first = true, .causal = true}),
                         LayerNorm{}, Linear(vocabulary.size()));

    check(vocabulary.decode(numbers) == "not to");

    CounterGenerator generator(1);
    check(network.build({6}, generator) == Shape{6, vocabulary.size()});

    const Variable<> all = network(Variable<>(xt::cast<float>(xt::view(numbers, xt::newaxis()))));
    const Tensor<> scores = xt::view(all.value(), xt::all(), 5);  // after the last character
    const Labels next = sample_categorical(scores, generator, {.temperature = 0.8, .top_k = 5});

    check(next.shape() == Shape{1} && std::size_t(next(0)) < vocabulary.size());
}

void as_pytorch() {
    TorchGenerator generator(/*manual_seed=*/0);
    Sequential<> network(GRU(50, {.return_sequence = false}), Linear(1));
    network.build({20, 1}, generator);

    check(std::abs(parameter(network, "0.weight_ih_l0").value()(0, 0) - -0.0010596F) < 1e-6F);
}

void errors() {
    std::string message;
    try {
        Model model(Sequential(Linear(30), TransformerEncoder(2, 4)));
        model.build({64, 1});
    } catch (const ValueError& error) { message = error.what(); }
    std::printf("%s\n", message.c_str());

    check(message == "layer 1: MultiheadAttention: expected heads that divide the width 30, got 4");
}

int main() {
    forecast();
    states();
    functions();
    exploding();
    transformer();
    text();
    as_pytorch();
    errors();
    return 0;
}
