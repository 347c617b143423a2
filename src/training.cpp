// Training, in float and in double.

#include "nnlite/training/callback_impl.hpp"
#include "nnlite/training/checkpoint_file_impl.hpp"
#include "nnlite/training/checkpoint_impl.hpp"
#include "nnlite/training/history_impl.hpp"
#include "nnlite/training/interrupt_impl.hpp"
#include "nnlite/training/layer_outputs_impl.hpp"
#include "nnlite/training/load_model_impl.hpp"
#include "nnlite/training/metric_counts_impl.hpp"
#include "nnlite/training/metric_impl.hpp"
#include "nnlite/training/model_file_impl.hpp"
#include "nnlite/training/model_header_impl.hpp"
#include "nnlite/training/model_impl.hpp"
#include "nnlite/training/progress_impl.hpp"
#include "nnlite/training/summary_impl.hpp"
#include "nnlite/training/training_run_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                         \
    template class EarlyStopping<T>;                                                              \
    template class LearningRateScheduler<T>;                                                      \
    template class PlateauScheduler<T>;                                                           \
    template class CsvLog<T>;                                                                     \
    template class Checkpoint<T>;                                                                 \
    template std::vector<Tensor<T>> layer_outputs<T>(                                             \
        Sequential<T> network, const Dataset<T>& data,                                            \
        const std::vector<detail::LayerChoice>& layers, std::size_t batch_size);                  \
    template std::vector<Tensor<T>> layer_outputs<T>(                                             \
        Sequential<T> network, const std::type_identity_t<Tensor<T>>& inputs,                     \
        const std::vector<detail::LayerChoice>& layers, std::size_t batch_size);                  \
    template Model<T> load_model<T>(const std::string& path, const LoadModelOptions<T>& options); \
    template Model<T> load_model<T>(std::span<const std::uint8_t> bytes, std::string_view name,   \
                                    const LoadModelOptions<T>& options);                          \
    template Metric<T> counting_metric<T>(std::string name, typename Metric<T>::Update update,    \
                                          typename Metric<T>::Result result, std::string type);   \
    template Metric<T> accuracy_metric<T>();                                                      \
    template Metric<T> binary_accuracy_metric<T>();                                               \
    template Metric<T> top_k_accuracy_metric<T>(std::size_t k);                                   \
    template Metric<T> precision_metric<T>(Average average);                                      \
    template Metric<T> recall_metric<T>(Average average);                                         \
    template Metric<T> f1_metric<T>(Average average);                                             \
    template Metric<T> mean_iou_metric<T>();                                                      \
    template Metric<T> mse_metric<T>();                                                           \
    template Metric<T> mae_metric<T>();                                                           \
    template std::optional<Metric<T>> detail::known_metric<T>(const std::string& type);           \
    template class Model<T>;                                                                      \
    template std::string summary_text<T>(Sequential<T> & network, std::size_t optimizer_values,   \
                                         std::size_t line_length);                                \
    namespace detail {                                                                            \
    template class CallbackWriter<T>;                                                             \
    template class CallbackReader<T>;                                                             \
    template Labels labels_of<T>(const Targets<T>& targets);                                      \
    template Answers answers_of<T>(std::string_view place, const MetricBatch<T>& batch,           \
                                   T threshold);                                                  \
    template void count_right<T>(const MetricBatch<T>& batch, T threshold,                        \
                                 std::vector<double>& counts);                                    \
    template void count_right_of_top<T>(const MetricBatch<T>& batch, std::size_t k,               \
                                        std::vector<double>& counts);                             \
    template void count_classes<T>(std::string_view name, const MetricBatch<T>& batch,            \
                                   std::vector<double>& counts);                                  \
    template double any_accuracy<T>(const Tensor<T>& outputs, const Targets<T>& targets,          \
                                    T threshold);                                                 \
    template Metric<T> accuracy_metric<T>(const std::string& type, T threshold);                  \
    template void check_metrics<T>(const std::vector<Metric<T>>& metrics);                        \
    template class CounterVisitor<T>;                                                             \
    template class DistinctNames<T>;                                                              \
    template CompileHeader compile_header<T>(std::string_view place,                              \
                                             const CompileOptions<T>& options);                   \
    }
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
