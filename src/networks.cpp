// Networks: state and description of layers, in float and in double.

#include "nnlite/layers/architecture_impl.hpp"
#include "nnlite/layers/clone_impl.hpp"
#include "nnlite/layers/known_layers_impl.hpp"
#include "nnlite/layers/state_dict_impl.hpp"
#include "nnlite/layers/state_keeper_impl.hpp"
#include "nnlite/layers/state_visitor_impl.hpp"
#include "nnlite/layers/weights_file_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                        \
    namespace detail {                                                                           \
    template class ArchitectureReader<T>;                                                        \
    template class StateKeeper<T>;                                                               \
    template struct StateEntry<T>;                                                               \
    template class StateVisitor<T>;                                                              \
    template void rename_state<T>(std::string_view place, std::vector<StateEntry<T>>& entries,   \
                                  const WeightNames& names);                                     \
    template std::vector<TensorView> weights_of<T>(Layer<T> & layer,                             \
                                                   const SaveWeightsOptions& options);           \
    template void load_weights<T>(const TensorFile& file, Layer<T>& layer,                       \
                                  const LoadWeightsOptions& options);                            \
    }                                                                                            \
    template detail::Json detail::architecture_of<T>(Layer<T> & layer);                          \
    template class Cloner<T>;                                                                    \
    template const std::map<std::string_view, detail::LayerMaker<T>>& detail::known_layers<T>(); \
    template NamedTensors<T> state_dict<T>(Layer<T> & layer, WeightLayout layout);               \
    template void load_state_dict<T>(Layer<T> & layer, const NamedTensors<T>& tensors,           \
                                     WeightLayout layout);                                       \
    template void save_weights<T>(const std::string& path, Layer<T>& layer,                      \
                                  const SaveWeightsOptions& options);                            \
    template void load_weights<T>(const std::string& path, Layer<T>& layer,                      \
                                  const LoadWeightsOptions& options);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
