#pragma once

#include <array>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/dual.hpp"
#include "nnlite/core/inline.hpp"
#include "nnlite/core/shape.hpp"
#include "nnlite/kernels/feed_forward.hpp"
#include "nnlite/ops/activation.hpp"
#include "nnlite/ops/dropout.hpp"
#include "nnlite/ops/feed_forward.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// An activation's formula for kernels.
template <class F>
struct ValueAndSlope {
    template <class V>
    V value(V z) const {
        return F{}(z);
    }
    template <class V>
    Dual<V> with_slope(V z) const {
        return F{}(Dual<V>{z, V(1)});
    }
};

NNLITE_INLINE void require_feed_forward_activation(const char* place, Activation activation) {
    if (activation != Activation::relu && activation != Activation::gelu) {
        fail<ValueError>(place, ": expected activation relu or gelu, got ",
                         activation_name(activation));
    }
}

// Calls run(formula) for the activation.
template <class F>
void with_formula(Activation activation, F run) {
    if (activation == Activation::relu) {
        run(ValueAndSlope<formula::ReLU>{});
    } else {
        run(ValueAndSlope<formula::GELU>{});
    }
}

NNLITE_INLINE void check_feed_forward(const Shape& x, const Shape& weight1, const Shape& bias1,
                                      const Shape& weight2, const Shape& bias2) {
    if (weight1.size() != 2 || weight2.size() != 2 || element_count(weight1) == 0 ||
        weight1[1] != weight2[0] || bias1 != Shape{weight1[1]} || bias2 != Shape{weight2[1]}) {
        fail<ShapeError>(
            "feed_forward: expected weights [in, hidden], [hidden, out] and biases [hidden], "
            "[out], got ",
            weight1, ", ", weight2, ", ", bias1, ", ", bias2);
    }
    if (x.empty() || x.back() != weight1[0]) {
        fail<ShapeError>("feed_forward: expected input [..., ", weight1[0], "], got ", x);
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
Variable<T> feed_forward(const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight1,
                         const std::type_identity_t<Variable<T>>& bias1,
                         const std::type_identity_t<Variable<T>>& weight2,
                         const std::type_identity_t<Variable<T>>& bias2,
                         const FeedForwardOptions& options) {
    check_feed_forward(x.shape(), weight1.shape(), bias1.shape(), weight2.shape(), bias2.shape());
    require_feed_forward_activation("feed_forward", options.activation);
    require_rate("feed_forward", options.dropout);
    const std::size_t in = weight1.shape()[0], hidden = weight1.shape()[1];
    const std::size_t out = weight2.shape()[1], tokens = element_count(x.shape(), 0, x.rank() - 1);
    kernels::KeptNumbers kept;
    if (options.dropout > 0) {
        kept =
            kernels::KeptNumbers(tokens * hidden, options.dropout, options.seed, options.position);
    }
    const auto arguments = [=](const auto& values, const kernels::KeptNumbers& mask) {
        const auto& [x_, w1, b1, w2, b2] = values;
        return kernels::FeedForwardArguments<T>{tokens,
                                                in,
                                                hidden,
                                                out,
                                                x_.value().data(),
                                                w1.value().data(),
                                                b1.value().data(),
                                                w2.value().data(),
                                                b2.value().data(),
                                                mask.template keep<T>()};
    };
    const std::array<Variable<T>, 5> inputs{x, weight1, bias1, weight2, bias2};
    Shape shape = x.shape();
    shape.back() = out;
    Tensor<T> y = empty_tensor<T>(shape);
    with_formula(options.activation, [&](auto f) {
        nnlite::kernels::feed_forward(arguments(inputs, kept), f, y.data());
    });
    auto rule = [arguments, activation = options.activation, kept = std::move(kept),
                 saved = std::array{Saved<T>(x), Saved<T>(weight1), Saved<T>(bias1),
                                    Saved<T>(weight2), Saved<T>(bias2)}](const Tensor<T>& dy,
                                                                         GradientSink<T>& sink) {
        std::array<Tensor<T>, 5> gradients;
        for (std::size_t i = 0; i < 5; ++i) {
            if (i > 0 || sink.needs(0)) { gradients[i] = empty_tensor<T>(sink.shape(i)); }
        }
        const kernels::FeedForwardGradients<T> to{sink.needs(0) ? gradients[0].data() : nullptr,
                                                  gradients[1].data(), gradients[2].data(),
                                                  gradients[3].data(), gradients[4].data()};
        with_formula(activation, [&](auto f) {
            kernels::feed_forward_gradients<T>(arguments(saved, kept), f, dy.data(), to);
        });
        for (std::size_t i = 0; i < 5; ++i) { sink.add(i, std::move(gradients[i])); }
    };
    return make_operation<T>("feed_forward", std::move(y), inputs, std::move(rule));
}

}  // namespace nnlite::detail
