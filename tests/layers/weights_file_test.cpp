#include "nnlite/layers/weights_file.hpp"

#include <cstdlib>
#include <filesystem>

#include "layers/compare.hpp"
#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/conv1d.hpp"
#include "nnlite/layers/conv2d.hpp"
#include "nnlite/layers/conv_transpose2d.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/embedding.hpp"
#include "nnlite/layers/flatten.hpp"
#include "nnlite/layers/gru.hpp"
#include "nnlite/layers/layer_norm.hpp"
#include "nnlite/layers/learned_positions.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/lstm.hpp"
#include "nnlite/layers/multihead_attention.hpp"
#include "nnlite/layers/pool1d.hpp"
#include "nnlite/layers/pool2d.hpp"
#include "nnlite/layers/rnn.hpp"
#include "nnlite/layers/transformer_encoder.hpp"
#include "nnlite/random/counter.hpp"
#include "reference/serialization.hpp"
#include "reference/torch_order.hpp"
#include "support/catch.hpp"
#include "support/make_tensor.hpp"
#include "support/temporary_file.hpp"

using namespace nnlite;

namespace {

template <class T>
Sequential<T> images_network(std::uint64_t seed = 1) {
    Sequential<T> network(ConvTranspose2d<T>(3, 2, {.stride = 2}), Conv2d<T>(2, 3), ReLU<T>(),
                          BatchNorm2d<T>(), Flatten<T>(), BatchNorm1d<T>(), Linear<T>(3));
    CounterGenerator generator(seed);
    network.build({2, 3, 2}, generator);
    set_training(network, false);
    return network;
}

template <class T>
Sequential<T> words_network() {
    Sequential<T> network;
    network.add("embedding", Embedding<T>(5, 4))
        .add("lstm", LSTM<T>(3, {.layers = 2, .bidirectional = true}))
        .add("gru", GRU<T>(4))
        .add("attention", MultiheadAttention<T>(2))
        .add("norm", LayerNorm<T>())
        .add("conv", Conv1d<T>(3, 2))
        .add("head", Linear<T>(2));
    CounterGenerator generator(1);
    network.build({5}, generator);
    return network;
}

// The same pixels as PyTorch's [2, 2, 2, 3], channels last.
Tensor<float> images() {
    Tensor<float> x = empty_tensor<float>({2, 2, 3, 2});
    for (std::size_t i = 0; i < x.size(); ++i) {
        x(i / 12, i / 3 % 2, i % 3, i / 6 % 2) = float(i % 7) / 7.0F;
    }
    return x;
}

Tensor<float> words() {
    Tensor<float> x = empty_tensor<float>({2, 5});
    for (std::size_t i = 0; i < x.size(); ++i) { x.data()[i] = float(i % 5); }
    return x;
}

// Two layers that take the same images.
struct Heads : Layer<float> {
    Flatten<float> flatten;
    Linear<float> mean{2}, spread{2};

