#pragma once

#include <type_traits>

#include "nnlite/autograd/elementwise.hpp"

// The formulas of ops/arithmetic.hpp and ops/activation.hpp, for Packs and Duals; fused kernels use
// them too.

namespace nnlite::inline NNLITE_ABI::detail {

struct Add {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return a + b;
    }
};
struct Subtract {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return a - b;
    }
};

struct Multiply {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return a * b;
    }
};

struct Divide {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return a / b;
    }
};
struct Maximum {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return max(a, b);
    }
};
struct Minimum {
    template <class A, class B>
    auto operator()(A a, B b) const {
        return min(a, b);
    }
};
struct Power {
    template <class A, class B>
    auto operator()(A x, B y) const {
        return pow(x, y);
    }
};
template <class T>
struct ConstantPower {
    T exponent;
    template <class V>
    auto operator()(V x) const {
        return pow(x, exponent);
    }
};
template <class T>
struct Clip {
    T low, high;
    template <class V>
    V operator()(V x) const {
        return where(x < low, low, where(x > high, high, x));
    }
};

struct Relu {
    template <class V>
    V operator()(V x) const {
        return where(x <= 0, 0, x);
    }
};

struct Gelu {
    template <class V>
    V operator()(V x) const {
        return x * 0.5 * (erf(x * 0.7071067811865476) + 1);
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

// d(sigmoid) and d(tanh) from the result, without computing it again.
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

// dx = factor dy.
template <class T>
struct ScaleGradient {
    T factor;
    Tensor<T> operator()(const Tensor<T>& dy) const {
        return map<T>([c = factor](auto slope) { return slope * c; }, dy.shape(), dy);
    }
};

// A rule that needs only the result: dx = f(dy, y).
template <class T>
struct CombineResult {
    MapRun<T, 2>* run;

    Tensor<T> operator()(const Tensor<T>& dy, const Tensor<T>& y) const {
        Tensor<T> dx = empty_tensor<T>(dy.shape());
        map_runs<T, 2>(run, this, dy.shape(), dx.data(), {&dy, &y});
        return dx;
    }
};
template <class T, class F, class Slope>
Variable<T> map_by_result(const char* name, const Variable<T>& x, const F& f, const Slope&) {
    static_assert(std::is_empty_v<Slope>);  // so that any pointer is valid
    return make_operation<T>(name, map<T>(f, x.shape(), x.value()), {x},
                             CombineResult<T>{map_run<T, Slope, 2>});
}

}  // namespace nnlite::detail
