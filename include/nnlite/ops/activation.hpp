#pragma once

#include "nnlite/autograd/variable.hpp"

namespace nnlite::inline NNLITE_ABI {

/// max(x, 0); NaN stays NaN, the gradient at 0 is 0.
template <class T>
Variable<T> relu(const Variable<T>& x);

/// min(max(x, 0), 6); NaN stays NaN, the gradient at 0 and 6 is 0.
template <class T>
Variable<T> relu6(const Variable<T>& x);

/// x for x > 0, else slope x.
template <class T>
Variable<T> leaky_relu(const Variable<T>& x, double slope = 0.01);

/// x for x > 0, else alpha (e^x - 1).
/// Source: Clevert, Unterthiner, Hochreiter 2015, equation 15.
template <class T>
Variable<T> elu(const Variable<T>& x, double alpha = 1);

/// 1.0507 elu(x) with alpha = 1.6733: keeps mean 0 and variance 1 through deep networks.
/// Source: Klambauer et al. 2017, equation 2.
template <class T>
Variable<T> selu(const Variable<T>& x);

/// x P(N(0, 1) <= x) = x (1 + erf(x / sqrt(2))) / 2.
/// Source: Hendrycks, Gimpel 2016, section 2.
template <class T>
Variable<T> gelu(const Variable<T>& x);

/// x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2, close to gelu.
/// Source: Hendrycks, Gimpel 2016, section 2.
template <class T>
Variable<T> gelu_tanh(const Variable<T>& x);

/// x / (1 + e^-x), also called swish.
template <class T>
Variable<T> silu(const Variable<T>& x);

/// x relu6(x + 3) / 6, close to silu.
/// Source: Howard et al. 2019, section 5.2.
template <class T>
Variable<T> hardswish(const Variable<T>& x);

/// 1 / (1 + e^-x).
template <class T>
Variable<T> sigmoid(const Variable<T>& x);

/// The hyperbolic tangent.
template <class T>
Variable<T> tanh(const Variable<T>& x);

/// log(1 + e^x), without overflow.
template <class T>
Variable<T> softplus(const Variable<T>& x);

/// Activation functions of layers.
enum class Activation {
    none,
    relu,
    leaky_relu,
    elu,
    selu,
    gelu,
    gelu_tanh,
    silu,
    sigmoid,
    tanh,
    softplus,
    softmax,
    relu6,
    hardswish
};

namespace detail {

// An activation's name, as its function is called.
const char* activation_name(Activation activation);

}  // namespace detail

/// The activation of x, with the default slope and alpha; softmax is over the last axis.
/// Throws: ShapeError for softmax of a scalar.
template <class T>
Variable<T> activate(const Variable<T>& x, Activation activation);

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/activation_impl.hpp"
#endif