    Shape build(const Shape& input, Generator& generator) override {
        const Shape features = flatten.build(input, generator);
        mean.build(features, generator);
        return spread.build(features, generator);
    }
    Variable<float> forward(const Variable<float>& x) const override {
        const auto features = flatten(x);
        return mean(features) + square(spread(features));
    }
    void visit(Visitor<float>& visitor) override {
        visitor.child("flatten", flatten);
        visitor.child("mean", mean);
        visitor.child("spread", spread);
    }
    std::string type() const override { return "Heads"; }
};

// A layer under another name.
template <class L>
Sequential<float> named(const std::string& name, L layer) {
    return Sequential<float>().add(name, std::move(layer));
}

// The layer that takes nothing in PyTorch's module of that place.
using Nothing = Dropout<float>;

Sequential<float> torch_network(const std::string& name) {
    using Network = Sequential<float>;
    if (name == "classifier") {
        return Network()
            .add("features", Network(Conv2d(4, 3)))
            .add("classifier", Network(Flatten{}, Linear(5)));
    }
    if (name == "classifier deep") {
        return Network()
            .add("features", Network().add(Network(Conv2d(4, 3))))
            .add("classifier",
                 Network(Network(Flatten{}, BatchNorm1d{}), Network(Linear(16), Linear(5))));
    }
    if (name == "conv1d") { return Network(Conv1d(3, 2), Flatten{}, Linear(4)); }
    if (name == "pool1d") { return Network(MaxPool1d(2), Flatten{}, Linear(4)); }
    if (name == "reshape") { return Network(Conv2d(4, 3), Reshape({16}), Linear(5)); }
    if (name == "positions") {
        return Network(Conv2d(4, 3), Reshape({4, 4}), Flatten{}, Linear(5));
    }
    if (name == "residual") {
        return Network(Conv2d(4, 3), Flatten{}, Residual(Network(Linear(7), ReLU{}, Linear(16))),
                       Linear(5));
    }
    if (name == "residual images") {
        const Conv2d same(4, 3, {.padding = Padding::same()});
        return Network(Residual(Network(same, Flatten{}, Linear(32), Reshape({4, 4, 2}))),
                       Flatten{}, Linear(3));
    }
    if (name == "shortcut") {
        return Network(Conv2d(4, 3), Flatten{},
                       Residual(Network(Linear(7), ReLU{}, Linear(6)), Linear(6)), Linear(5));
    }
    if (name == "shortcut images") {
        return Network(Residual(Network(Conv2d(4, 3, {.stride = 2, .padding = 1}), BatchNorm2d{}),
                                Conv2d(4, 1, {.stride = 2})),
                       Flatten{}, Linear(3));
    }
    if (name == "shortcut joined") {
        return Network(Conv2d(4, 3), Residual(Network(Flatten{}, Linear(16)), Flatten{}),
                       Linear(5));
    }
    if (name == "joined shortcut") {
        return Network(Conv2d(4, 3), Residual(Flatten{}, Network(Flatten{}, Linear(16))),
                       Linear(5));
    }
    if (name == "shortcut sequences") {
        return Network(Residual(Network(Linear(12), Reshape({3, 4}), Conv1d(4, 1)),
                                Network(Linear(12), Reshape({3, 4}))),
                       Flatten{}, Linear(4));
    }
    if (name == "sequences shortcut") {
        return Network(Residual(Network(Linear(12), Reshape({3, 4})),
                                Network(Linear(12), Reshape({3, 4}), Conv1d(4, 1))),
                       Flatten{}, Linear(4));
    }
    if (name == "decoder") {
        return Network(Linear(36), BatchNorm1d{}, ReLU{}, Reshape({3, 3, 4}), ConvTranspose2d(2, 2),
                       Flatten{}, Linear(3));
    }
    if (name == "decoder1d") {
        return Network(Linear(12), Reshape({3, 4}), ReLU{}, Conv1d(2, 2), Flatten{}, Linear(3));
    }
    if (name == "heads") { return Network(Conv2d(4, 3), Heads{}); }
    if (name == "recurrent") {
        return Network(Nothing(0.1), named("rnn", LSTM(4)), Flatten{}, Linear(3));
    }
    REQUIRE(name == "steps");
    return Network(Linear(12), Reshape({4, 3}), named("rnn", LSTM(4)), Flatten{}, Linear(3));
}

// A Python that has the module; "" if there is none.
std::string python_with(const std::string& module) {
    for (const std::string python : {"python3", "/usr/bin/python3"}) {
        if (std::system((python + " -c 'import " + module + "' 2>/dev/null").c_str()) == 0) {
            return python;
        }
    }
    return "";
}

bool python_accepts(const std::string& python, const std::string& check,
                    const std::string& folder) {
    const auto script =
        std::filesystem::path(__FILE__).parent_path().parent_path() / "reference/read_written.py";
    return std::system((python + " " + script.string() + " " + check + " " + folder).c_str()) == 0;
}

}  // namespace

TEST_CASE("load_weights: PyTorch's state_dict, PyTorch's results") {
    auto network = images_network<float>();
    const TemporaryFile file("images.safetensors", reference::images_state);
    load_weights(file.path(), network);
    REQUIRE(max_difference(network(images()).value(), reference::images_result) < 1e-6);

    auto sequences = words_network<float>();
    const TemporaryFile other("words.safetensors", reference::words_state);
    load_weights(other.path(), sequences);
    REQUIRE(max_difference(sequences(words()).value(), reference::words_result) < 1e-6);
    REQUIRE(sequences(words()).shape() == Shape{2, 4, 2});
}

