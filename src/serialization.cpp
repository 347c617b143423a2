// Files, in float and in double.

#define NNLITE_DEFINE_FORMATS
#include "nnlite/serialization/all.hpp"
#include "nnlite/serialization/checksum_impl.hpp"
#include "nnlite/serialization/element_type_impl.hpp"
#include "nnlite/serialization/named_tensors_impl.hpp"
#include "nnlite/serialization/npy_impl.hpp"
#include "nnlite/serialization/tensor_file_impl.hpp"
#include "nnlite/serialization/zip_file_impl.hpp"
#include "nnlite/serialization/zip_writer_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T) \
    template std::uint32_t weights_crc32<T>(const std::vector<Variable<T>>& parameters);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

// Files hold numbers of any type.
#define NNLITE_COMPILE_FILES(T)                                                               \
    namespace detail {                                                                        \
    template std::optional<std::string> convert_elements<T>(ElementType type,                 \
                                                            const std::uint8_t* bytes,        \
                                                            std::size_t count, T* to,         \
                                                            bool rounding);                   \
    template std::vector<TensorView> views_of<T>(const NamedTensors<T>& tensors);             \
    template void TensorFile::read<T>(const StoredTensor& entry, T* to,                       \
                                      const ReadOptions& options) const;                      \
    template NamedTensors<T> read_all<T>(const TensorFile& file, const ReadOptions& options); \
    template Tensor<T> read_one<T>(const TensorFile& file, const std::string& name,           \
                                   const ReadOptions& options);                               \
    }                                                                                         \
    template void write_npy<T>(const std::string& path, const Tensor<T>& tensor);
NNLITE_COMPILE_FILES(bool)
NNLITE_COMPILE_FILES(std::int8_t)
NNLITE_COMPILE_FILES(std::int16_t)
NNLITE_COMPILE_FILES(std::int32_t)
NNLITE_COMPILE_FILES(std::int64_t)
NNLITE_COMPILE_FILES(std::uint8_t)
NNLITE_COMPILE_FILES(std::uint16_t)
NNLITE_COMPILE_FILES(std::uint32_t)
NNLITE_COMPILE_FILES(std::uint64_t)
NNLITE_COMPILE_FILES(float)
NNLITE_COMPILE_FILES(double)

}  // namespace nnlite
