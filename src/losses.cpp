// Losses and metrics, in float and in double.

#define NNLITE_DEFINE_LOSSES
#include "nnlite/losses/all.hpp"
#include "nnlite/losses/known_losses_impl.hpp"
#include "nnlite/metrics/classification_impl.hpp"
#include "nnlite/metrics/regression_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                         \
    template std::optional<Loss<T>> detail::known_loss<T>(std::string_view name,                  \
                                                          FieldVisitor & options);                \
    template Labels argmax_rows<T>(const Tensor<T>& scores);                                      \
    template double accuracy<T>(const Tensor<T>& scores,                                          \
                                const detail::ArrayParameter<Labels>& labels);                    \
    template double top_k_accuracy<T>(                                                            \
        const Tensor<T>& scores, const detail::ArrayParameter<Labels>& labels, std::size_t k);    \
    template double mean_squared_error<T>(const Tensor<T>& predicted, const Tensor<T>& targets);  \
    template double mean_absolute_error<T>(const Tensor<T>& predicted, const Tensor<T>& targets); \
    template double root_mean_squared_error<T>(const Tensor<T>& predicted,                        \
                                               const Tensor<T>& targets);                         \
    template double r2_score<T>(const Tensor<T>& predicted, const Tensor<T>& targets);            \
    namespace detail {                                                                            \
    template Labels answers_of<T>(const Tensor<T>& scores);                                       \
    template bool is_among_top<T>(const T* scores, std::size_t classes, std::size_t label,        \
                                  std::size_t k);                                                 \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