TEST_CASE("load_weights, save_weights: PyTorch's order of joined images and sequences") {
    for (const reference::TorchModule& theirs : reference::torch_modules) {
        INFO(theirs.name);
        auto network = torch_network(theirs.name);
        CounterGenerator generator(1);
        const Shape sample(theirs.sample.begin(), theirs.sample.end());
        network.build(sample, generator);
        set_training(network, false);
        const TemporaryFile file("w.safetensors", theirs.state);
        load_weights(file.path(), network);
        Shape batch = sample;
        batch.insert(batch.begin(), 2);
        auto x = empty_tensor<float>(batch);
        std::copy(theirs.inputs.begin(), theirs.inputs.end(), x.begin());
        REQUIRE(max_difference(network(x).value(), theirs.result) < 2e-6);
        auto wanted = read_safetensors(file.path());
        std::erase_if(wanted, [](const auto& tensor) {
            return tensor.first.ends_with("num_batches_tracked");
        });
        for (const std::string ending : {".safetensors", ".npz"}) {
            const std::string path = file.folder() + "/back" + ending;
            save_weights(path, network, {.layout = WeightLayout::torch});
            REQUIRE((ending == ".npz" ? read_npz(path) : read_safetensors(path)) == wanted);
        }
    }
}

TEST_CASE("save_weights: what PyTorch's order is not known for") {
    const auto error_of = [](Sequential<float> network, const Shape& sample) {
        CounterGenerator generator(1);
        network.build(sample, generator);
        try {
            state_dict(network, WeightLayout::torch);
        } catch (const ValueError& error) { return std::string(error.what()); }
        return std::string();
    };
    REQUIRE(error_of(Sequential<float>(Conv2d(4, 3), Reshape({2, 8}), LSTM(3)), {4, 4, 2}) ==
            "WeightLayout::torch: layer 1: expected a Reshape that keeps the channels of "
            "[2, 2, 4], got [2, 8]");
    REQUIRE(error_of(Sequential<float>(LSTM(16, {.return_sequence = false}), Reshape({2, 2, 4})),
                     {4, 2}) ==
            "WeightLayout::torch: layer 1: expected a Linear that makes the features that become "
            "[2, 2, 4], got none");
    REQUIRE(error_of(Sequential<float>(
                         Residual(Sequential(Reshape({2, 2, 4}), Conv2d(4, 1), Flatten{}))),
                     {16}) ==
            "WeightLayout::torch: layer 0.inner: expected a Linear that makes the features to be "
            "added to those of [2, 2, 4], got none");
    const auto steps = [] { return Sequential(Linear(8), Reshape({2, 4})); };
    REQUIRE(error_of(Sequential<float>(Residual(steps(), steps())), {3}) ==
            "WeightLayout::torch: layer 0.shortcut: expected sequences [2, 4] made by a Reshape in "
            "one branch, got two");
    // Not built by its container.
    struct Lazy : Heads {
        Shape build(const Shape& input, Generator& generator) override {
            mean.build({nnlite::detail::element_count(input)}, generator);
            return spread.build({nnlite::detail::element_count(input)}, generator);
        }
    };
    REQUIRE(error_of(Sequential<float>(Conv2d(4, 3), Lazy{}), {4, 4, 2}) ==
            "WeightLayout::torch: layer 1.flatten: expected that build() of its container calls "
            "its build(), got no call");
    // The same order in both.
    REQUIRE(error_of(Sequential<float>(Conv2d(1, 3), Reshape({4}), Linear(2)), {4, 4, 2}).empty());
}

TEST_CASE("save_weights: the same bits back") {
    const auto x = images();
    for (const std::string name : {"w.safetensors", "w.npz"}) {
        for (const auto layout : {WeightLayout::nnlite, WeightLayout::torch, WeightLayout::keras}) {
            const TemporaryFile file(name);
            auto from = images_network<float>(1), to = images_network<float>(2);
            set_training(from, true);
            from(x);  // moves the running statistics
            set_training(from, false);
            save_weights(file.path(), from, {.layout = layout, .compress = true});
            load_weights(file.path(), to,
                         {.layout = name == "w.npz" ? std::optional(layout) : std::nullopt});
            REQUIRE((state_dict(to) == state_dict(from)));
            REQUIRE((to(x).value() == from(x).value()));
        }
    }
}

