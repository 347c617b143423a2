// Estimators, in float and in double.

#include "nnlite/estimators/mlp_data_impl.hpp"
#include "nnlite/estimators/mlp_options_impl.hpp"
#include "nnlite/estimators/mlp_record_impl.hpp"
#include "nnlite/estimators/mlp_regressor_impl.hpp"
#include "nnlite/estimators/multilayer_perceptron_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                            \
    namespace detail {                                               \
    template DataLoader<T> rows_in_order<T>(const Dataset<T>& data); \
    template Targets<T> targets_of<T>(const Dataset<T>& data);       \
    template struct MLPData<T>;                                      \
    template class MultilayerPerceptron<T>;                          \
    }                                                                \
    template class MLPRegressor<T>;
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
