#pragma once

#include <string_view>
#include <vector>

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// max(x, 0); NaN stays NaN, the gradient at 0 is 0.
/// Elsewhere: torch.nn.functional.relu; keras.activations.relu; keras.layers.ReLU;
/// sklearn.neural_network.MLPClassifier(activation="relu").
template <class T>
Variable<T> relu(const Variable<T>& x);

/// min(max(x, 0), 6); NaN stays NaN, the gradient at 0 and 6 is 0.
/// Elsewhere: torch.nn.functional.relu6; keras.activations.relu6.
template <class T>
Variable<T> relu6(const Variable<T>& x);

/// x for x > 0, else slope x.
/// Elsewhere: torch.nn.functional.leaky_relu; keras.activations.leaky_relu.
template <class T>
Variable<T> leaky_relu(const Variable<T>& x, double slope = 0.01);

/// x for x > 0, else alpha (e^x - 1).
/// Source: Clevert, Unterthiner, Hochreiter 2015, equation 15.
/// Elsewhere: torch.nn.functional.elu; keras.activations.elu.
template <class T>
Variable<T> elu(const Variable<T>& x, double alpha = 1);

/// 1.0507 elu(x) with alpha = 1.6733: keeps mean 0 and variance 1 through deep networks.
/// Source: Klambauer et al. 2017, equation 2.
/// Elsewhere: torch.nn.functional.selu; keras.activations.selu.
template <class T>
Variable<T> selu(const Variable<T>& x);

/// x P(N(0, 1) <= x) = x (1 + erf(x / sqrt(2))) / 2.
/// Source: Hendrycks, Gimpel 2016, section 2.
/// Elsewhere: torch.nn.functional.gelu; keras.activations.gelu.
template <class T>
Variable<T> gelu(const Variable<T>& x);

/// x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2, close to gelu.
/// Source: Hendrycks, Gimpel 2016, section 2.
/// Elsewhere: torch.nn.functional.gelu(approximate="tanh");
/// keras.activations.gelu(approximate=True).
template <class T>
Variable<T> gelu_tanh(const Variable<T>& x);

/// x / (1 + e^-x), also called swish.
/// Elsewhere: torch.nn.functional.silu; keras.activations.silu.
template <class T>
Variable<T> silu(const Variable<T>& x);

/// x relu6(x + 3) / 6, close to silu.
/// Source: Howard et al. 2019, section 5.2.
/// Elsewhere: torch.nn.functional.hardswish; keras.activations.hard_silu.
template <class T>
Variable<T> hardswish(const Variable<T>& x);

/// 1 / (1 + e^-x).
/// Elsewhere: torch.sigmoid; keras.activations.sigmoid;
/// sklearn.neural_network.MLPClassifier(activation="logistic").
template <class T>
Variable<T> sigmoid(const Variable<T>& x);

/// The hyperbolic tangent.
/// Elsewhere: torch.tanh; keras.activations.tanh;
/// sklearn.neural_network.MLPClassifier(activation="tanh").
template <class T>
Variable<T> tanh(const Variable<T>& x);

/// log(1 + e^x), without overflow.
/// Elsewhere: torch.nn.functional.softplus; keras.activations.softplus.
template <class T>
Variable<T> softplus(const Variable<T>& x);

/// x tanh(softplus(x)).
/// Source: Misra 2019, equation 1.
/// Elsewhere: torch.nn.functional.mish; keras.activations.mish.
template <class T>
Variable<T> mish(const Variable<T>& x);

// The formulas, for Packs and Duals; fused kernels use them too. One with a function gradient(dy,
// y) has its gradient from its result, and need not compute it again.
namespace detail::formula {

struct ReLU {
    template <class V>
    V operator()(V x) const {
        return where(x <= 0, 0, x);
    }
};

struct ReLU6 {
    template <class V>
    V operator()(V x) const {
        return where(x <= 0, 0, where(x >= 6, 6, x));
    }
};

struct LeakyReLU {
    double slope = 0.01;
    template <class V>
    V operator()(V x) const {
        return where(x > 0, x, x * slope);
    }
};

struct ELU {
    double alpha = 1;
    template <class V>
    V operator()(V x) const {
        return where(x > 0, x, expm1(x) * alpha);
    }
};

struct SELU {
    template <class V>
    V operator()(V x) const {
        return ELU{1.6732632423543772}(x)*1.0507009873554805;
    }
};

struct GELU {
    template <class V>
    V operator()(V x) const {
        return x * 0.5 * (erf(x * 0.7071067811865476) + 1);
    }
};

struct GELUTanh {
    template <class V>
    V operator()(V x) const {
        return x * 0.5 * (tanh((x + x * x * x * 0.044715) * 0.7978845608028654) + 1);
    }
};

struct SiLU {
    template <class V>
    V operator()(V x) const {
        return x * sigmoid(x);
    }
};

struct Hardswish {
    template <class V>
    V operator()(V x) const {
        return where(x < -3, 0, where(x <= 3, x * (x + 3) * (1.0 / 6), x));
    }
};

struct Sigmoid {
    template <class V>
    V operator()(V x) const {
        return sigmoid(x);
    }
    template <class V>
    static V gradient(V dy, V y) {
        return dy * y * (V(1) - y);
    }
};

struct Tanh {
    template <class V>
    V operator()(V x) const {
        return tanh(x);
    }
    template <class V>
    static V gradient(V dy, V y) {
        return dy * (V(1) - y * y);
    }
};

struct Softplus {
    template <class V>
    V operator()(V x) const {
        return max(x, 0) + log1p(exp(-abs(x)));
    }
};

struct Mish {
    template <class V>
    V operator()(V x) const {
        return x * tanh(Softplus{}(x));
    }
};

}  // namespace detail::formula

// clang-format off
// Each activation without options: its function and its layer, which is also its formula's name.
#define NNLITE_ACTIVATIONS(row) \
    row(relu, ReLU)             \
    row(relu6, ReLU6)           \
    row(selu, SELU)             \
    row(silu, SiLU)             \
    row(hardswish, Hardswish)   \
    row(sigmoid, Sigmoid)       \
    row(tanh, Tanh)             \
    row(softplus, Softplus)     \
    row(mish, Mish)
// Those with options, here at their defaults, and softmax, which is no formula.
#define NNLITE_OTHER_ACTIVATIONS(row) \
    row(leaky_relu)                   \
    row(elu)                          \
    row(gelu)                         \
    row(gelu_tanh)                    \
    row(softmax)
// clang-format on

#define NNLITE_ROW(name, ...) name,
/// Activation functions of layers.
enum class Activation { none, NNLITE_ACTIVATIONS(NNLITE_ROW) NNLITE_OTHER_ACTIVATIONS(NNLITE_ROW) };
#undef NNLITE_ROW

/// The names of an enumeration's values in their order, as files have them.
std::vector<std::string_view> names_of(Activation);

namespace detail {

// An activation's name, as its function is called.
std::string_view activation_name(Activation activation);

}  // namespace detail

/// The activation of x, with the default slope and alpha; softmax is over the last axis.
/// Throws: ShapeError for softmax of a scalar.
template <class T>
Variable<T> activate(const Variable<T>& x, Activation activation);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/activation_impl.hpp"
#endif
