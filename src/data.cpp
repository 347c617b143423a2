// Data and preprocessing, in float and in double.

#include "nnlite/data/batch_rows_impl.hpp"
#include "nnlite/data/csv_impl.hpp"
#include "nnlite/data/data_loader_impl.hpp"
#include "nnlite/data/dataset_impl.hpp"
#include "nnlite/data/dataset_range_impl.hpp"
#include "nnlite/data/digits_impl.hpp"
#include "nnlite/data/gather_rows_impl.hpp"
#include "nnlite/data/idx_impl.hpp"
#include "nnlite/data/image_augmentation_impl.hpp"
#include "nnlite/data/mnist_impl.hpp"
#include "nnlite/data/one_hot_impl.hpp"
#include "nnlite/data/resize_impl.hpp"
#include "nnlite/data/sliding_windows_impl.hpp"
#include "nnlite/data/split_impl.hpp"
#include "nnlite/data/text_impl.hpp"
#include "nnlite/data/to_gray_impl.hpp"
#include "nnlite/preprocessing/columns_impl.hpp"
#include "nnlite/preprocessing/min_max_scaler_impl.hpp"
#include "nnlite/preprocessing/standard_scaler_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                          \
    namespace detail {                                                                             \
    template void gather_tensor<T>(const Tensor<T>& from, const std::size_t* order,                \
                                   std::size_t count, Tensor<T>& to);                              \
    template TensorRows<T> rows_of<T>(std::string_view place, const Tensor<T>& inputs);            \
    template void require_inputs<T>(std::string_view place, const Tensor<T>& inputs,               \
                                    std::size_t rows, const Shape& sample);                        \
    template void put_rows<T>(std::string_view place, const Tensor<T>& part, std::size_t rows,     \
                              std::size_t done, std::size_t count, Tensor<T>& all);                \
    template Tensor<T> without_rows<T>(const Tensor<T>& like);                                     \
    template void resize_batch<T>(Tensor<T> & batch, std::size_t rows, const Shape& sample);       \
    template void check_values<T>(std::string_view what, const Tensor<T>& rows);                   \
    template struct ByteScale<T>;                                                                  \
    template void copy_row<T>(const std::uint8_t* __restrict from, T* __restrict to,               \
                              std::size_t count, ByteScale<T> scale);                              \
    template struct BilinearImage<T>;                                                              \
    template void smooth_transposed<T>(T * field, T* part, std::size_t height, std::size_t width,  \
                                       const Vector<double>& weights);                             \
    template void check_fit<T>(std::string_view place, const Tensor<T>& data);                     \
    }                                                                                              \
    template class DataLoader<T>;                                                                  \
    template class TensorDataset<T>;                                                               \
    template class detail::DatasetRange<T>;                                                        \
    template void ImageAugmentation::operator()<T>(Batch<T> & batch, Generator & generator) const; \
    template Tensor<T> one_hot<T>(const detail::LabelsParameter& given, std::size_t classes);      \
    template Tensor<T> resize_bicubic<T>(const Tensor<T>& images, std::size_t height,              \
                                         std::size_t width);                                       \
    template SlidingWindows<T> sliding_windows<T>(const Tensor<T>& series, std::size_t length);    \
    template class MinMaxScaler<T>;                                                                \
    template class StandardScaler<T>;
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

// Of labels.
namespace detail {
template void gather_tensor<std::int32_t>(const Labels& from, const std::size_t* order,
                                          std::size_t count, Labels& to);
template void put_rows<std::int32_t>(std::string_view place, const Labels& part, std::size_t rows,
                                     std::size_t done, std::size_t count, Labels& all);
}  // namespace detail

}  // namespace nnlite
