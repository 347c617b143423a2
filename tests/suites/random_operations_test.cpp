// All functions of ops/ in random configurations, against PyTorch; see random_configurations.py.

#include <algorithm>

#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/attention.hpp"
#include "nnlite/ops/batch_norm.hpp"
#include "nnlite/ops/concatenate_static.hpp"
#include "nnlite/ops/conv1d.hpp"
#include "nnlite/ops/conv2d.hpp"
#include "nnlite/ops/conv_transpose2d.hpp"
#include "nnlite/ops/convolve2d.hpp"
#include "nnlite/ops/dropout.hpp"
#include "nnlite/ops/feed_forward.hpp"
#include "nnlite/ops/gather.hpp"
#include "nnlite/ops/group_norm.hpp"
#include "nnlite/ops/layer_norm.hpp"
#include "nnlite/ops/linear.hpp"
#include "nnlite/ops/matmul.hpp"
#include "nnlite/ops/padding_mask.hpp"
#include "nnlite/ops/pool1d.hpp"
#include "nnlite/ops/pool2d.hpp"
#include "nnlite/ops/reshape.hpp"
#include "nnlite/ops/slice.hpp"
#include "nnlite/ops/upsample_nearest2d.hpp"
#include "nnlite/ops/zero_pad2d.hpp"
#include "suites/replay.hpp"

using namespace nnlite;
using replay::Configuration;
using replay::Results;

