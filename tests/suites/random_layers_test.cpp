// All layers in random configurations, and small networks that are trained, against PyTorch; see
// random_configurations.py.

#include "nnlite/layers/architecture.hpp"
#include "nnlite/layers/known_layers.hpp"
#include "nnlite/layers/state_dict.hpp"
#include "nnlite/losses/known_losses.hpp"
#include "nnlite/random/counter.hpp"
#include "suites/replay.hpp"

using namespace nnlite;
using replay::Configuration;
using replay::Results;

namespace {

template <class T>
using Inputs = std::vector<Variable<T>>;
template <class T>
using C = Configuration<T>;

template <class T>
std::shared_ptr<Layer<T>> make_layer(const C<T>& c) {
    const auto make = [](const std::string& type) {
        return nnlite::detail::known_layers<T>().at(type)();
    };
    const Shape sample = c.shape("sample");
    auto layer = nnlite::detail::layer_of<T>(*c.option("architecture"), "layer: ", 1000, make);
    CounterGenerator generator(1);
    layer->build(sample, generator);
    load_state_dict(*layer, c.tensors("s."));
    set_training(*layer, c.truth("training", true));
    return layer;
}

template <class T>
nnlite::detail::AttendOptions<T> attend_options(const C<T>& c) {
    nnlite::detail::AttendOptions<T> options{.causal = c.truth("causal")};
    if (c.has("key_padding")) { options.key_padding_mask = c.template tensor<bool>("key_padding"); }
    if (c.has("mask")) { options.mask = c.tensor("mask"); }
    if (c.has("ignored")) { options.mask = c.template tensor<bool>("ignored"); }
    const std::string weights = c.choice("weights", "none");
    if (weights == "averaged") { options.weights = AttentionWeights::averaged; }
    if (weights == "per_head") { options.weights = AttentionWeights::per_head; }
    return options;
}

template <class T>
Inputs<T> state_outputs(const Variable<T>& output, const RecurrentState<T>& state) {
    return state.cell.rank() == 0 ? Inputs<T>{output, state.hidden}
                                  : Inputs<T>{output, state.hidden, state.cell};
}

template <class T>
Inputs<T> run_recurrent(const C<T>& c, Layer<T>& layer, const Inputs<T>& x) {
    auto& recurrent = dynamic_cast<detail::RecurrentLayer<T>&>(layer);
    const Shape lengths = c.shape("lengths");
    RecurrentState<T> state;
    if (x.size() > 1) { state.hidden = x[1]; }
    if (x.size() > 2) { state.cell = x[2]; }
    const auto result = recurrent.run(x[0], x.size() > 1 ? &state : nullptr, lengths);
    return state_outputs(result.output, result.state);
}

template <class T>
Inputs<T> step_cell(Layer<T>& layer, const Inputs<T>& x) {
    if (auto* lstm = dynamic_cast<LSTMCell<T>*>(&layer)) {
        const RecurrentState<T> state = lstm->forward(x[0], {x[1], x[2]});
        return {state.hidden, state.cell};
    }
    if (auto* gru = dynamic_cast<GRUCell<T>*>(&layer)) { return {gru->forward(x[0], x[1])}; }
    return {dynamic_cast<RNNCell<T>&>(layer).forward(x[0], x[1])};
}

// x0 alone is self attention.
template <class T>
Inputs<T> attend(const C<T>& c, Layer<T>& layer, const Inputs<T>& x) {
    const auto options = attend_options(c);
    if (auto* encoder = dynamic_cast<TransformerEncoderLayer<T>*>(&layer)) {
        return {encoder->forward(x[0], options)};
    }
    if (auto* encoder = dynamic_cast<TransformerEncoder<T>*>(&layer)) {
        return {encoder->forward(x[0], options)};
    }
    auto& attention = dynamic_cast<MultiheadAttention<T>&>(layer);
    const Variable<T>& key = x.size() > 1 ? x[1] : x[0];
    const auto result = attention.attend(x[0], key, x.size() > 2 ? x[2] : key, options);
    if (options.weights == AttentionWeights::none) { return {result.output}; }
    return {result.output, Variable<T>(result.weights)};
}

template <class T>
Inputs<T> decode(const C<T>& c, Layer<T>& layer, const Inputs<T>& x) {
    nnlite::detail::DecoderMasks<T> masks;
    const auto truths = [&](const char* name, std::optional<Tensor<bool>>& mask) {
        if (c.has(name)) { mask = c.template tensor<bool>(name); }
    };
    truths("key_padding", masks.key_padding_mask);
    truths("memory_key_padding", masks.memory_key_padding_mask);
    if (c.has("mask")) { masks.mask = c.tensor("mask"); }
    if (c.has("memory_mask")) { masks.memory_mask = c.tensor("memory_mask"); }
    return {dynamic_cast<TransformerDecoderLayer<T>&>(layer).forward(x[0], x[1], masks)};
}

template <class T>
Inputs<T> call(const C<T>& c, Layer<T>& layer, const Inputs<T>& x) {
    const std::string how = c.choice("call", "forward");
    if (how == "run") { return run_recurrent(c, layer, x); }
    if (how == "step") { return step_cell(layer, x); }
    if (how == "attend") { return attend(c, layer, x); }
    if (how == "decode") { return decode(c, layer, x); }
    for (std::size_t pass = 1; pass < c.count("passes", 1); ++pass) { layer.forward(x[0]); }
    return {layer.forward(x[0])};
}

template <class T>
Results<T> run_layer(const C<T>& c) {
    const auto layer = make_layer(c);
    const Inputs<T> x = c.inputs();
    Results<T> results;
    replay::differentiate(c, call(c, *layer, x), results);
    replay::add_gradients(x, results);
    for (const auto& [name, variable] : named_parameters(*layer)) {
        results.emplace_back("d." + name, replay::gradient_of(variable));
    }
    for (const auto& [name, values] : state_dict(*layer)) {
        results.emplace_back("after." + name, values);
    }
    return results;
}

template <class T>
Results<T> run_network(const C<T>& c) {
    const auto network = make_layer(c);
    const auto optimizer = replay::optimizer_of(c)();
    optimizer->add_group(parameters(*network));
    FieldVisitor loss_fields(*c.option("loss_options"), "loss: ");
    const Loss<T> loss = *nnlite::detail::known_loss<T>(c.choice("loss", ""), loss_fields);
    auto losses = empty_tensor<T>({c.count("steps")});
    for (std::size_t step = 0; step < losses.size(); ++step) {
        const auto at = std::to_string(step);
        Targets<T> targets;
        if (c.has("labels_" + at)) {
            targets = c.template tensor<std::int32_t>("labels_" + at);
        } else {
            targets = c.tensor("targets_" + at);
        }
        const Variable<T> value = loss(network->forward(c.tensor("x_" + at)), targets);
        optimizer->zero_gradients();
        value.backward();
        optimizer->step();
        losses.data()[step] = value.item();
    }
    Results<T> results{{"losses", losses}};
    for (const auto& [name, values] : state_dict(*network)) {
        results.emplace_back("after." + name, values);
    }
    return results;
}

template <class T>
void replay_layers(double allowed) {
    std::map<std::string, replay::Run<T>, std::less<>> runs;
    for (const auto& [type, make] : nnlite::detail::known_layers<T>()) {
        runs[std::string(type)] = run_layer<T>;
    }
    replay::replay<T>("layer", runs, allowed);
}

}  // namespace

// The fraction is the same as for operations.
TEST_CASE("random configurations: layers") { replay_layers<double>(1e-10); }

TEST_CASE("random configurations: networks that are trained") {
    constexpr auto run = run_network<double>;
    replay::replay<double>("network",
                           {{"mlp", run}, {"cnn", run}, {"rnn", run}, {"transformer", run}}, 1e-10);
}
