#pragma once

#include <type_traits>

#include "nnlite/autograd/elementwise.hpp"

// The formulas of ops/arithmetic.hpp, for Packs and Duals; fused kernels use them too.

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
