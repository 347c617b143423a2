#pragma once

#include "support/make_tensor.hpp"

// What the files of tests/reference/serialization.py hold.
template <class T>
nnlite::Tensor<T> wanted() {
    return make_tensor<T>({2, 3}, {0, 1, 2, 3, 4, 100});
}
