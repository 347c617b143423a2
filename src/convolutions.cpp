// Convolutions and other operations on images and sequences, in float and in double.

#include "nnlite/ops/conv1d_impl.hpp"
#include "nnlite/ops/conv2d_impl.hpp"
#include "nnlite/ops/conv_transpose2d_impl.hpp"
#include "nnlite/ops/convolve2d_impl.hpp"
#include "nnlite/ops/image_size_impl.hpp"
#include "nnlite/ops/pool1d_impl.hpp"
#include "nnlite/ops/pool2d_impl.hpp"
#include "nnlite/ops/sequence_size_impl.hpp"
#include "nnlite/ops/upsample_nearest2d_impl.hpp"
#include "nnlite/ops/zero_pad2d_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                          \
    namespace detail {                                                                             \
    template Variable<T> conv1d<T>(const Variable<T>& x, const Variable<T>& weight,                \
                                   const Variable<T>* bias, const Conv1dFunctionOptions& options); \
    template Variable<T> convolution<T>(const char* place, const kernels::Conv2dShape& s,          \
                                        const Variable<T>& x, const Variable<T>& weight,           \
                                        const Variable<T>* bias,                                   \
                                        const Conv2dFunctionOptions& options, bool pooled);        \
    template Variable<T> conv2d<T>(const char* place, const Variable<T>& x,                        \
                                   const Variable<T>& weight, const Variable<T>* bias,             \
                                   const Conv2dFunctionOptions& options, bool pooled);             \
    template Variable<T> conv_transpose2d<T>(const Variable<T>& x, const Variable<T>& weight,      \
                                             const Variable<T>* bias,                              \
                                             const ConvTranspose2dFunctionOptions& options);       \
    template Variable<T> max_pool<T>(const char* name, const kernels::Pool2dShape& s,              \
                                     const Variable<T>& x);                                        \
    template Variable<T> avg_pool<T>(const char* name, const kernels::Pool2dShape& s,              \
                                     const Variable<T>& x);                                        \
    }                                                                                              \
    template Variable<T> conv1d<T>(const Variable<T>& x,                                           \
                                   const std::type_identity_t<Variable<T>>& weight,                \
                                   const std::type_identity_t<Variable<T>>& bias,                  \
                                   const detail::Conv1dFunctionOptions& options);                  \
    template Variable<T> conv1d<T>(const Variable<T>& x,                                           \
                                   const std::type_identity_t<Variable<T>>& weight,                \
                                   const detail::Conv1dFunctionOptions& options);                  \
    template Variable<T> conv2d<T>(const Variable<T>& x,                                           \
                                   const std::type_identity_t<Variable<T>>& weight,                \
                                   const std::type_identity_t<Variable<T>>& bias,                  \
                                   const detail::Conv2dFunctionOptions& options);                  \
    template Variable<T> conv2d<T>(const Variable<T>& x,                                           \
                                   const std::type_identity_t<Variable<T>>& weight,                \
                                   const detail::Conv2dFunctionOptions& options);                  \
    template Variable<T> detail::conv2d_pool<T>(const Variable<T>& x,                              \
                                                const std::type_identity_t<Variable<T>>& weight,   \
                                                const std::type_identity_t<Variable<T>>& bias,     \
                                                const detail::Conv2dFunctionOptions& options);     \
    template Variable<T> detail::conv2d_pool<T>(const Variable<T>& x,                              \
                                                const std::type_identity_t<Variable<T>>& weight,   \
                                                const detail::Conv2dFunctionOptions& options);     \
    template Variable<T> conv_transpose2d<T>(                                                      \
        const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,                     \
        const std::type_identity_t<Variable<T>>& bias,                                             \
        const detail::ConvTranspose2dFunctionOptions& options);                                    \
    template Variable<T> conv_transpose2d<T>(                                                      \
        const Variable<T>& x, const std::type_identity_t<Variable<T>>& weight,                     \
        const detail::ConvTranspose2dFunctionOptions& options);                                    \
    template Tensor<T> convolve2d<T>(                                                              \
        const Tensor<T>& image, const std::type_identity_t<Tensor<T>>& kernel, ConvolveMode mode); \
    template Tensor<T> correlate2d<T>(                                                             \
        const Tensor<T>& image, const std::type_identity_t<Tensor<T>>& kernel, ConvolveMode mode); \
    template Variable<T> max_pool1d<T>(const Variable<T>& x, std::size_t size,                     \
                                       const Pool1dOptions& options);                              \
    template Variable<T> avg_pool1d<T>(const Variable<T>& x, std::size_t size,                     \
                                       const Pool1dOptions& options);                              \
    template Variable<T> max_pool2d<T>(const Variable<T>& x, Size2d size,                          \
                                       const Pool2dOptions& options);                              \
    template Variable<T> avg_pool2d<T>(const Variable<T>& x, Size2d size,                          \
                                       const Pool2dOptions& options);                              \
    template Variable<T> upsample_nearest2d<T>(const Variable<T>& x, Size2d scale);                \
    template Variable<T> zero_pad2d<T>(const Variable<T>& x, const Padding& padding);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
