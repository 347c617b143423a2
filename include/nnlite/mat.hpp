#pragma once

// Reads and writes MATLAB files; needs libmatio (nnlite::mat).

#include "nnlite/data/mat.hpp"
