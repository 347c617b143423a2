#include "nnlite/layers/architecture.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "nnlite/fields/json_text.hpp"
#include "nnlite/layers/function_layer.hpp"
#include "nnlite/layers/known_layers.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"
#include "support/layer_examples.hpp"

using namespace nnlite;

namespace {

template <class T>
std::string text(Layer<T>& layer) {
    return nnlite::detail::json_text("test", nnlite::detail::architecture_of(layer));
}

std::shared_ptr<Layer<double>> known(const std::string& type) {
    const auto found = nnlite::detail::known_layers<double>().find(type);
    return found == nnlite::detail::known_layers<double>().end() ? nullptr : found->second();
}

std::shared_ptr<Layer<double>> read(const std::string& json, std::size_t most = 9) {
    return nnlite::detail::layer_of<double>(nnlite::detail::parse_json("load: ", json),
                                            "load: ", most, known);
}

}  // namespace

TEST_CASE("architecture: known values") {
    Sequential network(Linear(3, {.activation = Activation::relu}), Dropout(0.5));
    REQUIRE(text(network) ==
            R"({"type": "Sequential", "options": {}, "layers": [{"name": "0", "type": "Linear", )"
            R"("options": {"in": null, "out": 3, "bias": true, "activation": "relu", )"
            R"("weight_init": {"kind": "torch_uniform", "a": 0, "b": 0, "fan": "in"}, )"
            R"("bias_init": {"kind": "torch_uniform", "a": 0, "b": 0, "fan": "in"}}}, )"
            R"({"name": "1", "type": "Dropout", "options": {"rate": 0.5, "seed": null}}]})");
}

TEST_CASE("architecture: every layer comes back as it was") {
    std::set<std::string> types;
    for (const LayerExample& original : layer_examples()) {
        const std::string written = text(*original.layer);
        INFO(written);
        types.insert(original.layer->type());
        const auto copy = read(written);
        REQUIRE(text(*copy) == written);
        CounterGenerator first(3), second(3);
        REQUIRE(copy->build(original.input, second) ==
                original.layer->build(original.input, first));
        REQUIRE(nnlite::detail::state_of(*copy) == nnlite::detail::state_of(*original.layer));
    }
    for (const auto& [type, make] : nnlite::detail::known_layers<double>()) {
        REQUIRE(types.contains(std::string(type)));
        REQUIRE(make()->type() == type);
    }
}

TEST_CASE("architecture: the table has every layer") {
    const std::filesystem::path tests = std::filesystem::path(__FILE__).parent_path();
    const std::regex layer(
        "template <class T = float>\n(?:class|struct) (\\w+) : (?:public )?(?:Layer|[\\w:]+)<T>");
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(tests / "../../include/nnlite/layers")) {
        std::ostringstream source;
        source << std::ifstream(entry.path()).rdbuf();
        const std::string header = source.str();
        for (std::sregex_iterator found(header.begin(), header.end(), layer), end; found != end;
             ++found) {
            const std::string type = (*found)[1];
            if (type == "FunctionLayer") { continue; }
            INFO(type);
            REQUIRE(nnlite::detail::known_layers<double>().contains(type));
            ++count;
        }
    }
#define NNLITE_ROW(function, layer) ++count;
    NNLITE_ACTIVATIONS(NNLITE_ROW)
#undef NNLITE_ROW
    REQUIRE(count == nnlite::detail::known_layers<double>().size());
}

TEST_CASE("architecture: a missing option keeps its default") {
    const auto layer = read(R"({"type": "Linear", "options": {"out": 5}})");
    Linear<double> wanted(5);
    REQUIRE(text(*layer) == text(wanted));
    const auto words = read(R"({"type": "Embedding", "options": {"count": 9, "width": 2}})");
    Embedding<double> without_padding(9, 2);
    REQUIRE(text(*words) == text(without_padding));
}

TEST_CASE("architecture: errors") {
    Sequential network(FunctionLayer("Square", [](const auto& x) { return x * x; }));
    REQUIRE_ERROR(nnlite::detail::architecture_of(network), ValueError,
                  "Square: a FunctionLayer cannot be saved; a class of your own, derived from "
                  "Layer, can");
    const auto refused = [](const std::string& json, const std::string& wanted) {
        REQUIRE_ERROR(read(json), FileError, "load: " + wanted);
    };
    refused("[]", "expected a layer with type and options");
    refused(R"({"type": "Linear"})", "expected a layer with type and options");
    refused(R"({"type": "Line", "options": {}})", "unknown layer type Line");
    for (const char* number : {"1", "-1", "0.5", "\"0\""}) {
        refused(text_of(R"({"type": "Sequential", "options": {}, "layers": [)",
                        R"({"name": "a", "type": "ReLU", "options": {}},)",
                        R"({"name": "b", "same_layer_as": )", number, "}]}"),
                "Sequential: b: same_layer_as: expected the number of an earlier layer");
    }
    // Each level holds the one before twice: few bytes would be 2^40 layers.
    std::string twice = R"("type": "ReLU", "options": {})";
    for (std::size_t level = 0; level < 40; ++level) {
        twice = text_of(R"("type": "Sequential", "options": {}, "layers": [{"name": "0", )", twice,
                        R"(}, {"name": "1", "same_layer_as": )", level, "}]");
    }
    std::string message;
    try {
        read("{" + twice + "}");
    } catch (const FileError& error) { message = error.what(); }
    REQUIRE(message.find("expected layers in at most 4194304 places") != message.npos);
    refused(R"({"type": "Linear", "options": {"in": 1, "size": 5}})",
            "Linear: options: expected 1 fields, got in, size");
    refused(R"({"type": "Linear", "options": {"out": -5}})",
            "Linear: options: out: expected an integer up to 18446744073709551615");
    refused(R"({"type": "Linear", "options": {"bias": 1}})",
            "Linear: options: bias: expected true or false");
    refused(R"({"type": "Linear", "options": {"weight_init": {"fan": "out"}}})",
            "Linear: options: weight_init: fan: expected one of in, both; got out");
    refused(R"({"type": "Conv2d", "options": {"padding": 1}})",
            "Conv2d: options: padding: expected an object");
    refused(R"({"type": "TransformerEncoder", "options": {"count": 10}})",
            "TransformerEncoder: options: count: expected at most 9, got 10");
    refused(R"({"type": "LSTM", "options": {"layers": 10}})",
            "LSTM: options: layers: expected at most 9, got 10");
    refused(R"({"type": "Sequential", "options": {}})",
            "Sequential: expected a list of up to 10000 layers");
    refused(R"({"type": "Sequential", "options": {}, "layers": [{}]})",
            "Sequential: expected layers with names");
    refused(R"({"type": "Sequential", "options": {}, "layers": [{"name": "a", "type": "B"}]})",
            "Sequential: a: expected a layer with type and options");
    REQUIRE_ERROR(read(R"({"type": "Residual", "options": {}, "layers": []})"), ValueError,
                  "Residual: expected 1 or 2 layers, got 0");
    REQUIRE_ERROR(read(R"({"type": "Dropout", "options": {"rate": 1}})"), ValueError,
                  "Dropout: expected a rate in [0, 1), got 1");
    REQUIRE_ERROR(read(R"({"type": "MaxPool2d", "options": {"size": {"height": 3000000000}}})"),
                  ValueError, "Size2d: expected 0 to 2147483647 pixels, got 3000000000");
}
