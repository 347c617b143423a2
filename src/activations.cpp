// Arithmetic and activations, in float and in double.

#include "nnlite/ops/activation_impl.hpp"
#include "nnlite/ops/arithmetic_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                           \
    template Variable<T> leaky_relu<T>(const Variable<T>& x, double slope);         \
    template Variable<T> elu<T>(const Variable<T>& x, double alpha);                \
    template Variable<T> gelu<T>(const Variable<T>& x);                             \
    template Variable<T> gelu_tanh<T>(const Variable<T>& x);                        \
    template Variable<T> activate<T>(const Variable<T>& x, Activation activation);  \
    template Variable<T> operator-(const Variable<T>& x);                           \
    template Variable<T> exp<T>(const Variable<T>& x);                              \
    template Variable<T> expm1<T>(const Variable<T>& x);                            \
    template Variable<T> log<T>(const Variable<T>& x);                              \
    template Variable<T> log1p<T>(const Variable<T>& x);                            \
    template Variable<T> sqrt<T>(const Variable<T>& x);                             \
    template Variable<T> square<T>(const Variable<T>& x);                           \
    template Variable<T> abs<T>(const Variable<T>& x);                              \
    template Variable<T> sin<T>(const Variable<T>& x);                              \
    template Variable<T> cos<T>(const Variable<T>& x);                              \
    template Variable<T> erf<T>(const Variable<T>& x);                              \
    template Variable<T> clip<T>(const Variable<T>& x, std::type_identity_t<T> low, \
                                 std::type_identity_t<T> high);                     \
    namespace detail {                                                              \
    template Variable<T> add<T>(const Variable<T>& a, const Variable<T>& b);        \
    template Variable<T> subtract<T>(const Variable<T>& a, const Variable<T>& b);   \
    template Variable<T> multiply<T>(const Variable<T>& a, const Variable<T>& b);   \
    template Variable<T> divide<T>(const Variable<T>& a, const Variable<T>& b);     \
    template Variable<T> power<T>(const Variable<T>& x, const Variable<T>& y);      \
    template Variable<T> constant_power<T>(const Variable<T>& x, T y);              \
    template Variable<T> maximum<T>(const Variable<T>& a, const Variable<T>& b);    \
    template Variable<T> minimum<T>(const Variable<T>& a, const Variable<T>& b);    \
    template Variable<T> select<T>(const Variable<T>& mask, const Variable<T>& a,   \
                                   const Variable<T>& b);                           \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

#define NNLITE_ROW(function, ...)                                       \
    template Variable<float> function<float>(const Variable<float>& x); \
    template Variable<double> function<double>(const Variable<double>& x);
NNLITE_ACTIVATIONS(NNLITE_ROW)

}  // namespace nnlite
