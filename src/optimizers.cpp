// Optimizers, in float and in double.

#define NNLITE_DEFINE_OPTIMIZERS
#include "nnlite/minimize/conjugate_gradient_impl.hpp"
#include "nnlite/minimize/flat_parameters_impl.hpp"
#include "nnlite/minimize/lbfgs_impl.hpp"
#include "nnlite/minimize/minimize_result_impl.hpp"
#include "nnlite/minimize/more_thuente_search_impl.hpp"
#include "nnlite/minimize/vector_norm_impl.hpp"
#include "nnlite/minimize/zoom_search_impl.hpp"
#include "nnlite/optimizers/all.hpp"
#include "nnlite/optimizers/clip_impl.hpp"
#include "nnlite/optimizers/dot_impl.hpp"
#include "nnlite/optimizers/kernel_optimizer_impl.hpp"
#include "nnlite/optimizers/known_optimizers_impl.hpp"
#include "nnlite/optimizers/optimizer_impl.hpp"
#include "nnlite/optimizers/schedule_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                       \
    namespace detail {                                                                          \
    template std::size_t total_size<T>(const std::vector<Variable<T>>& parameters);             \
    template class LbfgsMemory<T>;                                                              \
    template bool lbfgs_ends<T>(MinimizeResult<T> & at, double before,                          \
                                const LbfgsOptions<T>& options);                                \
    template double vector_norm<T>(const Tensor<T>& x, double order);                           \
    template double dot<T>(std::size_t count, const T* x, const T* y);                          \
    template double dot<T>(const Tensor<T>& x, const Tensor<T>& y);                             \
    template std::size_t step_count<T>(const T* count);                                         \
    template void count_step<T>(T * count);                                                     \
    template struct StepContext<T>;                                                             \
    }                                                                                           \
    template Tensor<T> flatten<T>(const std::vector<Variable<T>>& parameters);                  \
    template Tensor<T> flatten_gradients<T>(const std::vector<Variable<T>>& parameters);        \
    template void zero_gradients<T>(const std::vector<Variable<T>>& parameters);                \
    template void assign<T>(const std::vector<Variable<T>>& parameters, const Tensor<T>& flat); \
    template struct MinimizeResult<T>;                                                          \
    template std::optional<OptimizerFactory<T>> detail::known_optimizer<T>(                     \
        std::string_view name, FieldVisitor & options);                                         \
    template double clip_gradient_norm<T>(const std::vector<Variable<T>>& parameters,           \
                                          double max_norm);                                     \
    template void clip_gradient_value<T>(const std::vector<Variable<T>>& parameters,            \
                                         double limit);                                         \
    template class Optimizer<T>;
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