TEST_CASE("save_weights: exactly PyTorch's values") {
    auto network = images_network<float>();
    const TemporaryFile file("images.safetensors", reference::images_state);
    const auto theirs = read_safetensors(file.path());
    load_weights(file.path(), network);
    save_weights(file.path(), network, {.layout = WeightLayout::torch, .metadata = {{"by", "me"}}});
    const auto ours = read_safetensors(file.path());
    REQUIRE(ours.size() + 2 == theirs.size());  // without num_batches_tracked
    for (const auto& [name, tensor] : ours) { REQUIRE((tensor == theirs.at(name))); }
    const std::map<std::string, std::string> metadata{{"by", "me"}, {"format", "pt"}};
    REQUIRE(safetensors_metadata(file.path()) == metadata);
}

TEST_CASE("load_weights: other names") {
    const TemporaryFile file("w.safetensors");
    const auto network = [](std::uint64_t seed) {
        Sequential<float> layers(LSTM<float>(3, {.return_sequence = false}), Linear<float>(2));
        CounterGenerator generator(seed);
        layers.build({4, 1}, generator);
        return layers;
    };
    auto from = network(1), to = network(2);
    const WeightNames names{{"0", "rnn"}, {"1", "fc"}, {"1.bias", "offset"}};
    save_weights(file.path(), from, {.names = names});
    std::string list;
    for (const TensorInfo& tensor : list_safetensors(file.path())) { list += tensor.name + ' '; }
    REQUIRE(list ==
            "rnn.weight_ih_l0 rnn.weight_hh_l0 rnn.bias_ih_l0 rnn.bias_hh_l0 fc.weight offset ");
    load_weights(file.path(), to, {.names = names});
    REQUIRE((state_dict(to) == state_dict(from)));
    REQUIRE_ERROR(load_weights(file.path(), to, {.names = {{"rnn", "0"}}}), ValueError,
                  "load_weights: expected names of layers or tensors of the network in `names`, "
                  "got rnn");
    REQUIRE_ERROR(save_weights(file.path(), to, {.names = {{"0.bias", "b"}}}), ValueError,
                  "save_weights: expected names of layers or tensors of the network in `names`, "
                  "got 0.bias");
}

TEST_CASE("load_weights: other types") {
    auto doubles = images_network<double>();
    auto floats = images_network<float>(2);
    const TemporaryFile file("w.safetensors");
    save_weights(file.path(), doubles);
    std::string error;
    try {
        load_weights(file.path(), floats);
    } catch (const FileError& caught) { error = caught.what(); }
    REQUIRE(error.starts_with("load_weights: " + file.path() +
                              ": 0.weight: expected values that F32 can hold, got "));
    load_weights(file.path(), floats, {.allow_rounding = true});
    REQUIRE(parameter(floats, "6.bias").value()(0) ==
            float(parameter(doubles, "6.bias").value()(0)));
    save_weights(file.path(), floats);
    load_weights(file.path(), doubles);
    REQUIRE(parameter(floats, "6.bias").value()(0) == parameter(doubles, "6.bias").value()(0));
}

TEST_CASE("load_weights: errors") {
    auto network = images_network<float>();
    REQUIRE_ERROR(load_weights("weights.h5", network), ValueError,
                  "load_weights: expected a path that ends in .safetensors or .npz, got "
                  "weights.h5");
    REQUIRE_ERROR(save_weights("weights", network), ValueError,
                  "save_weights: expected a path that ends in .safetensors or .npz, got weights");
    const TemporaryFile file("w.npz");
    const auto x = full_tensor<float>({3, 16}, 0), scalar = Tensor<float>(1.0F);
    auto state = state_dict(network);
    const auto before = state;
    state.erase("0.bias");
    state["6.weight"] = x;
    state["5.num_batches_tracked"] = scalar;
    write_npz(file.path(), state);
    REQUIRE_ERROR(load_weights(file.path(), network), FileError,
                  "load_weights: " + file.path() +
                      ": the tensors do not fit the layer; missing 0.bias [3]; expected 6.weight "
                      "[16, 3], got [3, 16]; surplus 5.num_batches_tracked []");
    REQUIRE((state_dict(network) == before));
}

