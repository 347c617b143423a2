#pragma once

#include <type_traits>

#include "nnlite/core/fields.hpp"
#include "nnlite/ops/arithmetic.hpp"
#include "nnlite/ops/softmax.hpp"

namespace nnlite {

namespace detail {

// The formulas, for Packs and Duals; fused kernels use them too.
struct Relu {
    template <class V>
    V operator()(V x) const {
        return where(x <= 0, 0, x);
    }
};
struct Relu6 {
    template <class V>
    V operator()(V x) const {
        return where(x <= 0, 0, where(x >= 6, 6, x));
    }
};
struct LeakyRelu {
    double slope = 0.01;
    template <class V>
    V operator()(V x) const {
        return where(x > 0, x, x * slope);
    }
};
struct Elu {
    double alpha = 1;
    template <class V>
    V operator()(V x) const {
        return where(x > 0, x, expm1(x) * alpha);
    }
};
struct Selu {
    template <class V>
    V operator()(V x) const {
        return Elu{1.6732632423543772}(x)*1.0507009873554805;
    }
};
struct Gelu {
    template <class V>
    V operator()(V x) const {
        return x * 0.5 * (erf(x * 0.7071067811865476) + 1);
    }
};
struct GeluTanh {
    template <class V>
    V operator()(V x) const {
        return x * 0.5 * (tanh((x + x * x * x * 0.044715) * 0.7978845608028654) + 1);
    }
};
struct Silu {
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
};
struct Tanh {
    template <class V>
    V operator()(V x) const {
        return tanh(x);
    }
};
struct Softplus {
    template <class V>
    V operator()(V x) const {
        return max(x, 0) + log1p(exp(-abs(x)));
    }
};

// d(sigmoid) and d(tanh) from the result, so that nothing is computed again.
struct SigmoidSlope {
    template <class V>
    V operator()(V dy, V y) const {
        return dy * y * (V(1) - y);
    }
};
struct TanhSlope {
    template <class V>
    V operator()(V dy, V y) const {
        return dy * (V(1) - y * y);
    }
};

}  // namespace detail

/// max(x, 0); NaN stays NaN, the gradient at 0 is 0.
template <class T>
Variable<T> relu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("relu", detail::Relu{}, x);
}

/// min(max(x, 0), 6); NaN stays NaN, the gradient at 0 and 6 is 0.
template <class T>
Variable<T> relu6(const Variable<T>& x) {
    return detail::elementwise_operation<T>("relu6", detail::Relu6{}, x);
}

/// x for x > 0, else slope x.
template <class T>
Variable<T> leaky_relu(const Variable<T>& x, double slope = 0.01) {
    require_in_range("leaky_relu", "slope", slope, Range::finite());
    return detail::elementwise_operation<T>("leaky_relu", detail::LeakyRelu{slope}, x);
}

/// x for x > 0, else alpha (e^x - 1).
/// Source: Clevert, Unterthiner, Hochreiter 2015, equation 15.
template <class T>
Variable<T> elu(const Variable<T>& x, double alpha = 1) {
    require_in_range("elu", "alpha", alpha, Range::finite());
    return detail::elementwise_operation<T>("elu", detail::Elu{alpha}, x);
}

/// 1.0507 elu(x) with alpha = 1.6733: keeps mean 0 and variance 1 through deep networks.
/// Source: Klambauer et al. 2017, equation 2.
template <class T>
Variable<T> selu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("selu", detail::Selu{}, x);
}

/// x P(N(0, 1) <= x) = x (1 + erf(x / sqrt(2))) / 2.
/// Source: Hendrycks, Gimpel 2016, section 2.
template <class T>
Variable<T> gelu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("gelu", detail::Gelu{}, x);
}

/// x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2, close to gelu.
/// Source: Hendrycks, Gimpel 2016, section 2.
template <class T>
Variable<T> gelu_tanh(const Variable<T>& x) {
    return detail::elementwise_operation<T>("gelu_tanh", detail::GeluTanh{}, x);
}

/// x / (1 + e^-x), also called swish.
template <class T>
Variable<T> silu(const Variable<T>& x) {
    return detail::elementwise_operation<T>("silu", detail::Silu{}, x);
}

/// x relu6(x + 3) / 6, close to silu.
/// Source: Howard et al. 2019, section 5.2.
template <class T>
Variable<T> hardswish(const Variable<T>& x) {
    return detail::elementwise_operation<T>("hardswish", detail::Hardswish{}, x);
}

/// 1 / (1 + e^-x).
template <class T>
Variable<T> sigmoid(const Variable<T>& x) {
    return detail::map_by_result("sigmoid", x, detail::Sigmoid{}, detail::SigmoidSlope{});
}

/// The hyperbolic tangent.
template <class T>
Variable<T> tanh(const Variable<T>& x) {
    return detail::map_by_result("tanh", x, detail::Tanh{}, detail::TanhSlope{});
}

/// log(1 + e^x), without overflow.
template <class T>
Variable<T> softplus(const Variable<T>& x) {
    return detail::elementwise_operation<T>("softplus", detail::Softplus{}, x);
}

/// What a layer does with its result.
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

/// An activation's name, as its function is called.
inline const char* name(Activation activation) {
    static constexpr const char* names[] = {
        "none", "relu",    "leaky_relu", "elu",      "selu",    "gelu",  "gelu_tanh",
        "silu", "sigmoid", "tanh",       "softplus", "softmax", "relu6", "hardswish"};
    return names[static_cast<int>(activation)];
}

/// The activation of x, with the standard slope and alpha; softmax is over the last axis.
/// Throws: ShapeError for softmax of a scalar.
template <class T>
Variable<T> activate(const Variable<T>& x, Activation activation) {
    switch (activation) {
        case Activation::none:
            return x;
        case Activation::relu:
            return relu(x);
        case Activation::leaky_relu:
            return leaky_relu(x);
        case Activation::elu:
            return elu(x);
        case Activation::selu:
            return selu(x);
        case Activation::gelu:
            return gelu(x);
        case Activation::gelu_tanh:
            return gelu_tanh(x);
        case Activation::silu:
            return silu(x);
        case Activation::sigmoid:
            return sigmoid(x);
        case Activation::tanh:
            return tanh(x);
        case Activation::softplus:
            return softplus(x);
        case Activation::softmax:
            return softmax(x);
        case Activation::relu6:
            return relu6(x);
        case Activation::hardswish:
            return hardswish(x);
    }
    return x;
}

}  // namespace nnlite
