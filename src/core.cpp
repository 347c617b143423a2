// Autograd-independent basics, files and random numbers, in float and in double.

#include "nnlite/core/blas_impl.hpp"
#include "nnlite/core/block_cache_impl.hpp"
#include "nnlite/core/count_of_impl.hpp"
#include "nnlite/core/error_impl.hpp"
#include "nnlite/core/flush_to_zero_impl.hpp"
#include "nnlite/core/parallel_impl.hpp"
#include "nnlite/core/parse_double_impl.hpp"
#include "nnlite/core/utf8_impl.hpp"
#include "nnlite/fields/field_visitor_impl.hpp"
#include "nnlite/fields/fields_impl.hpp"
#include "nnlite/fields/json_impl.hpp"
#include "nnlite/fields/json_reader_impl.hpp"
#include "nnlite/fields/json_text_impl.hpp"
#include "nnlite/io/atomic_file_impl.hpp"
#include "nnlite/io/byte_reader_impl.hpp"
#include "nnlite/io/inflater_impl.hpp"
#include "nnlite/io/input_file_impl.hpp"
#include "nnlite/random/counter_impl.hpp"
#include "nnlite/random/generator_impl.hpp"
#include "nnlite/random/mt19937_impl.hpp"
#include "nnlite/random/numpy_impl.hpp"
#include "nnlite/random/randn_impl.hpp"
#include "nnlite/random/torch_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                        \
    namespace detail {                                                                           \
    template void blas_gemm<T>(bool transpose_a, bool transpose_b, BlasInteger m, BlasInteger n, \
                               BlasInteger k, const T* a, BlasInteger lda, const T* b,           \
                               BlasInteger ldb, T beta, T* c, BlasInteger ldc);                  \
    template void normal_group<T>(T * values, T mean, T deviation);                              \
    }                                                                                            \
    template Tensor<T> randn<T>(const Shape& shape, Generator& generator);                       \
    template Tensor<T> rand<T>(const Shape& shape, Generator& generator);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