namespace {

template <class T>
using Inputs = std::vector<Variable<T>>;
template <class T>
using C = Configuration<T>;

Size2d size_of(const std::vector<std::ptrdiff_t>& pair) {
    return {std::size_t(pair.at(0)), std::size_t(pair.at(1))};
}

// "same", or four numbers.
template <class T>
Padding padding_of(const C<T>& c) {
    const auto sides = c.list("padding");
    if (sides.empty()) { return Padding::same(); }
    const auto side = [&](std::size_t i) { return std::size_t(sides.at(i)); };
    return {side(0), side(1), side(2), side(3)};
}

template <class T>
Conv2dAlgorithm algorithm_of(const C<T>& c) {
    const std::string name = c.choice("algorithm", "fastest");
    if (name == "precise") { return Conv2dAlgorithm::precise; }
    if (name == "direct") { return Conv2dAlgorithm::direct; }
    if (name == "winograd_2x2") { return Conv2dAlgorithm::winograd_2x2; }
    return name == "winograd_4x4" ? Conv2dAlgorithm::winograd_4x4 : Conv2dAlgorithm::fastest;
}

template <class T>
Activation activation_of(const C<T>& c) {
    const std::string wanted = c.choice("activation", "none");
    const auto names = names_of(Activation());
    const auto found = std::find(names.begin(), names.end(), wanted);
    if (found == names.end()) { throw std::out_of_range(wanted); }
    return Activation(found - names.begin());
}

// f(x, weight, bias, options), or without a bias.
template <class T, class F, class Options>
Variable<T> affine(const Inputs<T>& x, F f, const Options& options) {
    return x.size() > 2 ? f(x[0], x[1], x[2], options) : f(x[0], x[1], options);
}
#define NNLITE_OVERLOADS(function) [](const auto&... arguments) { return function(arguments...); }

template <class T>
nnlite::detail::Conv2dFunctionOptions conv2d_options(const C<T>& c) {
    return {.stride = size_of(c.list("stride")),
            .padding = padding_of(c),
            .dilation = size_of(c.list("dilation")),
            .groups = c.count("groups"),
            .relu = c.truth("relu"),
            .algorithm = algorithm_of(c)};
}

template <class T>
Pool2dOptions pool2d_options(const C<T>& c) {
    return {.stride = size_of(c.list("stride")), .padding = padding_of(c)};
}
template <class T>
Pool1dOptions pool1d_options(const C<T>& c) {
    return {.stride = c.count("stride"), .padding = nnlite::detail::Padding1d(padding_of(c))};
}

template <class T>
nnlite::detail::AttentionOptions<T> attention_options(const C<T>& c) {
    nnlite::detail::AttentionOptions<T> options{.causal = c.truth("causal")};
    if (c.has("mask")) { options.mask = c.tensor("mask"); }
    if (c.has("ignored")) { options.mask = c.template tensor<bool>("ignored"); }
    if (c.number("scale", 0) != 0) { options.scale = c.number("scale", 0); }
    return options;
}

template <class T>
ConvolveMode mode_of(const C<T>& c) {
    const std::string mode = c.choice("mode", "full");
    return mode == "same"    ? ConvolveMode::same
           : mode == "valid" ? ConvolveMode::valid
                             : ConvolveMode::full;
}

template <class T>
std::map<std::string, Variable<T> (*)(const C<T>&, const Inputs<T>&)> operations() {
    using X = const Inputs<T>&;
    using O = const C<T>&;
#define NNLITE_ROW(function, ...) {#function, [](O, X x) { return function(x[0]); }},
    return {
        NNLITE_ACTIVATIONS(NNLITE_ROW)
#undef NNLITE_ROW
            {"leaky_relu", [](O c, X x) { return leaky_relu(x[0], c.number("slope", 0)); }},
        {"elu", [](O c, X x) { return elu(x[0], c.number("alpha", 0)); }},
        {"gelu", [](O, X x) { return gelu(x[0]); }},
        {"gelu_tanh", [](O, X x) { return gelu_tanh(x[0]); }},
        {"activate", [](O c, X x) { return activate(x[0], activation_of(c)); }},

        {"operator+", [](O, X x) { return x[0] + x[1]; }},
        {"operator-", [](O, X x) { return x.size() > 1 ? x[0] - x[1] : -x[0]; }},
        {"operator*", [](O, X x) { return x[0] * x[1]; }},
        {"operator/", [](O, X x) { return x[0] / x[1]; }},
        {"pow",
         [](O c, X x) { return x.size() > 1 ? pow(x[0], x[1]) : pow(x[0], c.number("y", 0)); }},
        {"maximum", [](O, X x) { return maximum(x[0], x[1]); }},
        {"minimum", [](O, X x) { return minimum(x[0], x[1]); }},
        {"where", [](O c, X x) { return where(c.template tensor<bool>("condition"), x[0], x[1]); }},
        {"exp", [](O, X x) { return exp(x[0]); }},
        {"expm1", [](O, X x) { return expm1(x[0]); }},
        {"log", [](O, X x) { return log(x[0]); }},
        {"log1p", [](O, X x) { return log1p(x[0]); }},
        {"sqrt", [](O, X x) { return sqrt(x[0]); }},
        {"square", [](O, X x) { return square(x[0]); }},
        {"abs", [](O, X x) { return abs(x[0]); }},
        {"sin", [](O, X x) { return sin(x[0]); }},
        {"cos", [](O, X x) { return cos(x[0]); }},
        {"erf", [](O, X x) { return erf(x[0]); }},
        {"clip",
         [](O c, X x) { return clip(x[0], T(c.number("low", 0)), T(c.number("high", 0))); }},

        {"sum", [](O c, X x) { return sum(x[0], c.list("axes"), c.truth("keep_dims")); }},
        {"mean", [](O c, X x) { return mean(x[0], c.list("axes"), c.truth("keep_dims")); }},
        {"max", [](O c, X x) { return max(x[0], c.list("axes"), c.truth("keep_dims")); }},
        {"min", [](O c, X x) { return min(x[0], c.list("axes"), c.truth("keep_dims")); }},
        {"logsumexp",
         [](O c, X x) { return logsumexp(x[0], c.list("axes"), c.truth("keep_dims")); }},
        {"var",
         [](O c, X x) {
             return var(x[0], c.list("axes"), {c.count("correction"), c.truth("keep_dims")});
         }},
        {"softmax", [](O c, X x) { return softmax(x[0], c.whole("axis")); }},
        {"log_softmax", [](O c, X x) { return log_softmax(x[0], c.whole("axis")); }},

        {"slice",
         [](O c, X x) {
             return slice(x[0], c.whole("axis"), c.whole("begin"), c.whole("end", to_end),
                          c.whole("step"));
         }},
        {"pad",
         [](O c, X x) {
             return pad(x[0], c.whole("axis"), c.count("before"), c.count("after"),
                        T(c.number("value", 0)));
         }},
        {"concatenate", [](O c, X x) { return concatenate(x, c.whole("axis")); }},
        {"stack", [](O c, X x) { return stack(x, c.whole("axis")); }},
        {"concatenate_static", [](O, X x) { return concatenate_static(x[0], x[1]); }},
        {"gather",
         [](O c, X x) { return gather(x[0], c.template tensor<std::int32_t>("indices")); }},
        {"take_along",
         [](O c, X x) { return take_along(x[0], c.template tensor<std::int32_t>("indices")); }},
        {"reshape", [](O c, X x) { return reshape(x[0], c.list("shape")); }},
        {"flatten", [](O c, X x) { return flatten(x[0], c.whole("from")); }},
        {"transpose", [](O c, X x) { return transpose(x[0], c.list("permutation")); }},
        {"swap_axes", [](O c, X x) { return swap_axes(x[0], c.whole("a"), c.whole("b")); }},
        {"squeeze", [](O c, X x) { return squeeze(x[0], c.whole("axis")); }},
        {"expand_dims", [](O c, X x) { return expand_dims(x[0], c.whole("axis")); }},

        {"matmul", [](O, X x) { return matmul(x[0], x[1]); }},
        {"linear", [](O c, X x) { return affine(x, NNLITE_OVERLOADS(linear), c.truth("relu")); }},
        {"feed_forward",
         [](O c, X x) {
             return nnlite::detail::feed_forward(x[0], x[1], x[2], x[3], x[4],
                                                 {.activation = activation_of(c)});
         }},

        {"conv2d", [](O c, X x) { return affine(x, NNLITE_OVERLOADS(conv2d), conv2d_options(c)); }},
        {"conv2d_pool",
         [](O c, X x) { return affine(x, NNLITE_OVERLOADS(conv2d_pool), conv2d_options(c)); }},
        {"conv1d",
         [](O c, X x) {
             const nnlite::detail::Conv1dFunctionOptions options{
                 .stride = c.count("stride"),
                 .padding = nnlite::detail::Padding1d(padding_of(c)),
                 .dilation = c.count("dilation"),
                 .groups = c.count("groups"),
                 .relu = c.truth("relu")};
             return affine(x, NNLITE_OVERLOADS(conv1d), options);
         }},
        {"conv_transpose2d",
         [](O c, X x) {
             const nnlite::detail::ConvTranspose2dFunctionOptions options{
                 .stride = size_of(c.list("stride")),
                 .padding = padding_of(c),
                 .output_padding = size_of(c.list("output_padding")),
                 .dilation = size_of(c.list("dilation")),
                 .groups = c.count("groups"),
                 .algorithm = algorithm_of(c)};
             return affine(x, NNLITE_OVERLOADS(conv_transpose2d), options);
         }},
        {"convolve2d",
         [](O c, X x) { return Variable<T>(convolve2d(x[0].value(), x[1].value(), mode_of(c))); }},
        {"correlate2d",
         [](O c, X x) { return Variable<T>(correlate2d(x[0].value(), x[1].value(), mode_of(c))); }},
        {"max_pool1d",
         [](O c, X x) { return max_pool1d(x[0], c.count("size"), pool1d_options(c)); }},
        {"avg_pool1d",
         [](O c, X x) { return avg_pool1d(x[0], c.count("size"), pool1d_options(c)); }},
        {"max_pool2d",
         [](O c, X x) { return max_pool2d(x[0], size_of(c.list("size")), pool2d_options(c)); }},
        {"avg_pool2d",
         [](O c, X x) { return avg_pool2d(x[0], size_of(c.list("size")), pool2d_options(c)); }},
        {"upsample_nearest2d",
         [](O c, X x) { return upsample_nearest2d(x[0], size_of(c.list("scale"))); }},
        {"zero_pad2d", [](O c, X x) { return zero_pad2d(x[0], padding_of(c)); }},

        {"batch_norm",
         [](O c, X x) {
             const bool own = c.truth("of_this_batch");
             const nnlite::detail::ChannelStatistics<T> statistics =
                 own ? nnlite::detail::channel_statistics(x[0].value())
                     : nnlite::detail::ChannelStatistics<T>{c.tensor("mean"), c.tensor("variance")};
             const nnlite::detail::BatchNormFunctionOptions options{c.number("eps", 0), own};
             return x.size() > 1 ? batch_norm(x[0], x[1], x[2], statistics, options)
                                 : batch_norm(x[0], statistics, options);
         }},
        {"channel_statistics",
         [](O, X x) {
             const auto statistics = nnlite::detail::channel_statistics(x[0].value());
             return stack({Variable<T>(statistics.mean), Variable<T>(statistics.variance)});
         }},
        {"group_norm",
         [](O c, X x) {
             const std::size_t groups = c.count("groups");
             return x.size() > 1 ? group_norm(x[0], groups, x[1], x[2], c.number("eps", 0))
                                 : group_norm(x[0], groups, c.number("eps", 0));
         }},
        {"layer_norm",
         [](O c, X x) {
             return x.size() > 1 ? layer_norm(x[0], x[1], x[2], c.number("eps", 0))
                                 : layer_norm(x[0], c.number("eps", 0));
         }},
        {"residual_layer_norm",
         [](O c, X x) {
             return nnlite::detail::residual_layer_norm(x[0], x[1], x[2], x[3],
                                                        {.eps = c.number("eps", 0)});
         }},
        {"scaled_dot_product_attention",
         [](O c, X x) {
             return scaled_dot_product_attention(x[0], x[1], x[2], attention_options(c));
         }},
        {"padding_mask",
         [](O c, X) {
             const Tensor<bool> mask = padding_mask(c.list("lengths"), c.count("tokens"));
             return Variable<T>(Tensor<T>(xt::cast<T>(mask)));
         }},
        {"dropout", [](O c, X x) { return dropout(x[0], c.number("rate", 0), 1); }},
    };
}

template <class T>
Results<T> run_operation(const C<T>& c) {
    static const auto functions = operations<T>();
    const Inputs<T> x = c.inputs();
    Results<T> results;
    replay::differentiate(c, {functions.at(c.text("name"))(c, x)}, results);
    replay::add_gradients(x, results);
    return results;
}

template <class T>
void replay_operations(double allowed) {
    std::map<std::string, replay::Run<T>, std::less<>> runs;
    for (const auto& [name, function] : operations<T>()) { runs[name] = run_operation<T>; }
    replay::replay<T>("operation", runs, allowed);
}

}  // namespace

// A sum of n terms differs by about n 1e-16 of its largest term with the order of addition; 1e-10
// is far above that, and far below what a wrong formula gives.
TEST_CASE("random configurations: operations") { replay_operations<double>(1e-10); }
