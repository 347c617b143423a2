#pragma once

// Minimisers of a function of many variables: conjugate gradients and L-BFGS.

#include "nnlite/minimize/conjugate_gradient.hpp"
#include "nnlite/minimize/flat_parameters.hpp"
#include "nnlite/minimize/lbfgs.hpp"
#include "nnlite/minimize/minimize_result.hpp"
#include "nnlite/minimize/more_thuente_search.hpp"
#include "nnlite/minimize/zoom_search.hpp"