TEST_CASE("save_weights: NumPy reads what is written") {
    const std::string python = python_with("numpy");
    if (python.empty()) {
        WARN("SKIPPED: there is no Python with NumPy");
        return;
    }
    const TemporaryFile place("array.npy");
    const auto x = make_tensor<float>({2, 3}, {0, 1, 2, 3, 4, 100});
    const auto y = make_tensor<std::int64_t>({2}, {1, -2});
    const auto flags = make_tensor<bool>({3}, {true, false, true});
    const auto scalar = Tensor<double>(0.1), none = empty_tensor<double>({0, 3});
    const std::vector<nnlite::detail::TensorView> all{
        {"x", x}, {"y", y}, {"flags", flags}, {"scalar", scalar}, {"none", none}};
    write_npy(place.path(), x);
    write_npz(place.folder() + "/stored.npz", all);
    write_npz(place.folder() + "/deflated.npz", all, {.compress = true});
    write_safetensors(place.folder() + "/t.safetensors", all,
                      {.metadata = {{"text", "a \"b\" \\ \n \xc3\xa9"}}});
    REQUIRE(python_accepts(python, "files", place.folder()));
}

TEST_CASE("load_weights: the documents' PyTorch models compute the same here") {
    const std::string python = python_with("torch");
    if (python.empty()) {
        WARN("SKIPPED: there is no Python with PyTorch");
        return;
    }
    const TemporaryFile place("vit.safetensors");
    const auto folder = place.folder();
    REQUIRE(python_accepts(python, "models", folder));  // writes them
    const auto require_same = [&](Sequential<>& network, const Shape& sample,
                                  const std::string& name, const WeightNames& names) {
        INFO(name);
        CounterGenerator generator(1);
        network.build(sample, generator);
        set_training(network, false);
        const auto x = read_npy(folder + "/" + name + "_inputs.npy");
        const auto y = read_npy(folder + "/" + name + "_result.npy");
        for (const std::string ending : {".safetensors", ".npz"}) {
            for (auto& variable : parameters(network)) { variable.mutable_value().fill(0); }
            load_weights(folder + "/" + name + ending, network,
                         {.layout = WeightLayout::torch, .names = names});
            REQUIRE(max_difference(network(x).value(), std::vector<double>(y.begin(), y.end())) <
                    1e-6);
        }
    };
    Sequential<> vit;
    vit.add("embedding", Linear(32))
        .add("positions", LearnedPositions{})
        .add("transformer", TransformerEncoder(2, 4, {.dropout = 0.1}))
        .add("mean", GlobalAveragePool1d{})
        .add("classifier", Linear(10));
    require_same(vit, {64, 1}, "vit", {{"positions.positions", "pos_encoding"}});
    const WeightNames names{{"0", "rnn"}, {"1", "fc"}};
    Sequential<> rnn(RNN(50, {.return_sequence = false}), Linear(1));
    require_same(rnn, {20, 1}, "RNN", names);
    Sequential<> lstm(LSTM(50, {.return_sequence = false}), Linear(1));
    require_same(lstm, {20, 1}, "LSTM", names);
    Sequential<> gru(GRU(50, {.return_sequence = false}), Linear(1));
    require_same(gru, {20, 1}, "GRU", names);
    Sequential<> cnn(Conv2d(32, 3, {.activation = Activation::relu}), MaxPool2d(2),
                     Conv2d(64, 3, {.activation = Activation::relu}), MaxPool2d(2), Flatten{},
                     Dropout(0.2), Linear(10));
    require_same(cnn, {28, 28, 1}, "cnn", {{"2", "3"}, {"6", "8"}});
}

TEST_CASE("save_weights: PyTorch computes with what is written") {
    const std::string python = python_with("torch");
    if (python.empty()) {
        WARN("SKIPPED: there is no Python with PyTorch");
        return;
    }
    const TemporaryFile place("words.npz");
    auto network = images_network<float>();
    auto sequences = words_network<float>();
    const auto folder = place.folder();
    save_weights(folder + "/images.safetensors", network, {.layout = WeightLayout::torch});
    save_weights(folder + "/words.npz", sequences, {.layout = WeightLayout::torch});
    write_npy(folder + "/images_result.npy", network(images()).value());
    write_npy(folder + "/words_result.npy", sequences(words()).value());
    REQUIRE(python_accepts(python, "weights", folder));
}
