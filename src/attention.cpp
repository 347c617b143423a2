// Normalisation, dropout and attention, in float and in double.

#include "nnlite/ops/attention_impl.hpp"
#include "nnlite/ops/batch_norm_impl.hpp"
#include "nnlite/ops/dropout_impl.hpp"
#include "nnlite/ops/feed_forward_impl.hpp"
#include "nnlite/ops/group_norm_impl.hpp"
#include "nnlite/ops/layer_norm_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                          \
    template Variable<T> scaled_dot_product_attention<T>(                                          \
        const Variable<T>& q, const std::type_identity_t<Variable<T>>& k,                          \
        const std::type_identity_t<Variable<T>>& v, const detail::AttentionOptions<T>& options);   \
    template detail::ChannelStatistics<T> detail::channel_statistics<T>(const Tensor<T>& x);       \
    template Variable<T> batch_norm<T>(const Variable<T>& x,                                       \
                                       const std::type_identity_t<Variable<T>>& weight,            \
                                       const std::type_identity_t<Variable<T>>& bias,              \
                                       const detail::ChannelStatistics<T>& statistics,             \
                                       const detail::BatchNormFunctionOptions& options);           \
    template Variable<T> batch_norm<T>(const Variable<T>& x,                                       \
                                       const detail::ChannelStatistics<T>& statistics,             \
                                       const detail::BatchNormFunctionOptions& options);           \
    template Variable<T> dropout<T>(const Variable<T>& x, double rate, std::uint64_t seed,         \
                                    std::uint64_t position);                                       \
    template Variable<T> detail::feed_forward<T>(const Variable<T>& x,                             \
                                                 const std::type_identity_t<Variable<T>>& weight1, \
                                                 const std::type_identity_t<Variable<T>>& bias1,   \
                                                 const std::type_identity_t<Variable<T>>& weight2, \
                                                 const std::type_identity_t<Variable<T>>& bias2,   \
                                                 const detail::FeedForwardOptions& options);       \
    template Variable<T> group_norm<T>(const Variable<T>& x, std::size_t groups,                   \
                                       const std::type_identity_t<Variable<T>>& weight,            \
                                       const std::type_identity_t<Variable<T>>& bias, double eps); \
    template Variable<T> group_norm<T>(const Variable<T>& x, std::size_t groups, double eps);      \
    template Variable<T> layer_norm<T>(const Variable<T>& x,                                       \
                                       const std::type_identity_t<Variable<T>>& weight,            \
                                       const std::type_identity_t<Variable<T>>& bias, double eps); \
    template Variable<T> layer_norm<T>(const Variable<T>& x, double eps);                          \
    template Variable<T> detail::residual_layer_norm<T>(                                           \
        const Variable<T>& x, const std::type_identity_t<Variable<T>>& added,                      \
        const std::type_identity_t<Variable<T>>& weight,                                           \
        const std::type_identity_t<Variable<T>>& bias,                                             \
        const detail::ResidualLayerNormOptions& options);                                          \
    namespace detail {                                                                             \
    template Variable<T> batch_norm<T>(const Variable<T>& x, const Variable<T>* weight,            \
                                       const Variable<T>* bias,                                    \
                                       const ChannelStatistics<T>& statistics,                     \
                                       const BatchNormFunctionOptions& options);                   \
    template Tensor<T> keep_numbers<T>(const kernels::KeptNumbers& kept, const Tensor<T>& from);   \
    template std::pair<Tensor<T>, Tensor<T>> split_parameter_gradients<T>(const Vector<T>& sums);  \
    template Variable<T> layer_norm<T>(const Variable<T>& x, const Variable<T>* weight,            \
                                       const Variable<T>* bias, double eps);                       \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
