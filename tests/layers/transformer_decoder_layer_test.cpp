#include "nnlite/layers/transformer_decoder_layer.hpp"

#include "layers/transformer_reference.hpp"
#include "nnlite/autograd/gradcheck.hpp"
#include "nnlite/ops/padding_mask.hpp"
#include "nnlite/random/torch.hpp"
#include "support/check_layer.hpp"
#include "support/reference_tensor.hpp"

using namespace nnlite;
namespace transformer = reference::transformer;

namespace {

template <class T>
auto with_memory(TransformerDecoderLayer<T>& layer, const std::vector<Variable<T>>& x) {
    return layer.forward(x[0], x[1], {.memory_key_padding_mask = padding_mask(Shape{2, 3}, 3)});
}

}  // namespace

TEMPLATE_TEST_CASE("TransformerDecoderLayer: PyTorch's results and gradients", "", float, double) {
    using T = TestType;
    CounterGenerator generator(1);
    for (const bool norm_first : {false, true}) {
        const TransformerDecoderLayer<T> layer(
            2, {.feed_forward = 12, .dropout = 0, .norm_first = norm_first});
        require_step(
            built(layer, {5, 8}, generator), {{2, 5, 8}, {2, 3, 8}}, with_memory<T>,
            norm_first ? transformer::decoder_layer_norm_first_y : transformer::decoder_layer_y,
            norm_first ? transformer::decoder_layer_norm_first_dx : transformer::decoder_layer_dx,
            norm_first ? transformer::decoder_layer_norm_first_dparameters
                       : transformer::decoder_layer_dparameters);
    }
}

TEST_CASE("TransformerDecoderLayer: starts as PyTorch's") {
    TorchGenerator generator(7);
    TransformerDecoderLayer layer(2, {.feed_forward = 12});
    layer.build({5, 8}, generator);
    std::vector<float> values;
    for (const auto& parameter : parameters(layer)) { append(values, parameter.value()); }
    REQUIRE(values == transformer::start_decoder);
}

TEST_CASE("TransformerDecoderLayer: gradients with dropout, of x, memory and parameters") {
    for (const bool norm_first : {false, true}) {
        CounterGenerator generator(1);
        auto layer = built(TransformerDecoderLayer<double>(
                               2, {.feed_forward = 7, .dropout = 0.2, .norm_first = norm_first}),
                           {4, 6}, generator);
        fill_parameters<double>(layer);
        auto inputs = parameters(layer);
        inputs.insert(inputs.begin(), {irregular<double>({2, 4, 6}), irregular<double>({2, 3, 6})});
        const auto check = check_gradient(
            [&](const auto& all) {
                auto copy = layer;  // shares the parameters; its dropout starts from the beginning
                return copy.forward(all[0], all[1]);
            },
            inputs);
        INFO(check.text());
        REQUIRE(check.relative_error < 1e-6);
    }
}

TEST_CASE("TransformerDecoderLayer: errors") {
    TransformerDecoderLayer layer(8, 2);
    CounterGenerator generator(1);
    REQUIRE_ERROR(layer.build({5, 6}, generator), ShapeError,
                  "TransformerDecoderLayer: expected input [batch, time, 8], got [batch, 5, 6]");
    layer.build({5, 8}, generator);
    REQUIRE_ERROR(layer.forward(irregular<float>({2, 5, 8})), ValueError,
                  "TransformerDecoderLayer: expected forward(x, memory), got no memory");
}
