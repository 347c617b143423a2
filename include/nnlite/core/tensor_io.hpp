#pragma once

// std::ostream << Tensor, in xtensor's format.
#if __has_include(<xtensor/io/xio.hpp>)  // xtensor 0.26 and later
#include <xtensor/io/xio.hpp>
#else
#include <xtensor/xio.hpp>
#endif

#include "nnlite/core/tensor.hpp"
