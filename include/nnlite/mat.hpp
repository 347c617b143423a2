#pragma once

// MATLAB's files; needs libmatio (nnlite::mat).

#include "nnlite/data/mat.hpp"
