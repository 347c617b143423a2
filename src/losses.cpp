// Losses and metrics, in float and in double.

#include "nnlite/losses/binary_cross_entropy_impl.hpp"
#include "nnlite/losses/cross_entropy_impl.hpp"
#include "nnlite/losses/hinge_impl.hpp"
#include "nnlite/losses/kl_divergence_impl.hpp"
#include "nnlite/losses/known_losses_impl.hpp"
#include "nnlite/losses/probabilities_impl.hpp"
#include "nnlite/losses/reduction_impl.hpp"
#include "nnlite/losses/regression_impl.hpp"
#include "nnlite/metrics/classification_impl.hpp"
#include "nnlite/metrics/regression_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                          \
    template Variable<T> binary_cross_entropy<T>(const Variable<T>& logits,                        \
                                                 const std::type_identity_t<Variable<T>>& targets, \
                                                 BinaryCrossEntropy options);                      \
    template Variable<T> binary_cross_entropy_from_probabilities<T>(                               \
        const Variable<T>& probabilities, const std::type_identity_t<Variable<T>>& targets,        \
        BinaryCrossEntropyFromProbabilities options);                                              \
    template Variable<T> cross_entropy<T>(const Variable<T>& logits,                               \
                                          const detail::ArrayParameter<Labels>& labels,            \
                                          const CrossEntropy& options);                            \
    template Variable<T> cross_entropy<T>(const Variable<T>& logits,                               \
                                          const detail::DenseParameter<T>& targets,                \
                                          const CrossEntropy& options);                            \
    template Variable<T> hinge<T>(const Variable<T>& output,                                       \
                                  const std::type_identity_t<Variable<T>>& target, Hinge options); \
    template Variable<T> multi_margin<T>(const Variable<T>& scores,                                \
                                         const detail::TargetsParameter<T>& targets,               \
                                         const MultiMargin& options);                              \
    template Variable<T> kl_divergence<T>(const Variable<T>& log_probabilities,                    \
                                          const std::type_identity_t<Variable<T>>& targets,        \
                                          KLDivergence options);                                   \
    template std::optional<Loss<T>> detail::known_loss<T>(std::string_view name,                   \
                                                          FieldVisitor & options);                 \
    template Variable<T> cross_entropy_from_probabilities<T>(                                      \
        const Variable<T>& probabilities, const detail::ArrayParameter<Labels>& labels,            \
        CrossEntropyFromProbabilities options);                                                    \
    template Variable<T> cross_entropy_from_probabilities<T>(                                      \
        const Variable<T>& probabilities, const detail::DenseParameter<T>& targets,                \
        CrossEntropyFromProbabilities options);                                                    \
    template Variable<T> negative_log_likelihood<T>(const Variable<T>& log_probabilities,          \
                                                    const detail::TargetsParameter<T>& targets,    \
                                                    const NegativeLogLikelihood& options);         \
    template Variable<T> mse<T>(const Variable<T>& output,                                         \
                                const std::type_identity_t<Variable<T>>& target,                   \
                                MeanSquaredError options);                                         \
    template Variable<T> mae<T>(const Variable<T>& output,                                         \
                                const std::type_identity_t<Variable<T>>& target,                   \
                                MeanAbsoluteError options);                                        \
    template Variable<T> huber<T>(const Variable<T>& output,                                       \
                                  const std::type_identity_t<Variable<T>>& target, Huber options); \
    template Labels argmax_rows<T>(const Tensor<T>& scores);                                       \
    template double accuracy<T>(const Tensor<T>& scores,                                           \
                                const detail::ArrayParameter<Labels>& labels);                     \
    template double top_k_accuracy<T>(                                                             \
        const Tensor<T>& scores, const detail::ArrayParameter<Labels>& labels, std::size_t k);     \
    template double mean_squared_error<T>(const Tensor<T>& predicted, const Tensor<T>& targets);   \
    template double mean_absolute_error<T>(const Tensor<T>& predicted, const Tensor<T>& targets);  \
    template double root_mean_squared_error<T>(const Tensor<T>& predicted,                         \
                                               const Tensor<T>& targets);                          \
    template double r2_score<T>(const Tensor<T>& predicted, const Tensor<T>& targets);             \
    namespace detail {                                                                             \
    template void require_elements<T>(const char* name, const Variable<T>& output);                \
    template const Tensor<T>& dense_targets<T>(const char* name, const Targets<T>& targets);       \
    template const Labels& label_targets<T>(const char* name, const Targets<T>& targets);          \
    template double mean_weight<T>(const Targets<T>& targets, const Vector<double>& class_weights, \
                                   std::optional<std::int32_t> ignore_index);                      \
    template Labels answers_of<T>(const Tensor<T>& scores);                                        \
    template bool is_among_top<T>(const T* scores, std::size_t classes, std::size_t label,         \
                                  std::size_t k);                                                  \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
