// Variables, and the operations that have no other file, in float and in double.

#include "nnlite/autograd/engine_impl.hpp"
#include "nnlite/autograd/gradcheck_impl.hpp"
#include "nnlite/autograd/node_impl.hpp"
#include "nnlite/autograd/operation_impl.hpp"
#include "nnlite/autograd/variable_impl.hpp"
#include "nnlite/ops/concatenate_static_impl.hpp"
#include "nnlite/ops/gather_impl.hpp"
#include "nnlite/ops/index_list_impl.hpp"
#include "nnlite/ops/linear_impl.hpp"
#include "nnlite/ops/matmul_impl.hpp"
#include "nnlite/ops/reduce_impl.hpp"
#include "nnlite/ops/reshape_impl.hpp"
#include "nnlite/ops/sample_categorical_impl.hpp"
#include "nnlite/ops/slice_impl.hpp"
#include "nnlite/ops/softmax_impl.hpp"

namespace nnlite::inline NNLITE_ABI {

#define NNLITE_COMPILE(T)                                                                          \
    namespace detail {                                                                             \
    template void accumulate<T>(Node<T> & node, Tensor<T>&& dx);                                   \
    template void accumulate_part<T>(Node<T> & node, std::size_t begin, const Tensor<T>& dx);      \
    template struct Operation<T>;                                                                  \
    template void run_backward<T>(Node<T> & result, Tensor<T> dy, bool keep_graph);                \
    template void release_chain<T>(Vector<std::shared_ptr<Node<T>>> & references);                 \
    template Tensor<T> relu_gradient<T>(const Tensor<T>& dy, const Tensor<T>& y);                  \
    template Variable<T> linear<T>(const Variable<T>& x, const Variable<T>& weight,                \
                                   const Variable<T>* bias, bool relu);                            \
    template Variable<T> join<T>(const char* name, const Vector<Variable<T>>& inputs,              \
                                 const Shape& shape, std::size_t outer);                           \
    template Variable<T> concatenate<T>(const Vector<Variable<T>>& inputs, std::ptrdiff_t axis);   \
    template Variable<T> stack<T>(const Vector<Variable<T>>& inputs, std::ptrdiff_t axis);         \
    }                                                                                              \
    template Variable<T> zeros_like<T>(const Variable<T>& x);                                      \
    template Variable<T> ones_like<T>(const Variable<T>& x);                                       \
    template class Variable<T>;                                                                    \
    template Variable<T> concatenate_static<T>(                                                    \
        const Variable<T>& x, const std::type_identity_t<Variable<T>>& covariates);                \
    template Variable<T> gather<T>(const Variable<T>& table, const detail::LabelsParameter& given, \
                                   std::optional<std::size_t> padding_idx);                        \
    template Variable<T> take_along<T>(const Variable<T>& x,                                       \
                                       const detail::LabelsParameter& given);                      \
    template Variable<T> linear<T>(const Variable<T>& x,                                           \
                                   const std::type_identity_t<Variable<T>>& weight,                \
                                   const std::type_identity_t<Variable<T>>& bias, bool relu);      \
    template Variable<T> linear<T>(const Variable<T>& x,                                           \
                                   const std::type_identity_t<Variable<T>>& weight, bool relu);    \
    template Variable<T> matmul<T>(const Variable<T>& a,                                           \
                                   const std::type_identity_t<Variable<T>>& b);                    \
    template Variable<T> sum<T>(const Variable<T>& x, const detail::IndexList& axes,               \
                                bool keep_dims);                                                   \
    template Variable<T> mean<T>(const Variable<T>& x, const detail::IndexList& axes,              \
                                 bool keep_dims);                                                  \
    template Variable<T> max<T>(const Variable<T>& x, const detail::IndexList& axes,               \
                                bool keep_dims);                                                   \
    template Variable<T> min<T>(const Variable<T>& x, const detail::IndexList& axes,               \
                                bool keep_dims);                                                   \
    template Variable<T> var<T>(const Variable<T>& x, const detail::IndexList& axes,               \
                                detail::VarOptions options);                                       \
    template Variable<T> logsumexp<T>(const Variable<T>& x, const detail::IndexList& axes,         \
                                      bool keep_dims);                                             \
    template Variable<T> reshape<T>(const Variable<T>& x, const detail::IndexList& extents);       \
    template Variable<T> flatten<T>(const Variable<T>& x, std::ptrdiff_t from);                    \
    template Variable<T> transpose<T>(const Variable<T>& x, const detail::IndexList& permutation); \
    template Variable<T> swap_axes<T>(const Variable<T>& x, std::ptrdiff_t a, std::ptrdiff_t b);   \
    template Variable<T> squeeze<T>(const Variable<T>& x, std::ptrdiff_t axis);                    \
    template Variable<T> expand_dims<T>(const Variable<T>& x, std::ptrdiff_t axis);                \
    template Labels sample_categorical<T>(const Tensor<T>& logits, Generator& generator,           \
                                          const detail::SampleOptions& options);                   \
    template Variable<T> slice<T>(const Variable<T>& x, std::ptrdiff_t axis, std::ptrdiff_t begin, \
                                  std::ptrdiff_t end, std::ptrdiff_t step);                        \
    template Variable<T> pad<T>(const Variable<T>& x, std::ptrdiff_t axis, std::size_t before,     \
                                std::size_t after, std::type_identity_t<T> value);                 \
    template Variable<T> concatenate<T>(std::initializer_list<Variable<T>> list,                   \
                                        std::ptrdiff_t axis);                                      \
    template Variable<T> stack<T>(std::initializer_list<Variable<T>> list, std::ptrdiff_t axis);   \
    template Variable<T> softmax<T>(const Variable<T>& x, std::ptrdiff_t axis);                    \
    template Variable<T> log_softmax<T>(const Variable<T>& x, std::ptrdiff_t axis);
NNLITE_COMPILE(float)
NNLITE_COMPILE(double)

}  // namespace nnlite
