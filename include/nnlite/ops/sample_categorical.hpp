#pragma once

#include <cstddef>

#include "nnlite/core/array_parameter.hpp"
#include "nnlite/random/generator.hpp"

namespace nnlite::inline NNLITE_ABI {

namespace detail {

// How sample_categorical() draws.
struct SampleOptions {
    double temperature = 1;  // below 1: nearer to the largest logit
    std::size_t top_k = 0;   // draws only among the top_k largest logits; 0: among all
};

}  // namespace detail

/// A class for each row of logits, drawn with the probabilities softmax(x / temperature), among the
/// top_k largest if given. Each row uses one value U(0, 1) of the generator. For rows
/// of probabilities p: sample_categorical(xt::log(p), generator).
/// Shapes: logits [..., classes] -> [...].
/// Units or ranges: temperature > 0; -infinity is a probability of 0.
/// Throws: ShapeError if there are no classes; ValueError on a temperature that is not positive, a
/// negative top_k, a logit that is NaN or infinity, or a row that is all -infinity.
/// Elsewhere: torch.distributions.Categorical; keras.random.categorical.
template <class T>
Labels sample_categorical(const Tensor<T>& logits, Generator& generator,
                          const detail::SampleOptions& options = {});
template <detail::OtherArray E>
Labels sample_categorical(const E& logits, Generator& generator,
                          const detail::SampleOptions& options = {}) {
    return sample_categorical(detail::tensor_from(logits), generator, options);
}

}  // namespace nnlite

#ifndef NNLITE_COMPILED
#include "nnlite/ops/sample_categorical_impl.hpp"
#endif
