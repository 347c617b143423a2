// expect: a mask of attention is bool
#include <nnlite/nnlite.hpp>

const nnlite::AttentionMask<float> mask(nnlite::Tensor<int>{{0, 1}});
